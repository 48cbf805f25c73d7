/// A pass: the part of an execution that one layer works on, forward or backward.
#pragma once

#include <chrnn/base/random.hpp>
#include <chrnn/shape/feature_shape.hpp>
#include <chrnn/tensor/view.hpp>

namespace chrnn::CHRNN_ABI {

/// The shape of a batch of features: [samples, C, R, S], or [samples, numbers] where there are several scales.
template <feature_shape S>
using batch_extents =
    std::conditional_t<S.scales == 1, extents<dynamic, S.channels, S.rows(), S.columns()>, extents<dynamic, S.size()>>;

/// A layer's noise: a key of its own, and another stream in every step. The number of steps lies in the backend's
/// memory, so that a step that was captured draws anew whenever it is run again.
struct step_noise {
    std::uint64_t key;
    std::uint64_t const* steps; ///< done so far

    CHRNN_INLINE random_stream stream() const { return {key, *steps}; }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The most inputs that a merge may have.
inline constexpr index_t most_inputs = 8;

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

template <class Backend, class T>
struct pass {
    using scalar = T;

    Backend& on;
    index_t samples;
    bool training;    ///< whether dropout acts, in both passes: not in prediction, nor in a layer that is frozen
    step_noise noise; ///< for kernels to draw from
    T const* x;       ///< input, In.size() numbers a sample
    T* y;             ///< output; in a layer that works in place it may be the same memory as x
    T const* dy;      ///< gradient of y (backward)
    T* dx;            ///< gradient of x (backward); null where nobody asks for it; in place it may be dy
    T* weights;       ///< the layer's parameters; it may write to those that it declares untrained, and to no other
    T* gradients;     ///< their gradients, which backward adds to; null in a frozen layer that says `frozen_reads`
    T* saved;         ///< what forward keeps for backward
    T* scratch;       ///< memory that lasts for one call
    std::array<T const*, detail::most_inputs> inputs{};    ///< of a merge: all its inputs, x being the first
    std::array<T*, detail::most_inputs> input_gradients{}; ///< likewise; null where nobody asks for one
    /// False only for a layer that says `writes_gradients`: what lies in `gradients` counts for nothing.
    bool adds_gradients = true;

    /// Numbers in the backend's memory as a tensor of `Shape`, whose leading extent, if it is dynamic, comes behind.
    template <class Shape, class U>
    static constexpr auto view_at(U* data, auto... leading) {
        return view<U, Shape, detail::location_of_backend<Backend>>(data, leading...);
    }
    template <feature_shape In>
    auto input(index_t i = 0) const {
        return view_at<batch_extents<In>>(i == 0 ? x : inputs[static_cast<std::size_t>(i)], samples);
    }
    template <feature_shape Out>
    auto output() const {
        return view_at<batch_extents<Out>>(y, samples);
    }
    template <feature_shape Out>
    auto output_gradient() const {
        return view_at<batch_extents<Out>>(dy, samples);
    }
    template <feature_shape In>
    auto input_gradient(index_t i = 0) const {
        return view_at<batch_extents<In>>(i == 0 ? dx : input_gradients[static_cast<std::size_t>(i)], samples);
    }
};

} // namespace chrnn::CHRNN_ABI
