/// What a layer is: an empty descriptor whose static functions infer shapes and compute, forward and backward.
#pragma once

#include <chrnn/base/random.hpp>
#include <chrnn/shape/region_box.hpp>
#include <chrnn/tensor/matrix.hpp>
#include <chrnn/tensor/reindex.hpp>

#include <string>
#include <vector>

namespace chrnn {

/// How the numbers of a parameter begin.
enum class initial {
    zero,
    normal,    ///< normal with deviation `gain` / sqrt(columns)
    orthogonal ///< `gain` times a random matrix with orthonormal rows (square blocks)
};

/// One named parameter of a layer, as it is written to files. Row i begins at `offset + i * stride` of the layer's
/// numbers.
struct parameter {
    std::string name; ///< behind the layer's own name, e.g. "weight"
    std::vector<index_t> shape;
    index_t offset, rows, columns, stride;
    initial start = initial::zero;
    double gain = 1;
    bool decays = true;  ///< whether weight decay applies (to weights, not to biases)
    double diagonal = 0; ///< of `initial::normal`: what is added on the diagonal
};

/// The shape of a batch of signals: [samples, C, R, S], or [samples, numbers] where there are several scales.
template <feature_shape S>
using batch_extents =
    std::conditional_t<S.scales == 1, extents<dynamic, S.channels, S.rows(), S.columns()>, extents<dynamic, S.size()>>;

/// A layer's noise: another stream of random numbers in every step. The number of the step lies in the backend's
/// memory, so that a step that was recorded draws anew whenever it is run again.
struct step_noise {
    std::uint64_t seed;
    std::uint64_t const* steps; ///< done so far
    std::uint64_t layer;

    CHRNN_INLINE random_stream stream() const { return {seed, (*steps << 16) + layer}; }
};

/// The part of a model that one layer works on in one pass.
template <class Backend, class T>
struct pass {
    using scalar = T;

    Backend& on;
    index_t samples;
    bool training;    ///< whether dropout acts
    step_noise noise; ///< for kernels to draw from
    T const* x;       ///< input, In.size() numbers a sample
    T* y;             ///< output; in a layer that works in place the same memory as x
    T const* dy;      ///< gradient of y (backward)
    T* dx;            ///< gradient of x (backward); null where nobody asks for it, in place the same memory as dy
    T const* weights; ///< the layer's parameters
    T* gradients;     ///< their gradients, which backward adds to
    T* saved;         ///< what forward keeps for backward
    T* scratch;       ///< room that lasts for one call

    template <feature_shape In>
    auto input() const {
        return view<T const, batch_extents<In>>(x, samples);
    }
    template <feature_shape Out>
    auto output() const {
        return view<T, batch_extents<Out>>(y, samples);
    }
    template <feature_shape Out>
    auto output_gradient() const {
        return view<T const, batch_extents<Out>>(dy, samples);
    }
    template <feature_shape In>
    auto input_gradient() const {
        return view<T, batch_extents<In>>(dx, samples);
    }
};

/// The base of a layer: no parameters, no memory of its own, no multiplications.
/// requires: `kind`, the first part of the layer's name; `output<In>()`, the shape it makes of `In`, which ends the
/// compilation with a sentence where it cannot; `forward<In>(pass)` and `backward<In>(pass)`.
/// May say: `footprint<In>(region_box)`, the least box of its input's regions that holds all that a box of its output's
/// regions is computed from; `receptive_field` asks for it.
/// A layer that declares `in_place` writes y over x and dx over dy, and with y over the output of the layer before it.
/// So no layer reads its y in `backward`, unless it works in place and what it reads outlives a change of every number
/// that keeps its sign (the rectifier's does), or a change to 0 where the gradient becomes 0 too (dropout's).
struct layer {
    static constexpr bool in_place = false;
    static constexpr bool is_loss = false; ///< whether it ends a network and has `losses`
    static constexpr bool opens_stage =
        false; ///< whether the number in the names goes up here: conv1, conv2, hrnn6, fc7

    /// Numbers in the parameters.
    template <feature_shape In>
    static constexpr index_t parameters() {
        return 0;
    }
    /// Those of them that are biases.
    template <feature_shape In>
    static constexpr index_t biases() {
        return 0;
    }
    /// Calls `visit(parameter)` for every parameter in the order of memory.
    template <feature_shape In, class Visit>
    static void each_parameter(Visit const&) {}
    /// Multiplications and additions of one sample's forward pass, counted in pairs, matrix products only.
    template <feature_shape In>
    static constexpr index_t multiply_adds() {
        return 0;
    }
    /// Numbers that forward keeps for backward.
    template <feature_shape In>
    static constexpr index_t saved(index_t /*samples*/) {
        return 0;
    }
    /// Numbers of scratch that one call needs.
    template <feature_shape In>
    static constexpr index_t scratch(index_t /*samples*/) {
        return 0;
    }
    /// What the summary says beside the name.
    static std::string text() { return {}; }
};

/// Hands out parts of a block of memory one after another, each aligned. With no memory it only counts.
template <class T>
struct carver {
    T* next = nullptr;
    index_t used = 0;

    constexpr T* take(index_t n) {
        T* const part = next ? next + used : nullptr;
        used += round_up(n, alignment / index_t{4});
        return part;
    }
};

/// Ends the compilation unless a layer's input has one scale.
template <feature_shape In, fixed_string Layer>
consteval void check_one_scale() {
    if constexpr (In.scales != 1) mistake<sentence(Layer.view(), " takes an image, not the pyramid ", In.text())>();
}

} // namespace chrnn
