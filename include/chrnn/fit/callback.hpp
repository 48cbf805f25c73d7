/// A callback: what is done beside a training, step by step and epoch by epoch.
#pragma once

#include <chrnn/fit/training_state.hpp>
#include <chrnn/fit/training_steps.hpp>

#include <functional>

namespace chrnn::CHRNN_ABI {

/// A training between two steps, as a callback sees it.
class training_moment {
  public:
    training_moment(training_state const& state, index_t epochs, index_t batches)
        : state(state), epochs(epochs), batches(batches) {}

    training_state const& state; ///< where it stands; the last of its history is the epoch that has just ended
    index_t const epochs;        ///< in all
    index_t const batches;       ///< in an epoch

    std::uint64_t steps = 0;          ///< so far, in all epochs
    double rate = 0;                  ///< of the last step
    double loss = epoch_record::none; ///< the mean of its batch
    bool updated = false;             ///< whether it changed the parameters: not while gradients are added up
    std::function<exchange_record()> exchanged{}; ///< with other processes, so far
    std::function<double()> gradient_length{};    ///< of the last update's gradients together, before they were clipped
    std::function<std::vector<named_numbers>()> parameters{}; ///< copies of all, by name
    std::function<std::vector<named_numbers>()> gradients{};  ///< likewise: those of the update so far

    /// Ends the training here: what saves it is called, and `fit` returns. It goes on as after any other stop.
    void stop() { stopped_ = true; }
    bool stopped() const { return stopped_; }

  private:
    bool stopped_ = false;
};

/// `fit(net, data, rule, {.callbacks = {&one, &two}})` calls these in the order in which they stand. What they throw
/// ends the training. One that must know more than its own life brings takes it from the history, which checkpoints
/// keep: so a training that was interrupted goes on as if it had not been.
class callback {
  public:
    virtual ~callback() = default;

    /// Before the first step of this call of `fit`, which may go on with a training.
    virtual void begin(training_moment&) {}
    /// The rate of the step that comes, where the schedule and the callbacks before say `rate`.
    virtual double rate(training_moment const&, double rate) { return rate; }
    virtual void after_step(training_moment&) {}
    /// Behind the validation, and before the epoch is saved.
    virtual void after_epoch(training_moment&) {}
    /// When `fit` is about to return; not when it throws.
    virtual void end(training_moment&) {}
};

} // namespace chrnn::CHRNN_ABI
