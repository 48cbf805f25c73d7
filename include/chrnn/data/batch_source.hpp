/// The batch source: what a network is fed, batch by batch, epoch by epoch.
#pragma once

#include <chrnn/base/config.hpp>

#include <optional>
#include <span>

namespace chrnn {

/// Some samples. Images are samples, whose targets are their labels.
template <class Target>
struct sample_batch {
    std::span<float const> inputs;   ///< of all samples, one after another
    std::span<Target const> targets; ///< likewise, as many for each as the loss takes
    std::span<index_t const> items;  ///< the samples' numbers in the data set
    index_t number;                  ///< of the batch in its epoch
};

/// requires: a batch is a function of the epoch and of its number alone, so that a training that was interrupted goes
/// on with the same ones.
template <class Target>
class batch_source {
  public:
    virtual ~batch_source() = default;

    virtual index_t batches() const = 0; ///< in an epoch
    /// Goes to batch number `first` of `epoch`.
    virtual void start(index_t epoch, index_t first = 0) = 0;
    /// The next batch, which holds good until the next call of `next` or `start`, or nothing at the end of the epoch.
    virtual std::optional<sample_batch<Target>> next() = 0;
};

} // namespace chrnn
