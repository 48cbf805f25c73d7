/// The passes of a model: which it has made, and what the last one left.
#pragma once

#include <chrnn/network/model_parameters.hpp>
#include <chrnn/network/prediction_pass.hpp>
#include <chrnn/network/training_pass.hpp>

#include <memory>
#include <numeric>

namespace chrnn::CHRNN_ABI::detail {

/// What a model of `Net` has beside its parameters: the memory of predictions and of training, taken when it is first
/// needed, and what the last pass left there to be read.
template <class Net, class Backend, class Scalar>
class model_passes : public model_parameters<Net, Backend, Scalar> {
    using base = model_parameters<Net, Backend, Scalar>;

  public:
    /// Targets of one sample.
    static constexpr index_t targets_each = Net::loss::template targets<Net::template in_shape<Net::count - 1>()>();

    /// For batches of up to `b`. Throws when there is not enough memory for the parameters.
    template <class Where>
    model_passes(batch b, seed s, Where where) : base(s, where), capacity_(checked(b.samples)) {}

    index_t capacity() const { return capacity_; }
    void set_seed(std::uint64_t value) {
        this->seed_ = value;
        ++revision_;
    }
    /// From now on predictions keep the output of every layer, to be read with `output`; takes more memory.
    void keep_outputs() {
        if (keeps_outputs_) return;
        keeps_outputs_ = true;
        prediction_.reset();
        if (last_ == pass_kind::prediction) last_ = pass_kind::none; // nothing of it is left
    }

    /// The mean loss of the last pass. Throws when that had no labels.
    Scalar loss() const {
        if (last_ != pass_kind::forward && last_ != pass_kind::backward)
            fail("there is no loss: the last pass was no forward pass with labels");
        return mean_of(training_->run().losses_on_host());
    }
    /// The losses of the last training pass's samples in the backend's memory, and how many there are.
    auto losses() { return training().run().losses(); }

    /// Backward passes so far; what layers draw follows from (seed, steps, layer).
    std::uint64_t steps() const { return training_ ? std::as_const(*training_).steps().host(0, 1)[0] : 0; }
    void set_steps(std::uint64_t n) {
        this->backend().upload(std::span<std::uint64_t const>(&n, 1), training().steps().data());
    }
    /// The same in the backend's memory, for kernels.
    std::uint64_t* steps_memory() { return training().steps().data(); }

    /// The gradients of the last backward pass, as `parameters_span()` and `named_parameters()` have the parameters.
    std::span<Scalar> gradients() { return training().gradients().host(); }
    std::vector<parameter_view<Scalar>> named_gradients() { return base::views(gradients().data()); }
    Scalar* gradient_memory() { return training().gradients().data(); }

    /// From now on a backward pass calls `ready` with the number of every layer whose gradients are ready, from the
    /// last to the first that is trained, unless that is empty. For backends on the host.
    void watch_backward(std::function<void(index_t)> ready) requires(Backend::on_host) { ready_ = std::move(ready); }

    /// The gradient of the loss by the input [n, C, R, S], after `backward` if `want_input_gradient()` was called
    /// before; otherwise empty.
    std::span<Scalar const> input_gradient() const {
        if (!wants_input_gradient_ || last_ != pass_kind::backward) return {};
        return training_->run().input_gradient();
    }
    /// Takes memory for it, and for all that leads down to the input; what a training pass before has left is lost.
    void want_input_gradient() {
        if (wants_input_gradient_) return;
        if (training_) {
            training_->run_for(purpose::input_gradient);
            if (last_ != pass_kind::prediction) last_ = pass_kind::none;
        }
        wants_input_gradient_ = true;
        ++revision_;
    }

    /// What came out of a layer in the last pass, [n, numbers]; behind a training pass, of a layer before one that
    /// works in place after that has changed it. Throws when there is no such layer; behind a prediction unless
    /// `keep_outputs()` was called before; and behind a training pass where nothing up to the layer is trained and what
    /// reads it is not trained either, unless `want_input_gradient()` was.
    std::span<Scalar const> output(std::string_view layer) const {
        index_t const I = number_of(layer);
        if (last_ == pass_kind::prediction && !keeps_outputs_ && I + 1 < Net::count)
            fail("what comes out of ", layer, " is not kept in a prediction: call keep_outputs() before it");
        if (!last_run().keeps(I))
            fail("what comes out of ", layer,
                 " is not kept in training, as nothing up to there is trained: predict behind keep_outputs(), or call "
                 "want_input_gradient() before");
        return last_run().output(I);
    }
    /// The same of a layer whose name the compiler knows, as a view of its shape, [n, C, R, S] or [n, numbers] where
    /// there are several scales: `auto h = net.template output<"conv5">(); h(n, c, r, q)`.
    template <fixed_string Layer>
    auto output() const {
        constexpr feature_shape shape = Net::template out_shape<place_of_layer<Net, Layer>()>();
        return view<Scalar const, batch_extents<shape>>(output(Layer.view()).data(), last_run().samples());
    }
    /// What came out of the network in the last pass, [n, classes]: probabilities, if it ends with a softmax.
    std::span<Scalar const> probabilities() const { return last_run().output(Net::count - 1); }
    /// The first layer whose output in the last training pass, of those that are kept, is not finite; empty if all are.
    std::string first_not_finite() const { return name_of(last_run().first_not_finite()); }

    /// Numbers of memory taken so far, of the parameters and of passes.
    index_t memory_taken() const {
        return base::numbers + (prediction_ ? prediction_->size() : 0) + (training_ ? training_->size() : 0);
    }

  protected:
    using run_type = execution<Net, Backend, Scalar>;
    using prediction = prediction_pass<Net, Backend, Scalar>;
    using training_type = training_pass<Net, Backend, Scalar>;
    enum class pass_kind { none, prediction, forward, backward };

    prediction& predicting() {
        if (!prediction_) prediction_ = std::make_unique<prediction>(this->backend(), capacity_, keeps_outputs_);
        return *prediction_;
    }
    training_type& training() {
        if (!training_)
            training_ =
                std::make_unique<training_type>(this->backend(), capacity_, targets_each,
                                                wants_input_gradient_ ? purpose::input_gradient : purpose::training);
        return *training_;
    }
    training_type& training_behind_forward() {
        if (last_ != pass_kind::forward) fail("a backward pass needs a forward pass with labels right before it");
        training().flush();
        return training();
    }
    run_type const& last_run() const {
        if (last_ == pass_kind::none) fail("there has been no pass yet whose output could be looked at");
        return last_ == pass_kind::prediction ? std::as_const(*prediction_).run() : std::as_const(*training_).run();
    }
    static index_t checked(index_t samples) {
        constexpr index_t most = 1 << 24;
        if (samples < 1 || samples > most)
            fail("a model takes batches of at least 1 and at most ", most, " samples, not ", samples);
        return samples;
    }
    static index_t number_of(std::string_view layer) { return &layer_info<Net>(layer) - Net::layers.data(); }
    static std::string name_of(std::optional<index_t> layer) {
        return layer ? std::string(Net::layers[static_cast<std::size_t>(*layer)].name.view()) : std::string();
    }
    /// What the host wrote to the parameters goes to the backend's memory here, and so before a pass is captured.
    pass_operands<Scalar> operands() {
        return {this->parameter_memory(), gradient_memory(), this->seed_, steps_memory(), ready_ ? &ready_ : nullptr};
    }
    static Scalar mean_of(std::span<Scalar const> all) {
        return static_cast<Scalar>(std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size()));
    }

    std::uint64_t revision_ = 0; ///< of what passes do: captures of older ones are void
    pass_kind last_ = pass_kind::none;

  private:
    index_t capacity_;
    std::unique_ptr<prediction> prediction_;
    std::unique_ptr<training_type> training_;
    bool keeps_outputs_ = false, wants_input_gradient_ = false;
    std::function<void(index_t)> ready_;
};

} // namespace chrnn::CHRNN_ABI::detail
