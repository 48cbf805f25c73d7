/// The receptive field of a region: the rectangle of input pixels that it is computed from.
#pragma once

#include <chrnn/network/layer_info.hpp>
#include <chrnn/shape/region_features.hpp>

namespace chrnn::CHRNN_ABI::detail {

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

/// What is read of the values of `Net` so far, a box for every scale.
template <class Net>
struct boxes_read {
    std::array<std::array<region_box, most_scales>, static_cast<std::size_t>(Net::count) + 1> of{};

    constexpr void add(index_t value, region_box const& box) {
        if (box.empty()) return;
        region_box& all = of[static_cast<std::size_t>(value)][static_cast<std::size_t>(box.scale)];
        all = hull_of(all, box);
    }
};

/// Which values the value V is computed from.
template <class Net, index_t V>
consteval auto computed_from() {
    std::array<bool, static_cast<std::size_t>(Net::count) + 1> all{};
    all[static_cast<std::size_t>(V)] = true;
    for (index_t v = V; v > 0; --v)
        if (layer_description const& one = Net::layers[static_cast<std::size_t>(v) - 1];
            all[static_cast<std::size_t>(v)])
            for (std::size_t i = 0; i < static_cast<std::size_t>(one.inputs); ++i)
                all[static_cast<std::size_t>(one.from[i])] = true;
    return all;
}

/// Adds what `box` of value V is computed from to what is read of the layer's inputs. Ends the compilation where the
/// layer does not say what it reads.
template <class Net, index_t V>
constexpr void add_inputs_read(region_box const& box, boxes_read<Net>& all) {
    [&]<class Layer, index_t... From>(operation<Layer, From...>) {
        if constexpr (sizeof...(From) == 1 && says_what_it_reads<Layer, Net::template shape_of_value<From>()...>) {
            (all.add(From, Layer::template footprint<Net::template shape_of_value<From>()>(box)), ...);
        } else if constexpr (merge_says_what_it_reads<Layer, Net::template shape_of_value<From>()...>) {
            index_t i = 0;
            (all.add(From, Layer::template footprint<Net::template shape_of_value<From>()...>(box, i++)), ...);
        } else {
            mistake<sentence("the receptive field is not known: the layer of kind ", Layer::kind,
                             " has no function footprint<In>(region_box)")>();
        }
    }(typename Net::template operation_at<V - 1>{});
}

/// What the regions `box` of a value of `Net` read of its input: layer after layer from the value down, each once.
/// requires: `Among` holds the value and all that it is computed from.
template <class Net, std::array<bool, static_cast<std::size_t>(Net::count) + 1> Among>
constexpr region_box input_read_by(index_t value, region_box box) {
    boxes_read<Net> all;
    all.add(value, box);
    auto const step = [&]<index_t V>() {
        if constexpr (Among[static_cast<std::size_t>(V)])
            for (region_box const& one : all.of[static_cast<std::size_t>(V)])
                if (!one.empty()) add_inputs_read<Net, V>(one, all);
    };
    [&]<index_t... K>(std::integer_sequence<index_t, K...>) { (step.template operator()<Net::count - K>(), ...); }
    (std::make_integer_sequence<index_t, Net::count>{});
    for (region_box const& one : all.of[0])
        if (!one.empty()) return one;
    return {};
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The pixels, rows and columns of the input, that region (row, column) of the scale of `regions` behind `Layer` is
/// computed from by convolutions and pooling: the least rectangle, clipped to the image, and no pixel at all for a
/// region that sees nothing but padding. What recurrences and links bring from other regions does not count.
/// `receptive_field<scenes, "hrnn6">(3, r, q)` is that of region (r, q) of the 3x3 scale. Throws when the layer's
/// output has no such scale or region.
template <class Net, fixed_string Layer>
constexpr region_box receptive_field(grid regions, index_t row, index_t column) {
    constexpr index_t I = detail::place_of_layer<Net, Layer>();
    index_t const l = detail::scale_of(Net::template out_shape<I>(), regions, row, column);
    return detail::input_read_by<Net, detail::computed_from<Net, I + 1>()>(I + 1,
                                                                           {{row, row + 1}, {column, column + 1}, l});
}
/// The same behind the layer of a name that is known at run time only; throws as well when there is none.
template <class Net>
constexpr region_box receptive_field(std::string_view layer, grid regions, index_t row, index_t column) {
    layer_description const& about = layer_info<Net>(layer);
    index_t const I = &about - Net::layers.data(), l = detail::scale_of(about.out, regions, row, column);
    constexpr auto all = [] {
        std::array<bool, static_cast<std::size_t>(Net::count) + 1> yes{};
        yes.fill(true);
        return yes;
    }();
    return detail::input_read_by<Net, all>(I + 1, {{row, row + 1}, {column, column + 1}, l});
}
/// The same behind a layer whose output has one scale.
template <class Net, fixed_string Layer>
constexpr region_box receptive_field(index_t row, index_t column) {
    constexpr feature_shape out = Net::template out_shape<detail::place_of_layer<Net, Layer>()>();
    static_assert(out.scales == 1, "chrnn: behind this layer there are several scales: receptive_field(grid, r, q)");
    return receptive_field<Net, Layer>(out.scale[0], row, column);
}

} // namespace chrnn::CHRNN_ABI
