/// The sample source: samples in memory as batches, in a new order in each epoch.
#pragma once

#include <chrnn/data/samples.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

/// The order follows from the seed and the epoch. Refers to the samples, which must outlive it.
template <class Target>
class sample_source : public batch_source<Target> {
  public:
    /// Throws unless a batch has at least 1 sample.
    sample_source(samples<Target> const& data, index_t batch, std::uint64_t seed)
        : data_(data), batch_(batch), seed_(seed), order_(static_cast<std::size_t>(data.size())) {
        if (batch < 1) fail("a batch cannot have ", batch, " samples");
        next_ = batches();
    }
    sample_source(samples<Target> const&& data, index_t batch, std::uint64_t seed) = delete;

    index_t batches() const override { return (data_.size() + batch_ - 1) / batch_; }

    void start(index_t epoch, index_t first = 0) override {
        check_start(batches(), epoch, first);
        order_samples(order_, epoch, seed_, true);
        next_ = first;
    }

    std::optional<sample_batch<Target>> next() override {
        if (next_ == batches()) return std::nullopt;
        index_t const begin = next_ * batch_, count = std::min(batch_, data_.size() - begin);
        auto const items =
            std::span<index_t const>(order_).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(count));
        inputs_.clear(), targets_.clear();
        for (index_t item : items) {
            auto const input = data_.inputs(item, 1);
            auto const target = data_.targets(item, 1);
            inputs_.insert(inputs_.end(), input.begin(), input.end());
            targets_.insert(targets_.end(), target.begin(), target.end());
        }
        return sample_batch<Target>{inputs_, targets_, items, next_++};
    }

  private:
    samples<Target> const& data_;
    index_t batch_;
    std::uint64_t seed_;
    std::vector<index_t> order_;
    index_t next_;
    std::vector<float> inputs_; ///< of the batch in the caller's hands
    std::vector<Target> targets_;
};

} // namespace chrnn::CHRNN_ABI::detail
