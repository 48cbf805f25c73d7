/// Caffe's mean: a `binaryproto` file as a mean image.
#pragma once

#include <chrnn/caffe/convert.hpp>
#include <chrnn/io/input_file.hpp>
#include <chrnn/network/preprocessing.hpp>

#include <cmath>

namespace chrnn::CHRNN_ABI {

/// Reads a mean of one or three channels; blue, green, red in the file become red, green, blue. Throws `error` naming
/// the file if it is missing, cut short or no such file, or a number is not finite.
inline mean_image read_caffe_mean(std::filesystem::path const& path) {
    detail::input_file file(path);
    auto const bytes = file.read(file.left());
    std::string const name = path.native();
    caffe_blob blob = detail::read_blob(detail::message(name, bytes, "the mean"));
    auto const shape = detail::without_ones(blob.shape, 3);
    if (shape.size() != 3 || (shape[0] != 1 && shape[0] != 3) || blob.values.empty())
        file.refuse("its shape ", detail::shape_text(blob.shape), " is not that of a mean image");
    for (float one : blob.values)
        if (!std::isfinite(one)) file.refuse("not all numbers of the mean are finite");
    if (shape[0] == 3) blob = channels_reversed(blob);
    return {shape[0], shape[1], shape[2], std::move(blob.values)};
}

} // namespace chrnn::CHRNN_ABI
