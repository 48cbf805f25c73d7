/// The training pass: a network run forward and backward, the gradients of its parameters, and the count of steps.
#pragma once

#include <chrnn/network/captures.hpp>
#include <chrnn/network/execution.hpp>

#include <memory>

namespace chrnn::CHRNN_ABI::detail {

/// A kernel of one number: counts a step.
struct count_one {
    std::uint64_t* steps;
    CHRNN_INLINE void operator()(index_t) const { ++*steps; }
};

/// What a model is trained with: the memory of both passes, the gradients, and what backends captured of the passes.
template <class Net, class Backend, class Scalar>
class training_pass {
  public:
    using target = typename Net::loss::target;
    using run_type = execution<Net, Backend, Scalar>;

    training_pass(Backend& on, index_t capacity, index_t targets_each, purpose what_for)
        : on_(on), capacity_(capacity), run_(std::make_unique<run_type>(on, capacity, what_for)),
          gradients_(on, Net::parameter_offset(Net::count), "the gradients"),
          targets_(on, capacity * targets_each, "the targets"), steps_(on, 1, "the steps") {}

    run_type& run() { return *run_; }
    run_type const& run() const { return *run_; }
    /// From now on for something else. Nothing of the last pass is left but the gradients of parameters.
    void run_for(purpose what_for) { run_ = std::make_unique<run_type>(on_, capacity_, what_for); }
    arena<Scalar, Backend>& gradients() { return gradients_; }
    arena<std::uint64_t, Backend>& steps() { return steps_; }
    arena<std::uint64_t, Backend> const& steps() const { return steps_; }
    index_t size() const { return run_->size() + gradients_.size(); }

    void take_targets(std::span<target const> targets) { on_.upload(targets, targets_.data()); }
    /// What the host wrote goes to the backend's memory before a pass, which may be captured.
    void flush() { (void)gradients_.data(), (void)steps_.data(); }

    void forward(pass_operands<Scalar> const& with, std::uint64_t revision) {
        forward_.run(on_, revision, run_->samples(), [&] { launch_forward(with); });
    }
    void backward(pass_operands<Scalar> const& with, std::uint64_t revision) {
        backward_.run(on_, revision, run_->samples(), [&] { launch_backward(with); });
    }
    // The same as parts of a capture of somebody else's.
    void launch_forward(pass_operands<Scalar> const& with) {
        run_->forward(with);
        run_->find_losses(with, targets());
    }
    void launch_backward(pass_operands<Scalar> with, bool adds_gradients = false) {
        with.adds_gradients = adds_gradients;
        run_->backward(with, targets());
        count_step();
    }
    /// Backward from layer I, whose output's gradient was written to `run().output_gradient(I)`.
    void launch_backward_from(index_t I, pass_operands<Scalar> const& with) {
        on_.fill(gradients_.data(), gradients_.size(), Scalar(0)); // layers behind I write none
        run_->backward_from(I, with);
        count_step();
    }

  private:
    target const* targets() { return targets_.data(); }
    void count_step() { on_.parallel_for(1, 1, count_one{steps_.data()}); }

    Backend& on_;
    index_t capacity_;
    std::unique_ptr<run_type> run_;
    arena<Scalar, Backend> gradients_;
    arena<target, Backend> targets_;
    arena<std::uint64_t, Backend> steps_; ///< backward passes so far
    captures<Backend> forward_, backward_;
};

} // namespace chrnn::CHRNN_ABI::detail
