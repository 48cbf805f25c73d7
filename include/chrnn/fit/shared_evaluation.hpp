/// A shared evaluation: predictions of several processes, counted by each of them in the order in which one alone
/// would.
#pragma once

#include <chrnn/data/batch_share.hpp>
#include <chrnn/process/gather.hpp>

#include <functional>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

struct predicted_item {
    index_t item;
    int label;
    std::span<double const> probabilities;
};

/// Of the batches of an evaluation, those that a process predicts: every round of batches has one for each.
inline batch_share evaluation_share(process_group const& group) {
    return {group.size(), group.rank(), group.rank() + 1};
}

/// Takes the batches of this process's share, and hands on those of all. Refers to the group.
class shared_evaluation {
  public:
    /// Of so many batches in all, and so many classes.
    shared_evaluation(process_group& group, index_t batches, index_t classes,
                      std::function<void(predicted_item const&)> count)
        : group_(group), rounds_((batches + group.size() - 1) / group.size()), classes_(classes),
          count_(std::move(count)) {}

    /// A batch by its number: `probabilities` are [items, classes].
    void add(index_t number, std::span<double const> probabilities, std::span<int const> labels,
             std::span<index_t const> items) {
        while (round_ < number / group_.size()) end_round({}); // batches of which nothing could be read
        mine_.clear();
        for (std::size_t i = 0; i < items.size(); ++i) {
            mine_.push_back(static_cast<double>(items[i]));
            mine_.push_back(labels[i]);
            auto const own =
                probabilities.subspan(i * static_cast<std::size_t>(classes_), static_cast<std::size_t>(classes_));
            mine_.insert(mine_.end(), own.begin(), own.end());
        }
        end_round(mine_);
    }
    /// Behind the last batch.
    void finish() {
        while (round_ < rounds_) end_round({});
    }

  private:
    /// Every process has a batch in it, or none.
    void end_round(std::span<double const> mine) {
        ++round_;
        auto const length = static_cast<std::uint64_t>(mine.size());
        auto const lengths = gather(group_, std::span(&length, 1));
        auto const longest = *std::ranges::max_element(lengths);
        std::vector<double> padded(mine.begin(), mine.end());
        padded.resize(longest);
        auto const all = gather(group_, std::span<double const>(padded));
        for (std::size_t rank = 0; rank < lengths.size(); ++rank)
            for (std::uint64_t i = 0; i < lengths[rank]; i += 2 + static_cast<std::uint64_t>(classes_)) {
                double const* const one = all.data() + rank * longest + i;
                count_({static_cast<index_t>(one[0]),
                        static_cast<int>(one[1]),
                        {one + 2, static_cast<std::size_t>(classes_)}});
            }
    }

    process_group& group_;
    index_t rounds_, round_ = 0, classes_;
    std::function<void(predicted_item const&)> count_;
    std::vector<double> mine_;
};

} // namespace chrnn::CHRNN_ABI::detail
