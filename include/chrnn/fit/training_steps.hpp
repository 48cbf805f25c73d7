/// Training steps: what the loop over epochs needs of a trainer, whatever the types of its model and rule.
#pragma once

#include <chrnn/fit/predictor.hpp>
#include <chrnn/process/agreement.hpp>
#include <chrnn/train/optimiser.hpp>
#include <chrnn/train/shard_sum.hpp>

namespace chrnn::CHRNN_ABI {

/// Numbers that belong to a parameter: its values, or their gradients.
struct named_numbers {
    std::string name; ///< "conv1.weight"
    std::vector<float> values;
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

template <class Target>
class training_steps : public predictor {
  public:
    struct outcome {
        double loss;     ///< the batch's mean
        index_t labels;  ///< that count, if the targets are labels or distributions
        index_t correct; ///< labels, or most frequent classes of distributions, that were the most probable
    };
    /// The inputs of the next step, which a device fetches while it still computes the last. They must not change
    /// before that step has begun, or `withdraw`.
    virtual void prefetch(std::span<float const> inputs) = 0;
    virtual void withdraw() = 0;
    /// Begins a step on the inputs that were fetched, which a device may still be computing when it returns.
    virtual void begin_step(std::span<Target const> targets, double rate, update_part part = {}) = 0;
    /// Ends the step on the batch of these targets. Where the loss is not finite nothing has changed. Throws, with
    /// nothing changed, when the gradients are not finite.
    virtual outcome end_step(std::span<Target const> targets) = 0;
    /// The update behind a step that turned out to be the last part of one; throws as `end_step` does.
    virtual void update(double rate, double mean) = 0;

    // An update by shards of a batch, of which other processes compute some. Steps are then parts that are not the
    // last.

    virtual process_group& group() = 0;
    /// What must be the same in all of its processes.
    virtual std::vector<fact> facts() = 0;
    /// Before the first shard of an update, of which there are so many.
    virtual void begin_shards(index_t shards) = 0;
    /// The gradients of the last steps, times `weight`, are those of a shard, whose samples are those of so many
    /// `batches` like its last.
    virtual void add_shard(index_t shard, double weight, double batches) = 0;
    /// A shard that has no samples.
    virtual void add_no_shard(index_t shard) = 0;
    /// The next step is the last one of this process in the update, and all of a shard's: its gradients may be added up
    /// as they become ready.
    virtual void expect_last_shard(index_t shard, double weight, double batches) = 0;
    virtual exchange_record exchanged() const = 0;
    /// Puts the sum over the shards of all processes in the place of the gradients; `mean` times that is their mean.
    virtual void add_up_shards(double mean) = 0;

    /// Exchanges the parameters with their averages, if the rule keeps such.
    virtual void exchange_averages() = 0;

    virtual std::uint64_t steps() const = 0;
    virtual void set_steps(std::uint64_t steps) = 0;
    virtual std::uint64_t seed() const = 0;
    virtual double first_rate() const = 0;
    virtual std::string first_not_finite_layer() const = 0;
    /// Of the last update's gradients together, before they were clipped.
    virtual double gradient_length() const = 0;
    virtual std::vector<named_numbers> parameter_values() const = 0;
    virtual std::vector<named_numbers> gradient_values() = 0;
};

} // namespace chrnn::CHRNN_ABI::detail
