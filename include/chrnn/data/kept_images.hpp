/// A data set whose images stay in memory once they have been loaded.
#pragma once

#include <chrnn/data/dataset.hpp>

#include <mutex>

namespace chrnn::CHRNN_ABI {

/// A data set of which every image is loaded once and kept: what decoding and resizing cost is paid in the first epoch
/// only. It holds rows x columns x channels bytes for each image that was asked for, with the channels that it was
/// first asked for with; with others it is loaded anew. An image that cannot be loaded is tried again the next time.
/// Refers to the data set, which must outlive it.
class kept_images : public dataset {
  public:
    explicit kept_images(dataset const& whole) : whole_(&whole), images_(static_cast<std::size_t>(whole.size())) {}
    explicit kept_images(dataset const&& whole) = delete;

    index_t size() const override { return whole_->size(); }
    index_t rows() const override { return whole_->rows(); }
    index_t columns() const override { return whole_->columns(); }
    std::vector<std::string> const& classes() const override { return whole_->classes(); }
    int label(index_t i) const override { return whole_->label(i); }
    std::string name(index_t i) const override { return whole_->name(i); }

    bitmap load(index_t i, index_t channels) const override {
        if (i < 0 || i >= size()) return whole_->load(i, channels); // which says what is wrong
        kept& one = images_[static_cast<std::size_t>(i)];
        std::call_once(one.loaded, [&] { one.image = whole_->load(i, channels); });
        return one.image.channels == channels ? one.image : whole_->load(i, channels);
    }

  private:
    struct kept {
        std::once_flag loaded;
        bitmap image;
    };
    dataset const* whole_;
    mutable std::vector<kept> images_;
};

} // namespace chrnn::CHRNN_ABI
