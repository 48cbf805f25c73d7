/// The part that a step has in an update by the gradients of several batches, which are added up.
#pragma once

#include <chrnn/base/config.hpp>

namespace chrnn::CHRNN_ABI {

/// By itself a step is a whole update.
struct update_part {
    bool first = true, last = true;
    double kept = 1; ///< what the sum so far is multiplied by, before this batch's gradients are added
    double mean = 1; ///< what the whole sum is multiplied by
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Puts batches together to updates, so many to each: an update is by the mean over all their samples.
class update_parts {
  public:
    explicit update_parts(index_t together) : together_(together) {}

    /// The part of the next batch; `ends` says that it is the last, however many there were.
    update_part add(index_t samples, bool ends) {
        bool const first = none();
        double const kept = first ? 1 : newest_ / static_cast<double>(samples);
        newest_ = static_cast<double>(samples);
        all_ = first ? newest_ : all_ + newest_;
        bool const last = ++count_ == together_ || ends;
        if (last) end();
        return {first, last, kept, mean()};
    }
    double newest() const { return newest_; } ///< samples of the batch that was added last
    /// Whether no gradients wait for more.
    bool none() const { return count_ == 0; }
    /// Of an update that ends with the batch that was added last. What lies there is the sum of the batches' means,
    /// each times its samples, over those of the last.
    double mean() const { return newest_ / all_; }
    /// All samples so far over those of the batch that was added last.
    double batches() const { return all_ / newest_; }
    void end() { count_ = 0; }

  private:
    index_t together_, count_ = 0;
    double newest_ = 1, all_ = 1; ///< samples
};

} // namespace chrnn::CHRNN_ABI::detail
