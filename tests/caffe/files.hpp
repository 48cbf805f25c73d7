/// The stored files of Caffe's, and the image that their networks were run on.
#pragma once

#include <chrnn/io/read_tensor.hpp>
#include <chrnn/io/safetensors.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace caffe_files {

inline std::filesystem::path path(std::string const& name) {
    return std::filesystem::path(__FILE__).parent_path() / "../data/caffe" / name;
}

/// What NumPy says, by name.
template <class T>
std::vector<T> expected(std::string const& name) {
    static chrnn::tensor_file const all = chrnn::read_safetensors(path("expected.safetensors"));
    return chrnn::read_tensor<T>(all, name).values;
}

/// The value at a place; channel 0 is red. make_caffe.py draws the same.
inline int pixel(int channel, int row, int column) {
    int const c = 2 - channel; // blue is the first there
    return (37 * (3 - c) + 11 * row * (c + 1) + 7 * column * column + 5 * row * column) % 256;
}

/// [3, rows, columns], red, green, blue
inline std::vector<float> pixels(int rows, int columns) {
    std::vector<float> all;
    for (int c = 0; c < 3; ++c)
        for (int r = 0; r < rows; ++r)
            for (int q = 0; q < columns; ++q) all.push_back(static_cast<float>(pixel(c, r, q)));
    return all;
}

} // namespace caffe_files
