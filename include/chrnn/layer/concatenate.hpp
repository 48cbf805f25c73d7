/// The merge of branches side by side: along channels, or scale after scale.
#pragma once

#include <chrnn/layer/layer.hpp>

#include <utility>

namespace chrnn::CHRNN_ABI::detail {

/// A kernel over samples and numbers: copies a part of each sample to or from its place in a wider one.
template <class T>
struct copy_part {
    T const* from;
    T* to;
    index_t from_width, to_width; ///< numbers of a sample there

    CHRNN_INLINE void operator()(index_t sample, index_t i) const {
        to[sample * to_width + i] = from[sample * from_width + i];
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Inputs on one grid become one of all their channels; inputs of as many channels on different grids, from fine to
/// coarse, become one of all their scales. In both cases a sample's numbers follow each other.
struct concatenate : layer {
    static constexpr std::string_view kind = "concat";
    static constexpr activations backward_reads = activations::none;

    template <feature_shape First, feature_shape... Rest>
    static consteval feature_shape output() {
        feature_shape out = First;
        if constexpr (((First.scales == 1 && Rest.scales == 1 && First.scale[0] == Rest.scale[0]) && ...)) {
            ((out.channels += Rest.channels), ...);
        } else if constexpr (((First.channels == Rest.channels) && ...)) {
            if constexpr ((First.scales + ... + Rest.scales) > detail::most_scales)
                mistake<sentence("concat: ", (First.scales + ... + Rest.scales), " scales are more than ",
                                 detail::most_scales)>();
            else
                (append(out, Rest), ...);
        } else {
            (check<First, Rest>(), ...);
        }
        return out;
    }
    template <feature_shape... In>
    static constexpr region_box footprint(region_box out, index_t input) {
        constexpr feature_shape all[] = {In...};
        index_t before = 0, scales = 0;
        for (feature_shape const& one : all) scales += one.scales;
        if (output<In...>().scales < scales) return out; // along channels
        for (index_t i = 0; i < input; ++i) before += all[i].scales;
        bool const within = before <= out.scale && out.scale < before + all[input].scales;
        return within ? region_box{out.rows, out.columns, out.scale - before} : region_box{{0, 0}, {0, 0}, 0};
    }

    template <feature_shape... In, class Pass>
    static void forward(Pass const& p) {
        constexpr index_t width = (In.size() + ...);
        index_t i = 0, begin = 0;
        auto const copy = [&](index_t size) {
            p.on.parallel_for_2d(p.samples, size,
                                 detail::copy_part<typename Pass::scalar>{p.inputs[static_cast<std::size_t>(i)],
                                                                          p.y + begin, size, width});
            ++i, begin += size;
        };
        (copy(In.size()), ...);
    }
    template <feature_shape... In, class Pass>
    static void backward(Pass const& p) {
        constexpr index_t width = (In.size() + ...);
        index_t i = 0, begin = 0;
        auto const copy = [&](index_t size) {
            if (auto* const dx = p.input_gradients[static_cast<std::size_t>(i)])
                p.on.parallel_for_2d(p.samples, size,
                                     detail::copy_part<typename Pass::scalar>{p.dy + begin, dx, width, size});
            ++i, begin += size;
        };
        (copy(In.size()), ...);
    }

  private:
    static consteval void append(feature_shape& to, feature_shape const& more) {
        for (index_t l = 0; l < more.scales; ++l) to.scale[to.scales++] = more.scale[l];
    }
    template <feature_shape First, feature_shape Other>
    static consteval void check() {
        if constexpr (First.channels != Other.channels)
            mistake<sentence("concat: ", First.text(), " and ", Other.text(),
                             " have neither one grid, to be joined along channels, nor as many channels, to be joined "
                             "as scales")>();
    }
};

} // namespace chrnn::CHRNN_ABI
