/// A label map as a file: a PNG of class numbers.
#pragma once

#include <chrnn/base/atomic_file.hpp>
#include <chrnn/data/bitmap.hpp>
#include <chrnn/report/png.hpp>

namespace chrnn::CHRNN_ABI {

/// Writes labels, one number a pixel, as an 8-bit gray PNG, which `decode_labels` reads. Looked at it is nearly black:
/// `label_sheet` has colours. Throws `error` if the numbers do not make a map; as `write_file` otherwise.
inline void save_labels(bitmap const& labels, std::filesystem::path const& path) {
    if (labels.channels != 1) fail("labels have one number a pixel, not ", labels.channels);
    auto const file = detail::png(labels.pixels, labels.rows, labels.columns, 1);
    write_file(path, std::string_view(reinterpret_cast<char const*>(file.data()), file.size()));
}

} // namespace chrnn::CHRNN_ABI
