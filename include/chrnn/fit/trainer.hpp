/// A trainer: a model, the optimiser that changes it, and all that it takes to stop and go on later with the same bits.
#pragma once

#include <chrnn/fit/each_label.hpp>
#include <chrnn/fit/history.hpp>
#include <chrnn/fit/predictor.hpp>
#include <chrnn/train/metrics.hpp>
#include <chrnn/train/optimiser.hpp>

#include <optional>

namespace chrnn::CHRNN_ABI {

/// Where a training stands, beside the parameters and the number of steps, which the model holds, and what the
/// optimiser keeps.
struct training_state {
    index_t epoch = 0; ///< whole epochs done
    index_t batch = 0; ///< batches done of the next one, in the source's order

    // Of those batches:
    index_t samples = 0, labels = 0, correct = 0; ///< labels that count, and those that were predicted right
    double loss_sum = 0;                          ///< of the samples
    double seconds = 0;

    std::vector<epoch_record> history{};
    rate_schedule schedule;
    std::uint64_t data = 0; ///< the training data's fingerprint; 0 before the first epoch

    /// Throws when the training began on data of another fingerprint.
    void check_data(std::uint64_t fingerprint) const {
        if (data != 0 && data != fingerprint) fail("the training began on other data than it is to go on with");
    }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// What the loop over epochs needs of a trainer, whatever the types of its model and rule.
template <class Target>
class training_steps : public predictor {
  public:
    struct outcome {
        double loss;     ///< the batch's mean
        index_t labels;  ///< that count, if the targets are labels
        index_t correct; ///< labels whose class was the most probable one
    };
    /// The inputs of the next step, which a device fetches while it still computes the last. They must not change
    /// before that step has begun, or `withdraw`.
    virtual void prefetch(std::span<float const> inputs) = 0;
    virtual void withdraw() = 0;
    /// Begins a step on the inputs that were fetched, which a device may still be computing when it returns.
    virtual void begin_step(std::span<Target const> targets, double rate) = 0;
    /// Ends the step on the batch of these targets. Where the loss is not finite nothing has changed. Throws, with
    /// nothing changed, when the gradients are not finite.
    virtual outcome end_step(std::span<Target const> targets) = 0;

    virtual std::uint64_t steps() const = 0;
    virtual std::uint64_t seed() const = 0;
    virtual double first_rate() const = 0;
    virtual std::string first_not_finite_layer() const = 0;
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// `Model` learning by `Rule`. Refers to the model, which must outlive it.
///
///     trainer run(net, sgd{.rate = 0.01, .multipliers = {{"hrnn6", 10}}});
///     fit(run, image_folder{"scene15/train"}, {.epochs = 90});
template <class Model, class Rule = sgd>
class trainer : private predictor_of<Model, detail::training_steps<typename Model::target>> {
  public:
    using model_type = Model;
    using rule_type = Rule;

    /// Throws when the rule does not make sense for the model.
    explicit trainer(Model& net, Rule const& rule = {})
        : base(net), state_{.schedule = rule.schedule}, learn_(net, rule) {}

    Model& net() { return base::net; }
    Model const& net() const { return base::net; }
    chrnn::optimiser<Model, Rule>& optimiser() { return learn_; }
    chrnn::optimiser<Model, Rule> const& optimiser() const { return learn_; }
    training_state& state() { return state_; }
    training_state const& state() const { return state_; }
    Rule const& rule() const { return learn_.rule(); }
    /// The same without the types.
    detail::training_steps<typename Model::target>& type_erased() { return *this; }

  private:
    using target = typename Model::target;
    using base = predictor_of<Model, detail::training_steps<target>>;
    using scalar = typename Model::scalar;
    using fetched = decltype(std::declval<Model&>().prefetch(std::span<float const>()));

    void prefetch(std::span<float const> inputs) override { next_.emplace(net().prefetch(inputs)); }
    void withdraw() override { next_.reset(); }
    void begin_step(std::span<target const> targets, double rate) override {
        learn_.train(*next_, targets, rate);
        next_.reset();
    }
    typename base::outcome end_step(std::span<target const> targets) override {
        typename base::outcome found{static_cast<double>(net().loss()), 0, 0};
        if (!std::isfinite(found.loss)) return found;
        learn_.check();
        if constexpr (detail::labels_classes<Model>)
            detail::each_label<Model>(net().probabilities(), targets, scores_,
                                      [&](std::span<scalar const> scores, int label) {
                                          ++found.labels;
                                          found.correct += detail::rank_of(scores, label) == 0;
                                      });
        return found;
    }
    std::uint64_t steps() const override { return base::net.steps(); }
    std::uint64_t seed() const override { return base::net.seed_value(); }
    double first_rate() const override { return rule().rate; }
    std::string first_not_finite_layer() const override {
        std::string const found = base::net.first_not_finite();
        return found.empty() ? std::string(Model::net::layers.back().name.view()) : found;
    }

    training_state state_;
    chrnn::optimiser<Model, Rule> learn_;
    std::optional<fetched> next_; ///< the inputs of the next step
    std::vector<scalar> scores_;  ///< of a region
};

} // namespace chrnn::CHRNN_ABI
