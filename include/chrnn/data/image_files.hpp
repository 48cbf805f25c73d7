/// A data set of image files that are read, decoded and resized when they are asked for.
#pragma once

#include <chrnn/data/dataset.hpp>
#include <chrnn/data/decode.hpp>
#include <chrnn/data/read_file.hpp>
#include <chrnn/data/resize.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// An image file with 1 or 3 channels, which will be resized to `side` x `side` if that is not 0. Throws an error that
/// names the path when it cannot be read or decoded. What is no image is not read beyond its first bytes.
inline bitmap read_image(std::filesystem::path const& path, index_t channels, image_limits const& limits,
                         index_t side = 0) {
    std::string const name = path.string();
    auto const bytes =
        read_file(path, limits.bytes, [&](std::span<std::byte const> head) { checked_format(head, name); });
    return decode_for(side, bytes, channels, name, limits);
}

/// Labelled image files under one folder, resized to `side` x `side` without keeping the aspect ratio (section IV.A).
class image_files : public dataset {
  public:
    struct item {
        std::string path; ///< from the folder
        int label;
    };
    struct listing {
        std::vector<std::string> classes;
        std::vector<item> items;
    };

    image_files(std::filesystem::path folder, index_t side, listing files, image_limits const& limits)
        : folder_(std::move(folder)), side_(side), files_(std::move(files)), limits_(limits) {
        if (side < 1) fail("images cannot be resized to a side of ", side, " pixels");
    }

    index_t size() const override { return std::ssize(files_.items); }
    index_t rows() const override { return side_; }
    index_t columns() const override { return side_; }
    std::vector<std::string> const& classes() const override { return files_.classes; }
    int label(index_t i) const override { return files_.items[i].label; }
    std::string name(index_t i) const override { return files_.items[i].path; }
    bitmap load(index_t i, index_t channels) const override {
        return resize(read_image(path(i), channels, limits_, side_), side_, side_);
    }

    std::filesystem::path path(index_t i) const { return folder_ / files_.items[i].path; }

  private:
    std::filesystem::path folder_;
    index_t side_;
    listing files_;
    image_limits limits_;
};

} // namespace chrnn::CHRNN_ABI::detail
