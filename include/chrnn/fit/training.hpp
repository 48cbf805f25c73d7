/// A training: a model on its way through epochs, and all that it takes to stop and go on later with the same bits.
#pragma once

#include <chrnn/data/mean_image.hpp>
#include <chrnn/fit/history.hpp>
#include <chrnn/fit/predictor.hpp>
#include <chrnn/train/metrics.hpp>
#include <chrnn/train/optimiser.hpp>

namespace chrnn {

/// Where a training stands, beside the parameters, the momentum and the number of steps, which the model holds.
struct training_state {
    index_t epoch = 0; ///< whole epochs done
    index_t batch = 0; ///< batches done of the next one, in the loader's order

    // Of those batches:
    index_t samples = 0, correct = 0;
    double loss_sum = 0; ///< of the samples
    double seconds = 0;

    std::vector<epoch_record> history{};
    rate_schedule schedule;
    mean_image mean{};      ///< subtracted from every image; empty before the first epoch unless it is zero
    std::uint64_t data = 0; ///< the training data's fingerprint; 0 before the first epoch
};

/// What the loop over epochs needs of a model and its optimiser, whatever their types.
class trainee : public predictor {
  public:
    struct outcome {
        double loss;     ///< the batch's mean
        index_t correct; ///< samples whose most probable class was the right one
    };
    /// Begins a step of training on a batch, which a device may still be computing when it returns.
    virtual void begin_step(std::span<float const> images, std::span<int const> labels, double rate) = 0;
    /// The images of the next step, which must not change before it begins or others are announced, be it none.
    virtual void announce(std::span<float const> images) = 0;
    /// Ends the step on the batch of these labels. Where the loss is not finite nothing has changed. Throws, with
    /// nothing changed, when the gradients are not finite.
    virtual outcome end_step(std::span<int const> labels) = 0;

    virtual std::uint64_t steps() const = 0;
    virtual std::uint64_t seed() const = 0;
    virtual double first_rate() const = 0;
    virtual std::string loss_layer() const = 0;
};

/// `Model` learning by the rule that it is given. Refers to the model, which must outlive it.
///
///     training run(net, sgd{.rate = 0.01f, .multipliers = {{"hrnn6", 10}}});
///     fit(run, image_folder{"scene15/train"}, {.epochs = 90});
template <class Model>
class training : private predictor_of<Model, trainee> {
  public:
    using model_type = Model;

    /// Throws when the rule does not make sense for the model.
    explicit training(Model& net, sgd const& rule = {})
        : base(net), state_{.schedule = rule.schedule}, learn_(net, rule) {}

    Model& net() { return base::net; }
    training_state& state() { return state_; }
    training_state const& state() const { return state_; }
    sgd const& rule() const { return learn_.rule(); }
    trainee& erased() { return *this; }

  private:
    using base = predictor_of<Model, trainee>;

    void begin_step(std::span<float const> images, std::span<int const> labels, double rate) override {
        learn_.train(images, labels, rate);
    }
    void announce(std::span<float const> images) override { net().announce(images); }
    typename base::outcome end_step(std::span<int const> labels) override {
        double const loss = static_cast<double>(net().loss());
        if (!std::isfinite(loss)) {
            net().set_steps(net().steps() - 1);
            return {loss, 0};
        }
        learn_.check();
        auto const probabilities = net().probabilities();
        index_t correct = 0;
        for (std::size_t i = 0; i < labels.size(); ++i)
            correct += rank_of(probabilities.subspan(i * classes_, classes_), labels[i]) == 0;
        return {loss, correct};
    }
    std::uint64_t steps() const override { return base::net.steps(); }
    std::uint64_t seed() const override { return base::net.seed_value(); }
    double first_rate() const override { return rule().rate; }
    std::string loss_layer() const override { return std::string(last_layer()); }

    static constexpr auto classes_ = static_cast<std::size_t>(Model::classes);
    static constexpr std::string_view last_layer() { return Model::net::layers.back().name.view(); }

    training_state state_;
    optimiser<Model> learn_;
};

} // namespace chrnn
