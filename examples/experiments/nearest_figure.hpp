/// Figure 4: test regions and their nearest training regions by the features of one layer and of another.
#pragma once

#include "region_index.hpp"

#include <chrnn/report.hpp>
#include <chrnn/train/nearest.hpp>

#include <deque>

namespace experiment {

/// Regions of training and of test images as one layer has them.
struct region_features_of {
    std::string name; ///< of network and layer
    region_index const *train, *test;
    std::size_t layer; ///< its number in both
};

class nearest_figure {
  public:
    nearest_figure(dataset const& train, dataset const& test, std::vector<region_features_of> kinds)
        : train_(&train), test_(&test), kinds_(std::move(kinds)) {}

    /// Adds a region of the test images with its `count` nearest of the training images by each kind of features.
    void add(index_t region, index_t count) {
        neighbour_group group{boxed(*kinds_.front().test, region, *test_), {}};
        for (region_features_of const& kind : kinds_) {
            neighbour_row row{kind.name, {}};
            for (neighbour const& one : nearest_of(kind, region, count))
                row.images.push_back(boxed(*kind.train, one.item, *train_));
            group.rows.push_back(std::move(row));
        }
        groups_.push_back(std::move(group));
    }

    /// The share of the `count` nearest training regions that have the class of the test region, over `regions`, for
    /// each kind of features.
    std::vector<double> alike(std::span<index_t const> regions, index_t count) const {
        std::vector<double> shares;
        for (region_features_of const& kind : kinds_) {
            index_t same = 0, all = 0;
            for (index_t region : regions)
                for (neighbour const& one : nearest_of(kind, region, count)) {
                    ++all;
                    same += train_->label(kind.train->item(one.item)) == test_->label(kind.test->item(region));
                }
            shares.push_back(all == 0 ? 0 : static_cast<double>(same) / static_cast<double>(all));
        }
        return shares;
    }

    svg drawn(std::string const& title, std::string const& subtitle) const {
        return neighbour_sheet(title, subtitle, groups_);
    }

  private:
    static std::vector<neighbour> nearest_of(region_features_of const& kind, index_t region, index_t count) {
        return nearest(std::span<float const>(kind.train->features[kind.layer]), kind.test->of(kind.layer, region),
                       count);
    }
    boxed_image boxed(region_index const& index, index_t region, dataset const& data) {
        index_t const item = index.item(region);
        bitmap const& shown = bitmaps_.emplace_back(data.load(item, 3));
        return {{shown.pixels, shown.rows, shown.columns, 3},
                index.field(region),
                data.classes()[static_cast<std::size_t>(data.label(item))]};
    }

    dataset const *train_, *test_;
    std::vector<region_features_of> kinds_;
    std::deque<bitmap> bitmaps_; ///< which the groups refer to
    std::vector<neighbour_group> groups_;
};

} // namespace experiment
