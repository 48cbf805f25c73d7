/// The batch source: what a network is fed, batch by batch, epoch by epoch.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/base/random.hpp>

#include <numeric>
#include <optional>
#include <span>

namespace chrnn::CHRNN_ABI {

/// Some samples. Images are samples, whose targets are their labels.
template <class Target>
struct sample_batch {
    std::span<float const> inputs;   ///< of all samples, one after another
    std::span<Target const> targets; ///< likewise, as many for each as the loss takes
    std::span<index_t const> items;  ///< the samples' numbers in the data set
    index_t number;                  ///< of the batch in its epoch
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Throws unless an epoch can go on from batch number `first` of so many.
inline void check_start(index_t batches, index_t epoch, index_t first) {
    if (epoch < 0 || first < 0 || first > batches)
        fail("there is no batch ", first, " of epoch ", epoch, ": an epoch has ", batches, " batches");
}
/// The numbers of all samples in the order of an epoch: as they are, or shuffled.
inline void order_samples(std::span<index_t> order, index_t epoch, std::uint64_t seed, bool shuffled) {
    std::iota(order.begin(), order.end(), index_t{0});
    if (shuffled) shuffle(order, {random_key(seed, "order"), static_cast<std::uint64_t>(epoch)});
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

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

} // namespace chrnn::CHRNN_ABI
