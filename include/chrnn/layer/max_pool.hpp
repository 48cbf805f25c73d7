/// Max pooling.
#pragma once

#include <chrnn/layer/option.hpp>
#include <chrnn/layer/pooling.hpp>
#include <chrnn/tensor/window.hpp>

namespace chrnn::CHRNN_ABI {

/// The maximum of every `Kernel` x `Kernel` window; the output extent is rounded up, so that a window may hang over the
/// edge (spec section 3), but not begin behind it. [C, R, S] -> [C, ceil((R - Kernel) / stride) + 1, ...], one less
/// where the last window would hold nothing. With `pad<n>` windows hang over both edges, by n at most, and the extent
/// is rounded down, as a convolution's and PyTorch's: floor((R + 2 n - Kernel) / stride) + 1. Options: `stride<n>` (1),
/// `pad<n>` (0), at most half of the window.
template <index_t Kernel, class... Options>
struct max_pool : layer {
    static constexpr std::string_view kind = "pool";
    static constexpr activations backward_reads = activations::none;
    static constexpr bool saves_for_backward_only = true;
    using placed = detail::placement<Options...>;
    static_assert(placed::bias, "chrnn: max_pool has no bias that it could do without");

    /// How many windows there are along an axis of `n`.
    static constexpr index_t count(index_t n) {
        return window{.kernel = Kernel, .stride = placed::stride, .pad = placed::pad, .overhang = placed::pad == 0}
            .count(n);
    }

    template <feature_shape In>
    static consteval feature_shape output() {
        check_one_scale<In, "max_pool">();
        if constexpr (Kernel < 1)
            mistake<sentence("max_pool<", Kernel, ">: a window is at least 1x1")>();
        else if constexpr (Kernel > In.rows() || Kernel > In.columns())
            mistake<sentence("max_pool: the window ", Kernel, "x", Kernel, " is larger than its input ", In.text())>();
        else if constexpr (2 * placed::pad > Kernel)
            mistake<sentence("max_pool: the option pad<", placed::pad, "> is more than half of its window ", Kernel,
                             "x", Kernel)>();
        return {In.channels, count(In.rows()), count(In.columns())};
    }
    template <feature_shape In>
    static constexpr index_t saved(index_t samples) {
        return output<In>().size() * samples;
    }
    template <feature_shape In>
    static constexpr region_box footprint(region_box out) {
        return {detail::read_through<windows<In.rows()>>(out.rows),
                detail::read_through<windows<In.columns()>>(out.columns)};
    }
    static std::string text() {
        return std::to_string(Kernel) + "x" + std::to_string(Kernel) + ", stride " + std::to_string(placed::stride) +
               (placed::pad == 0 ? "" : ", pad " + std::to_string(placed::pad));
    }

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        using T = typename Pass::scalar;
        using planes = pooling<In.scale[0]>;
        p.on.template parallel_for_planes<T>(p.samples * In.channels, planes::outputs,
                                             detail::choose_winners<planes, T>{p.x, p.y, p.saved});
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        using T = typename Pass::scalar;
        using planes = pooling<In.scale[0]>;
        p.on.template parallel_for_planes<T>(p.samples * In.channels, planes::inputs,
                                             detail::reward_winners<planes, T>{p.dy, p.saved, p.dx});
    }

    template <index_t Extent>
    struct windows {
        static constexpr index_t outputs = count(Extent), kernel = Kernel, stride = placed::stride, pad = placed::pad;
        CHRNN_INLINE static constexpr detail::axis_range window(index_t i) {
            index_t const begin = i * stride - pad, end = begin + Kernel;
            return {begin > 0 ? begin : 0, end < Extent ? end : Extent};
        }
        CHRNN_INLINE static constexpr detail::axis_range over(index_t r) {
            index_t const at = r + pad, last = at / stride;
            return {at < Kernel ? 0 : (at - Kernel) / stride + 1, last < outputs ? last + 1 : outputs};
        }
    };
    template <grid From>
    struct pooling {
        using one = detail::plane_pooling<From, grid(count(From.rows), count(From.columns)), windows<From.rows>,
                                          windows<From.columns>>;
        static constexpr index_t inputs = one::inputs, outputs = one::outputs;

        template <class Act>
        CHRNN_INLINE static constexpr void each(index_t plane, Act const& act) {
            act(one{}, index_t{0}, plane * outputs);
        }
    };
};

} // namespace chrnn::CHRNN_ABI
