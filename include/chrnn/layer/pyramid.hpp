/// The spatial pyramid: max pooling into several scales at once.
#pragma once

#include <chrnn/layer/pooling.hpp>

namespace chrnn::CHRNN_ABI {

/// Pools an image into the given scales, fine to coarse: `pyramid<6, 3, 2, 1>`, `pyramid<grid(4, 6), grid(2, 3), 1>`.
/// Scale k of an axis of n pools the windows [floor(i n / k), ceil((i + 1) n / k)) (spec section 3; SPP-net).
template <grid... Scales>
struct pyramid : layer {
    static constexpr std::string_view kind = "spp";
    static constexpr activations backward_reads = activations::none;
    static constexpr bool saves_for_backward_only = true;
    static constexpr bool opens_stage = true, lends_stage = true;
    static constexpr index_t scales = sizeof...(Scales);
    static_assert(scales >= 1 && scales <= detail::most_scales, "chrnn: a pyramid has 1 to 8 scales");

    template <feature_shape In>
    static consteval feature_shape output() {
        check_one_scale<In, "pyramid">();
        feature_shape out;
        out.channels = In.channels;
        out.scales = scales;
        index_t l = 0;
        ((out.scale[l++] = Scales), ...);
        (check_scale<In, Scales>(), ...);
        return out;
    }
    template <feature_shape In>
    static constexpr index_t saved(index_t samples) {
        return output<In>().size() * samples;
    }
    template <feature_shape In>
    static constexpr region_box footprint(region_box out) {
        region_box in = out;
        index_t l = 0;
        ((out.scale == l++ ? void(in = read_of_scale<In, Scales>(out)) : void()), ...);
        return in;
    }
    static std::string text() {
        std::string all;
        (all.append(all.empty() ? "" : ", ").append(Scales.text()), ...);
        return all;
    }

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        using T = typename Pass::scalar;
        using planes = pooling<In.channels, In.scale[0]>;
        p.on.template parallel_for_planes<T>(p.samples * In.channels, planes::outputs,
                                             detail::choose_winners<planes, T>{p.x, p.y, p.saved});
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        using T = typename Pass::scalar;
        using planes = pooling<In.channels, In.scale[0]>;
        p.on.template parallel_for_planes<T>(p.samples * In.channels, planes::inputs,
                                             detail::reward_winners<planes, T>{p.dy, p.saved, p.dx});
    }

    template <index_t Extent, index_t Count>
    struct windows {
        CHRNN_INLINE static constexpr detail::axis_range window(index_t i) {
            return {i * Extent / Count, ((i + 1) * Extent + Count - 1) / Count};
        }
        CHRNN_INLINE static constexpr detail::axis_range over(index_t r) {
            return {r * Count / Extent, ((r + 1) * Count + Extent - 1) / Extent};
        }
    };
    template <index_t Channels, grid From>
    struct pooling {
        static constexpr index_t inputs = From.regions(), outputs = (Scales.regions() + ...);
        template <grid Scale>
        using one =
            detail::plane_pooling<From, Scale, windows<From.rows, Scale.rows>, windows<From.columns, Scale.columns>>;

        template <class Act>
        CHRNN_INLINE static constexpr void each(index_t plane, Act const& act) {
            index_t const sample = plane / Channels, channel = plane % Channels;
            index_t first = 0;
            ((act(one<Scales>{}, first, (sample * outputs + first) * Channels + channel * one<Scales>::outputs),
              first += one<Scales>::outputs),
             ...);
        }
    };

  private:
    template <feature_shape In, grid Scale>
    static constexpr region_box read_of_scale(region_box out) {
        return {detail::read_through<windows<In.rows(), Scale.rows>>(out.rows),
                detail::read_through<windows<In.columns(), Scale.columns>>(out.columns)};
    }
    template <feature_shape In, grid Scale>
    static consteval void check_scale() {
        if constexpr (Scale.rows < 1 || Scale.columns < 1 || Scale.rows > In.rows() || Scale.columns > In.columns())
            mistake<sentence("pyramid: a scale of ", Scale.rows, "x", Scale.columns, " regions does not fit its input ",
                             In.text())>();
    }
};

} // namespace chrnn::CHRNN_ABI
