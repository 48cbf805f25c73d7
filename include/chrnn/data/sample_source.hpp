/// The sample source: samples in memory as batches, in a new order in each epoch.
#pragma once

#include <chrnn/data/batch_share.hpp>
#include <chrnn/data/sample_order.hpp>
#include <chrnn/data/samples.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

/// The order follows from the seed and the epoch, the samples of an epoch from `how`. Refers to the samples, which must
/// outlive it.
template <class Target>
class sample_source : public batch_source<Target> {
  public:
    /// Throws unless a batch has at least 1 sample, and when `how` makes no sense.
    sample_source(samples<Target> const& data, index_t batch, std::uint64_t seed, sampling how = {},
                  batch_share share = {})
        : data_(data), batch_(batch), share_(share), order_(data.size(), std::move(how), labels(data), seed, true) {
        if (batch < 1) fail("a batch cannot have ", batch, " samples");
        next_ = share_.among(batches());
    }
    sample_source(samples<Target> const&& data, index_t batch, std::uint64_t seed, sampling how = {},
                  batch_share share = {}) = delete;

    index_t batches() const override { return (order_.size() + batch_ - 1) / batch_; }

    void start(index_t epoch, index_t first = 0) override {
        check_start(batches(), epoch, first);
        order_.start(epoch);
        next_ = share_.among(first);
    }

    std::optional<sample_batch<Target>> next() override {
        if (next_ == share_.among(batches())) return std::nullopt;
        index_t const number = share_.number(next_++), begin = number * batch_,
                      count = std::min(batch_, order_.size() - begin);
        auto const items = order_.items().subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(count));
        inputs_.clear(), targets_.clear();
        for (index_t item : items) {
            auto const input = data_.inputs(item, 1);
            auto const target = data_.targets(item, 1);
            inputs_.insert(inputs_.end(), input.begin(), input.end());
            targets_.insert(targets_.end(), target.begin(), target.end());
        }
        return sample_batch<Target>{inputs_, targets_, items, number};
    }

  private:
    /// The class of each, where that is what they have.
    static std::span<int const> labels(samples<Target> const& data) {
        if constexpr (std::is_same_v<Target, int>)
            return data.targets();
        else
            return {};
    }

    samples<Target> const& data_;
    index_t batch_;
    batch_share share_; ///< of the batches, that is delivered
    sample_order order_;
    index_t next_;              ///< of those
    std::vector<float> inputs_; ///< of the batch in the caller's hands
    std::vector<Target> targets_;
};

} // namespace chrnn::CHRNN_ABI::detail
