/// Normalisation by the numbers around: what lrn and lrn_within_channel share as layers.
#pragma once

#include <chrnn/layer/layer.hpp>
#include <chrnn/layer/local_response.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The base of a layer `Name` that divides each number by those around; in its scratch lies what numbers pass on to
/// their neighbours.
template <fixed_string Name>
struct normalisation : layer {
    static constexpr std::string_view kind = "norm";
    static constexpr activations backward_reads = activations::input;

    template <feature_shape In>
    static consteval feature_shape output() {
        check_one_scale<In, Name>();
        return In;
    }
    template <feature_shape In>
    static constexpr index_t scratch(index_t samples) {
        return In.size() * samples;
    }
};

} // namespace chrnn::CHRNN_ABI::detail
