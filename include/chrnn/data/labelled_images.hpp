/// Labelled images: images with a class for every pixel.
#pragma once

#include <chrnn/base/fnv1a.hpp>
#include <chrnn/data/bitmap.hpp>

#include <string>
#include <string_view>

namespace chrnn::CHRNN_ABI {

/// An image with the class of each of its pixels, [rows, columns] numbers.
struct labelled_image {
    bitmap image, labels;
};

/// What a network that labels regions learns from. Images may differ in size.
///
/// requires: `load` and `name` may be called by several threads at once, and always answer the same.
class labelled_images {
  public:
    virtual ~labelled_images() = default;

    virtual index_t size() const = 0;

    /// The names of the classes; labels count into them.
    virtual std::vector<std::string> const& classes() const = 0;

    /// The label of pixels that do not count; 255 unless it says otherwise.
    virtual int ignored() const { return 255; }

    /// What to call item `i` in messages; the same wherever the data lie.
    virtual std::string name(index_t i) const = 0;

    /// Item `i`, the image with 1 or 3 channels; throws an `error` that names the file when it cannot be read.
    virtual labelled_image load(index_t i, index_t channels) const = 0;

    /// A number that tells sets apart by their size, classes and names (not by the pixels): FNV-1a.
    std::uint64_t fingerprint() const {
        fnv1a all;
        auto const text = [&](std::string_view s) { all.add(s), all.add(static_cast<unsigned char>(0)); };
        all.add(static_cast<std::uint64_t>(size()));
        for (std::string const& name : classes()) text(name);
        if (ignored() != 255) all.add(static_cast<std::uint64_t>(ignored()));
        for (index_t i = 0; i < size(); ++i) text(name(i));
        return all.value();
    }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Item `i`; throws as well when its labels are of another size than its image or not all classes of the set.
inline labelled_image load_checked(labelled_images const& data, index_t i, index_t channels) {
    labelled_image one = data.load(i, channels);
    bitmap const &image = one.image, &labels = one.labels;
    if (image.channels != channels || labels.channels != 1)
        fail(data.name(i), " came with ", image.channels, " channels and ", labels.channels, " labels a pixel, not ",
             channels, " and 1");
    if (image.rows != labels.rows || image.columns != labels.columns)
        fail(data.name(i), " has ", image.rows, " x ", image.columns, " pixels, but its labels are ", labels.rows,
             " x ", labels.columns);
    for (int label : labels.pixels)
        if (label >= std::ssize(data.classes()) && label != data.ignored())
            fail(data.name(i), " has the label ", label, ", but there are ", data.classes().size(),
                 " classes, counted from 0, and pixels that do not count have the label ", data.ignored());
    return one;
}

} // namespace chrnn::CHRNN_ABI::detail
