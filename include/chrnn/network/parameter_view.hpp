/// A parameter view: one named parameter of a network as a file knows it, a window on the model's memory.
#pragma once

#include <chrnn/base/config.hpp>

#include <string>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// rows x columns numbers, of which row i begins at `values + i * stride`; read row by row they are the tensor `name`
/// of `shape`, row-major. requires: rows * columns is the product of the extents, columns <= stride.
template <class T>
struct parameter_view {
    std::string name;
    std::vector<index_t> shape;
    T* values;
    index_t rows, columns, stride;

    index_t size() const { return rows * columns; }
    /// Number i in row-major order.
    T& operator[](index_t i) const { return values[i / columns * stride + i % columns]; }
    /// All numbers in row-major order, without the gaps.
    std::vector<std::remove_const_t<T>> copy() const {
        std::vector<std::remove_const_t<T>> all;
        all.reserve(static_cast<std::size_t>(size()));
        for (index_t row = 0; row < rows; ++row)
            all.insert(all.end(), values + row * stride, values + row * stride + columns);
        return all;
    }
    /// Goes through the numbers in row-major order.
    class iterator {
      public:
        using value_type = std::remove_const_t<T>;
        using difference_type = index_t;
        iterator() = default;
        iterator(parameter_view const* view, index_t i) : view_(view), i_(i) {}
        T& operator*() const { return (*view_)[i_]; }
        iterator& operator++() { return ++i_, *this; }
        iterator operator++(int) { return {view_, i_++}; }
        bool operator==(iterator const&) const = default;

      private:
        parameter_view const* view_ = nullptr;
        index_t i_ = 0;
    };
    iterator begin() const { return {this, 0}; }
    iterator end() const { return {this, size()}; }
};

} // namespace chrnn::CHRNN_ABI
