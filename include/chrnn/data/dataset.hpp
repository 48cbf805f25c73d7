/// The data set: numbered, labelled images of one size.
#pragma once

#include <chrnn/base/fnv1a.hpp>
#include <chrnn/base/in_quotes.hpp>
#include <chrnn/base/utf8.hpp>
#include <chrnn/data/bitmap.hpp>

#include <string>
#include <string_view>

namespace chrnn::CHRNN_ABI {

/// What a loader draws from. Images come resized to `rows()` x `columns()`.
///
/// requires: `load`, `label` and `name` may be called by several threads at once, and always answer the same.
class dataset {
  public:
    virtual ~dataset() = default;

    virtual index_t size() const = 0;
    virtual index_t rows() const = 0;    ///< of every image, in pixels
    virtual index_t columns() const = 0; ///< of every image, in pixels

    /// The names of the classes; a label counts into them.
    virtual std::vector<std::string> const& classes() const = 0;

    /// The class of item `i`, in 0 .. classes().size()-1.
    virtual int label(index_t i) const = 0;

    /// What to call item `i` in messages and tables; the same wherever the data set lies.
    virtual std::string name(index_t i) const = 0;

    /// Item `i` with 1 or 3 channels; throws an `error` that names the file when it cannot be read.
    virtual bitmap load(index_t i, index_t channels) const = 0;

    /// A number that tells data sets apart by their size, classes, names and labels (not by the pixels): FNV-1a.
    std::uint64_t fingerprint() const {
        fnv1a all;
        auto const number = [&](index_t n) { all.add(static_cast<std::uint64_t>(n)); };
        auto const text = [&](std::string_view s) { all.add(s), all.add(static_cast<unsigned char>(0)); };
        number(size()), number(rows()), number(columns());
        for (std::string const& name : classes()) text(name);
        for (index_t i = 0; i < size(); ++i) number(label(i)), text(name(i));
        return all.value();
    }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Item `i` with `channels` channels; throws as well when it has not the size that the data set promises.
inline bitmap load_checked(dataset const& data, index_t i, index_t channels) {
    bitmap image = data.load(i, channels);
    if (image.rows != data.rows() || image.columns != data.columns() || image.channels != channels ||
        std::ssize(image.pixels) != image.rows * image.columns * channels)
        fail(data.name(i), " came as ", image.rows, " x ", image.columns, " x ", image.channels, " with ",
             image.pixels.size(), " values, not as ", data.rows(), " x ", data.columns(), " x ", channels);
    return image;
}

/// Throws when a file could not hold the name of a class: it is not UTF-8, or has two lines.
inline void check_class_names(std::vector<std::string> const& classes) {
    for (std::string const& name : classes) {
        if (!is_utf8(name)) fail("a class cannot be called ", in_quotes(name, 80), ": that is not UTF-8 text");
        if (name.find('\n') != name.npos) fail("a class cannot be called ", in_quotes(name, 80), ": it has two lines");
    }
}

/// The class of item `i`; throws when it is not one of the data set's.
inline int label_checked(dataset const& data, index_t i) {
    int const label = data.label(i);
    if (label < 0 || label >= std::ssize(data.classes()))
        fail(data.name(i), " has label ", label, ", but there are ", data.classes().size(), " classes");
    return label;
}

} // namespace chrnn::CHRNN_ABI::detail
