/// The comparison of two networks on the same test images (Figure 5): who is right where, and by how much.
#pragma once

#include "outcome.hpp"

#include <chrnn/data/dataset.hpp>
#include <chrnn/report.hpp>
#include <chrnn/train/mcnemar.hpp>

#include <algorithm>
#include <deque>
#include <numeric>

namespace experiment {

class comparison {
  public:
    /// Throws when the two were not tested on the images of `data`.
    comparison(dataset const& data, test_result first, test_result second)
        : data_(&data), first_(std::move(first)), second_(std::move(second)), order_(first_.items.size()) {
        for (test_result const* one : {&first_, &second_}) {
            bool same = std::ssize(one->items) == data.size();
            for (std::size_t i = 0; same && i < one->items.size(); ++i)
                same = one->items[i].truth == data.label(static_cast<index_t>(i));
            if (!same) fail("the networks were not tested on these ", data.size(), " images");
        }
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) { return gain(a) > gain(b); });
    }

    test_result const& first() const { return first_; }
    test_result const& second() const { return second_; }

    /// Whether the two differ by more than chance.
    paired_test chance() const {
        auto const right = std::views::transform([](said_of_item const& one) { return one.right(); });
        return mcnemar(first_.items | right, second_.items | right);
    }

    /// The images on which the true class is most more probable to the second than to the first, and those on which it
    /// is most less so, up to `count` of each.
    svg drawn(gain_text const& text, std::size_t count) const {
        std::deque<bitmap> bitmaps;
        std::vector<compared_image> gains, losses;
        for (auto at = order_.begin(); at != order_.end() && gains.size() < count && gain(*at) > 0; ++at)
            gains.push_back(compared(*at, bitmaps));
        for (auto at = order_.rbegin(); at != order_.rend() && losses.size() < count && gain(*at) < 0; ++at)
            losses.push_back(compared(*at, bitmaps));
        return gain_sheet(text, gains, losses);
    }

  private:
    double gain(std::size_t item) const { return second_.items[item].of_truth - first_.items[item].of_truth; }

    compared_image compared(std::size_t item, std::deque<bitmap>& bitmaps) const {
        bitmap const& shown = bitmaps.emplace_back(data_->load(static_cast<index_t>(item), 3));
        auto const name = [&](int label) { return data_->classes()[static_cast<std::size_t>(label)]; };
        auto const said = [&](said_of_item const& one) {
            return opinion{name(one.predicted), one.confidence, one.of_truth};
        };
        return {{shown.pixels, shown.rows, shown.columns, 3},
                name(first_.items[item].truth),
                said(first_.items[item]),
                said(second_.items[item])};
    }

    dataset const* data_;
    test_result first_, second_;
    std::vector<std::size_t> order_; ///< the items, largest gain first
};

} // namespace experiment
