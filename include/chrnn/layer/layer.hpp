/// What a layer is: an empty descriptor whose static functions infer shapes and compute, forward and backward.
#pragma once

#include <chrnn/layer/parameter.hpp>
#include <chrnn/layer/pass.hpp>
#include <chrnn/shape/region_box.hpp>
#include <chrnn/tensor/matrix.hpp>
#include <chrnn/tensor/reshape.hpp>

#include <string>

namespace chrnn::CHRNN_ABI {

/// What a layer's `backward` reads of its own forward pass, beside `saved`: only that is kept for it.
enum class activations { none, input, output, both };

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

constexpr bool reads_input(activations what) { return what == activations::input || what == activations::both; }
constexpr bool reads_output(activations what) { return what == activations::output || what == activations::both; }

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The base of a layer: no parameters, no memory of its own, no multiplications.
/// requires: `kind`, the first part of the layer's name; `output<In>()`, the shape it makes of `In`, which ends the
/// compilation with a sentence where it cannot; `forward<In>(pass)` and `backward<In>(pass)`.
/// May say: `parameters<In>()`, a `parameter_list`; `backward_reads`; `frozen_reads`, the same where the layer is
/// frozen, whose `backward` is then given no `gradients`, as that of a layer derived from one that says so;
/// `footprint<In>(region_box)`, the least box of its input's regions that holds all that a box of its output's regions
/// is computed from, for `receptive_field`; `prediction_scratch<In>(samples, backend)`, numbers of scratch that
/// `forward` needs there where nothing is kept, if not `scratch`.
struct layer {
    /// What must still be there for `backward`; a layer that reads less says so, and memory is given on sooner.
    static constexpr activations backward_reads = activations::both;
    /// Whether y may be written over x and dx over dy. It then may not read its input in `backward`.
    static constexpr bool in_place = false;
    static constexpr bool is_loss = false;                 ///< whether it ends a network and has `losses`
    static constexpr bool training_only = false;           ///< whether prediction passes over it
    static constexpr bool saves_for_backward_only = false; ///< whether forward does without `saved` in prediction
    /// Whether `backward` looks at `adds_gradients`, as that of a layer derived from one that says so must. Gradients
    /// of a layer that does not are filled with 0 before it adds to them.
    static constexpr bool writes_gradients = false;
    // The numbers in names, conv1, conv2, hrnn6, fc7, count stages.
    static constexpr bool opens_stage = false; ///< whether the number goes up here
    static constexpr bool joins_stage = false; ///< whether it does not if the layer before lends its stage
    static constexpr bool lends_stage = false;

    /// The layer's parameters.
    template <feature_shape...>
    static constexpr auto parameters() {
        return parameter_list<0>();
    }
    /// Multiplications and additions of one sample's forward pass, counted in pairs, matrix products only.
    template <feature_shape...>
    static constexpr index_t multiply_adds() {
        return 0;
    }
    /// Numbers that forward keeps for backward.
    template <feature_shape...>
    static constexpr index_t saved(index_t /*samples*/) {
        return 0;
    }
    /// Numbers of scratch that one call needs.
    template <feature_shape...>
    static constexpr index_t scratch(index_t /*samples*/) {
        return 0;
    }
    /// What the summary says beside the name.
    static std::string text() { return {}; }
};

/// The base of a layer whose output has its input's shape, each region coming from that region alone.
struct shape_preserving_layer : layer {
    template <feature_shape In>
    static consteval feature_shape output() {
        return In;
    }
    template <feature_shape In>
    static constexpr region_box footprint(region_box out) {
        return out;
    }
};

/// A merge, in which branches come together again, is a layer whose functions take the shapes of all inputs:
/// `output<A, B>()`, `forward<A, B>(pass)` and `backward<A, B>(pass)`; `pass.inputs` and `pass.input_gradients` hold
/// one pointer for each, of which x and dx are the first. To work in place is to write over the first input.
/// `footprint<In...>(box, i)` is what of input i a box of the output's regions is computed from.

/// Where the parameter `Name` of `Layer` begins among the layer's numbers.
template <class Layer, fixed_string Name, feature_shape... In>
consteval index_t offset_of() {
    constexpr index_t offset = Layer::template parameters<In...>().offset(Name.view());
    if constexpr (offset == parameter::unplaced)
        mistake<sentence("the layer of kind ", Layer::kind, " declares no parameter ", Name.view())>();
    return offset;
}

/// Ends the compilation unless a layer's input has one scale.
template <feature_shape In, fixed_string Layer>
consteval void check_one_scale() {
    if constexpr (In.scales != 1) mistake<sentence(Layer.view(), " takes an image, not the pyramid ", In.text())>();
}

} // namespace chrnn::CHRNN_ABI
