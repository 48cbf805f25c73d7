/// The data set: numbered, labelled images of one size.
#pragma once

#include <chrnn/data/bitmap.hpp>

#include <string>
#include <string_view>

namespace chrnn {

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
        std::uint64_t hash = 0xCBF29CE484222325;
        auto const byte = [&](unsigned char b) { hash = (hash ^ b) * 0x100000001B3; };
        auto const number = [&](index_t n) {
            for (int shift = 0; shift < 64; shift += 8) byte(static_cast<unsigned char>(n >> shift));
        };
        auto const text = [&](std::string_view s) {
            for (char c : s) byte(static_cast<unsigned char>(c));
            byte(0);
        };
        number(size()), number(rows()), number(columns());
        for (std::string const& name : classes()) text(name);
        for (index_t i = 0; i < size(); ++i) number(label(i)), text(name(i));
        return hash;
    }
};

} // namespace chrnn
