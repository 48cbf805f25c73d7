/// A merge: a layer of several inputs, in which branches come together again.
#pragma once

#include <chrnn/layer/layer.hpp>

#include <utility>

namespace chrnn {

/// A merge is a layer whose functions take the shapes of all inputs: `output<A, B>()`, `forward<A, B>(pass)` and
/// `backward<A, B>(pass)`; `pass.inputs` and `pass.input_gradients` hold one pointer for each, of which x and dx are
/// the first. Which layers can be a merge their functions say; to work in place is to write over the first input.
/// `footprint<In...>(box, i)` is what of input i a box of the output's regions is computed from.
template <class Layer, feature_shape... In>
concept merge_of = requires {
    { Layer::template output<In...>() } -> std::same_as<feature_shape>;
};

} // namespace chrnn
