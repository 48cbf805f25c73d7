/// Global average pooling.
#pragma once

#include <chrnn/layer/layer.hpp>

namespace chrnn::CHRNN_ABI {

/// The mean of every channel over all regions, as torch.nn.AdaptiveAvgPool2d(1): [C, R, S] -> [C, 1, 1].
struct global_average_pool : layer {
    static constexpr std::string_view kind = "mean";
    static constexpr activations backward_reads = activations::none;

    template <feature_shape In>
    static consteval feature_shape output() {
        check_one_scale<In, "global_average_pool">();
        return {In.channels, 1, 1};
    }
    template <feature_shape In>
    static constexpr region_box footprint(region_box) {
        return whole_of(In);
    }

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        using T = typename Pass::scalar;
        constexpr index_t regions = In.scale[0].regions();
        index_t const planes = p.samples * In.channels;
        auto const y = p.template output<output<In>()>();
        p.on.fill(p.y, planes, T(0));
        p.on.add_row_sums(1, p.y, dense_matrices<T const>(p.x, planes, regions));
        p.on.assign(y, y / regions);
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        p.on.assign(p.template input_gradient<In>(),
                    p.template output_gradient<output<In>()>() / In.scale[0].regions());
    }
};

} // namespace chrnn::CHRNN_ABI
