/// A data set of image files that are read, decoded and resized when they are asked for.
#pragma once

#include <chrnn/data/dataset.hpp>
#include <chrnn/data/decode.hpp>
#include <chrnn/data/read_file.hpp>
#include <chrnn/data/resize.hpp>

namespace chrnn {

/// An image file with 1 or 3 channels. Throws an error that begins with the path when it cannot be read or decoded.
inline bitmap read_image(std::filesystem::path const& path, index_t channels) {
    return decode(read_file(path), channels, path.string());
}

/// Labelled image files under one folder, resized to `side` x `side` without keeping the aspect ratio (section IV.A).
class image_files : public dataset {
  public:
    struct item {
        std::string path; ///< from the folder
        int label;
    };

    image_files(std::filesystem::path folder, index_t side, std::vector<std::string> classes, std::vector<item> items)
        : folder_(std::move(folder)), side_(side), classes_(std::move(classes)), items_(std::move(items)) {
        if (side < 1) fail("images cannot be resized to a side of ", side, " pixels");
    }

    index_t size() const override { return std::ssize(items_); }
    index_t rows() const override { return side_; }
    index_t columns() const override { return side_; }
    std::vector<std::string> const& classes() const override { return classes_; }
    int label(index_t i) const override { return items_[i].label; }
    std::string name(index_t i) const override { return items_[i].path; }
    bitmap load(index_t i, index_t channels) const override { return resize(read_image(path(i), channels), side_, side_); }

    std::filesystem::path path(index_t i) const { return folder_ / items_[i].path; }

  private:
    std::filesystem::path folder_;
    index_t side_;
    std::vector<std::string> classes_;
    std::vector<item> items_;
};

} // namespace chrnn
