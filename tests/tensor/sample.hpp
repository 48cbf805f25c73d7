/// Tensors with numbers to test on, and the entries of expressions as plain vectors.
#pragma once

#include <chrnn/backend/tensor.hpp>
#include <chrnn/base/random.hpp>

#include <catch2/catch.hpp>

#include <vector>

namespace chrnn {

/// Uniform numbers in [low, high).
template <class T, class Shape>
void draw(tensor<T, Shape>& x, std::uint64_t stream, double low = -2, double high = 2) {
    std::uint64_t i = 0;
    for (T& one : x.span()) one = static_cast<T>(low + (high - low) * random_stream{11, stream}.uniform(i++));
}
template <class T, index_t... Extents>
tensor<T, extents<Extents...>> sample(std::uint64_t stream, double low = -2, double high = 2) {
    tensor<T, extents<Extents...>> x;
    draw(x, stream, low, high);
    return x;
}
/// The same with a leading extent of `n`.
template <class T, index_t... Extents>
tensor<T, extents<dynamic, Extents...>> batch_sample(index_t n, std::uint64_t stream) {
    tensor<T, extents<dynamic, Extents...>> x(n);
    draw(x, stream);
    return x;
}

/// What an expression evaluates to, in row-major order, by way of a fresh tensor.
template <expression E>
std::vector<detail::scalar_of<E>> entries(E const& e) {
    tensor<detail::scalar_of<E>, detail::shape_of<E>> const result(detail::tensor_algebra::held(e));
    return {result.span().begin(), result.span().end()};
}

} // namespace chrnn
