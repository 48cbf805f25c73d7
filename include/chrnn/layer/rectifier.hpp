/// The rectifier, ReLU as a layer.
#pragma once

#include <chrnn/layer/layer.hpp>

namespace chrnn::CHRNN_ABI {

/// y = max(x, 0), in place.
struct rectifier : shape_preserving_layer {
    static constexpr std::string_view kind = "relu";
    static constexpr bool in_place = true;
    static constexpr activations backward_reads = activations::output;

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        p.on.assign(p.template output<In>(), relu(p.template input<In>()));
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        p.on.assign(p.template input_gradient<In>(),
                    where(p.template output<In>() > 0, p.template output_gradient<In>(), 0));
    }
};

} // namespace chrnn::CHRNN_ABI
