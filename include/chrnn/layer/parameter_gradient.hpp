/// The gradient of a layer's parameters: where it lies, and whether it is added to what lies there or written.
#pragma once

#include <chrnn/tensor/matrix.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Matrices of weights are the bulk of it, and a product writes them as it would add to them: in no pass of its own
/// are they filled with zeros, nor read. What is few, such as biases, is filled and added to.
template <class T>
struct parameter_gradient {
    T* data;
    bool adds; ///< otherwise what lies there counts for nothing

    explicit operator bool() const { return data != nullptr; }
    /// That of the parameters from number `offset` on.
    parameter_gradient from(index_t offset) const { return {data ? data + offset : nullptr, adds}; }

    /// Makes a^T b, for each of `count` products, the gradients of `to`, matrices in here.
    template <class Backend>
    void multiply(Backend& on, index_t count, matrices<T> to, matrices<T const> a, matrices<T const> b) const {
        if (adds)
            on.template multiply<reading::transposed, reading::plain, true>(count, to, a, b);
        else
            on.template multiply<reading::transposed, reading::plain, false>(count, to, a, b);
    }
    /// The n numbers from `offset` on, to be added to.
    template <class Backend>
    T* begin(Backend& on, index_t offset, index_t n) const {
        if (!adds) on.fill(data + offset, n, T(0));
        return data + offset;
    }
};

} // namespace chrnn::CHRNN_ABI::detail
