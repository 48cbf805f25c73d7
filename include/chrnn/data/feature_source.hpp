/// The feature source: features as batches, in the order and the views in which a loader delivers their images.
#pragma once

#include <chrnn/data/batch_share.hpp>
#include <chrnn/data/crop.hpp>
#include <chrnn/data/features.hpp>
#include <chrnn/data/sample_order.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

/// Which items, how many at a time, in which views.
struct feature_batches {
    index_t batch;
    crop_policy views = crop_policy::centre; ///< `random_of_ten`: one of those that are kept
    bool shuffled = false;
    std::uint64_t seed = 1;
    chrnn::sampling sampling{};
    batch_share share{}; ///< of the batches, to be delivered
};

/// Refers to the features, which must outlive it. What it delivers is a function of the options and the epoch alone.
class feature_source : public batch_source<int> {
  public:
    /// Throws unless a batch has at least 1 item, and all ten views are kept if they are asked for.
    feature_source(features const& data, feature_batches options)
        : data_(data), options_(std::move(options)),
          order_(data.size(), options_.sampling, data.info().labels, options_.seed, options_.shuffled) {
        if (options.batch < 1) fail("a batch cannot have ", options.batch, " items");
        if (views() > data.info().views) fail("of the ten views only the one at the centre was kept as features");
        next_ = options_.share.among(batches());
    }
    feature_source(features const&& data, feature_batches options) = delete;

    index_t batches() const override { return (order_.size() + options_.batch - 1) / options_.batch; }
    index_t views() const { return count_of(options_.views); } ///< of an item in a batch

    void start(index_t epoch, index_t first = 0) override {
        check_start(batches(), epoch, first);
        order_.start(epoch);
        choice_ = view_stream(options_.seed, epoch);
        next_ = options_.share.among(first);
    }

    std::optional<sample_batch<int>> next() override {
        while (next_ < options_.share.among(batches())) {
            index_t const number = options_.share.number(next_++), begin = number * options_.batch,
                          end = std::min(begin + options_.batch, order_.size());
            inputs_.clear(), labels_.clear(), items_.clear();
            for (index_t place = begin; place < end; ++place) add(order_[place], order_.draws_as(place));
            if (!items_.empty()) return sample_batch<int>{inputs_, labels_, items_, number};
        }
        return std::nullopt;
    }

  private:
    void add(index_t item, index_t draws_as) {
        if (!data_.info().there[static_cast<std::size_t>(item)]) return;
        bool const draws = options_.views == crop_policy::random_of_ten && data_.info().views > 1;
        index_t const first = draws ? drawn_view(choice_, draws_as) : 0;
        for (index_t v = 0; v < views(); ++v) {
            auto const one = data_.of(item, first + v);
            inputs_.insert(inputs_.end(), one.begin(), one.end());
        }
        labels_.push_back(data_.info().labels[static_cast<std::size_t>(item)]);
        items_.push_back(item);
    }

    features const& data_;
    feature_batches options_;
    sample_order order_;
    random_stream choice_;
    index_t next_;
    std::vector<float> inputs_; ///< of the batch in the caller's hands
    std::vector<int> labels_;
    std::vector<index_t> items_;
};

} // namespace chrnn::CHRNN_ABI::detail
