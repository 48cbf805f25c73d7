/// A parameter view: one named parameter of a network as a file knows it, a window on the model's memory.
#pragma once

#include <chrnn/base/config.hpp>

#include <string>
#include <vector>

namespace chrnn {

/// rows x columns numbers, of which row i begins at `values + i * stride`; read row by row they are the tensor `name`
/// of `shape`, row-major. requires: rows * columns is the product of the extents, columns <= stride.
template <class T>
struct parameter_view {
    std::string name;
    std::vector<index_t> shape;
    T* values;
    index_t rows, columns, stride;
};

} // namespace chrnn
