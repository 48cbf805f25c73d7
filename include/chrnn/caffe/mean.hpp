/// Caffe's mean: a `binaryproto` file as a mean image.
#pragma once

#include <chrnn/base/input_file.hpp>
#include <chrnn/caffe/convert.hpp>
#include <chrnn/network/preprocessing.hpp>

#include <cmath>

namespace chrnn::CHRNN_ABI::detail {

/// The mean that the bytes of a file are.
inline mean_image caffe_mean_in(std::string const& path, std::span<std::byte const> bytes) {
    message const m(path, bytes, "the mean");
    caffe_blob blob = read_blob(m);
    auto const shape = without_ones(blob.shape, 3);
    if (shape.size() != 3 || (shape[0] != 1 && shape[0] != 3) || blob.values.empty())
        m.refuse("has the shape ", shape_text(blob.shape), ", which is not that of an image");
    for (float one : blob.values)
        if (!std::isfinite(one)) m.refuse("has a number that is not finite");
    if (shape[0] == 3) blob = channels_reversed(blob);
    return {shape[0], shape[1], shape[2], std::move(blob.values)};
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Reads a mean of one or three channels; blue, green, red in the file become red, green, blue. Throws `error` naming
/// the file if it is missing, cut short or no such file, or a number is not finite.
inline mean_image read_caffe_mean(std::filesystem::path const& path) {
    detail::input_file file(path);
    return detail::caffe_mean_in(path.native(), file.read(file.left()));
}

} // namespace chrnn::CHRNN_ABI
