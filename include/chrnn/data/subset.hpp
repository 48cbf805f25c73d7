/// The subset: some items of a data set, themselves a data set; and the split of a data set into two of them.
#pragma once

#include <chrnn/base/random.hpp>
#include <chrnn/data/dataset.hpp>

#include <algorithm>
#include <cmath>

namespace chrnn::CHRNN_ABI {

/// The given items of a data set, in the given order. Refers to the data set, which must outlive it.
class subset : public dataset {
  public:
    /// Throws when an item is not one of the data set's.
    subset(dataset const& whole, std::vector<index_t> items) : whole_(&whole), items_(std::move(items)) {
        for (index_t item : items_)
            if (item < 0 || item >= whole.size())
                fail("a subset cannot hold item ", item, " of a data set of ", whole.size());
    }
    subset(dataset const&& whole, std::vector<index_t> items) = delete;

    index_t size() const override { return static_cast<index_t>(items_.size()); }
    index_t rows() const override { return whole_->rows(); }
    index_t columns() const override { return whole_->columns(); }
    std::vector<std::string> const& classes() const override { return whole_->classes(); }
    int label(index_t i) const override { return whole_->label(items()[i]); }
    std::string name(index_t i) const override { return whole_->name(items()[i]); }
    bitmap load(index_t i, index_t channels) const override { return whole_->load(items()[i], channels); }

    /// The items' numbers in the whole data set.
    std::span<index_t const> items() const { return items_; }

  private:
    dataset const* whole_;
    std::vector<index_t> items_;
};

/// A data set in two parts that share no item.
struct two_parts {
    subset training;
    subset validation;
};

/// Sets `fraction` (0 .. 1) of each class aside for validation, rounded to the nearest count; which items is a
/// function of `seed`. Both parts keep the data set's order. Throws when the fraction is outside 0 .. 1, or
/// a label is not one of the classes.
inline two_parts split(dataset const& whole, double fraction, std::uint64_t seed = 1) {
    if (!(fraction >= 0 && fraction <= 1)) fail("a validation part must be between 0 and 1, not ", fraction);
    std::vector<std::vector<index_t>> members(whole.classes().size());
    for (index_t i = 0; i < whole.size(); ++i) members[detail::label_checked(whole, i)].push_back(i);
    std::vector<index_t> training, validation;
    for (std::size_t k = 0; k < members.size(); ++k) {
        shuffle(std::span(members[k]), random_stream{random_key(seed, "split"), k});
        auto const cut = members[k].begin() + std::lround(fraction * static_cast<double>(members[k].size()));
        validation.insert(validation.end(), members[k].begin(), cut);
        training.insert(training.end(), cut, members[k].end());
    }
    std::sort(training.begin(), training.end());
    std::sort(validation.begin(), validation.end());
    return {subset(whole, std::move(training)), subset(whole, std::move(validation))};
}
two_parts split(dataset const&& whole, double fraction, std::uint64_t seed = 1) = delete;

} // namespace chrnn::CHRNN_ABI
