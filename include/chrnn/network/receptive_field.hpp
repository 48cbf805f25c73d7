/// The receptive field of a region: the rectangle of input pixels that it is computed from.
#pragma once

#include <chrnn/network/layer_info.hpp>
#include <chrnn/shape/region_features.hpp>

namespace chrnn {

template <class Layer, feature_shape... In>
concept says_what_it_reads = requires(region_box out) {
    { Layer::template footprint<In...>(out) } -> std::same_as<region_box>;
};
template <class Layer, feature_shape... In>
concept merge_says_what_it_reads = requires(region_box out, index_t input) {
    { Layer::template footprint<In...>(out, input) } -> std::same_as<region_box>;
};

/// The least box that holds both; an empty one holds nothing.
constexpr region_box hull_of(region_box const& a, region_box const& b) {
    if (a.empty()) return b;
    if (b.empty()) return a;
    auto const both = [](axis_range x, axis_range y) {
        return axis_range{std::min(x.begin, y.begin), std::max(x.end, y.end)};
    };
    return {both(a.rows, b.rows), both(a.columns, b.columns), a.scale};
}

/// What the regions `box` of value V of `Net` read of its input. Ends the compilation where a layer does not say what
/// it reads.
template <class Net, index_t V>
constexpr region_box input_read_by(region_box box) {
    if constexpr (V == 0) {
        return box;
    } else {
        return [&]<class Layer, index_t... From>(operation<Layer, From...>) {
            if constexpr (sizeof...(From) == 1 && says_what_it_reads<Layer, Net::template shape_of_value<From>()...>) {
                return (input_read_by<Net, From>(Layer::template footprint<Net::template shape_of_value<From>()>(box)),
                        ...);
            } else if constexpr (merge_says_what_it_reads<Layer, Net::template shape_of_value<From>()...>) {
                region_box all{{0, 0}, {0, 0}, 0};
                index_t i = 0;
                auto const add = [&]<index_t One>() {
                    region_box const part =
                        Layer::template footprint<Net::template shape_of_value<From>()...>(box, i++);
                    if (!part.empty()) all = hull_of(all, input_read_by<Net, One>(part));
                };
                (add.template operator()<From>(), ...);
                return all;
            } else {
                mistake<sentence("the receptive field is not known: the layer of kind ", Layer::kind,
                                 " has no function footprint<In>(region_box)")>();
                return box;
            }
        }(typename Net::template operation_at<V - 1>{});
    }
}

/// The pixels, rows and columns of the input, that region (row, column) of the scale of `regions` behind `Layer` is
/// computed from by convolutions and pooling: the least rectangle, clipped to the image, and no pixel at all for a
/// region that sees nothing but padding. What recurrences and links bring from other regions does not count.
/// `receptive_field<scenes, "hrnn6">(3, r, q)` is that of region (r, q) of the 3x3 scale. Throws when the layer's
/// output has no such scale or region.
template <class Net, fixed_string Layer>
constexpr region_box receptive_field(grid regions, index_t row, index_t column) {
    constexpr index_t I = place_of_layer<Net, Layer>();
    index_t const l = scale_of(Net::template out_shape<I>(), regions, row, column);
    return input_read_by<Net, I + 1>({{row, row + 1}, {column, column + 1}, l});
}
/// The same behind the layer of a name that is known at run time only; throws as well when there is none.
template <class Net>
constexpr region_box receptive_field(std::string_view layer, grid regions, index_t row, index_t column) {
    index_t const l = scale_of(layer_info<Net>(layer).out, regions, row, column);
    region_box field{};
    bool found = false; // names of layers without parameters may come twice: the first counts
    Net::each_layer([&]<index_t I>() {
        if (found || Net::layers[static_cast<std::size_t>(I)].name.view() != layer) return;
        field = input_read_by<Net, I + 1>({{row, row + 1}, {column, column + 1}, l});
        found = true;
    });
    return field;
}
/// The same behind a layer whose output has one scale.
template <class Net, fixed_string Layer>
constexpr region_box receptive_field(index_t row, index_t column) {
    constexpr feature_shape out = Net::template out_shape<place_of_layer<Net, Layer>()>();
    static_assert(out.scales == 1, "chrnn: behind this layer there are several scales: receptive_field(grid, r, q)");
    return receptive_field<Net, Layer>(out.scale[0], row, column);
}

} // namespace chrnn
