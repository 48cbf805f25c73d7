/// Max pooling.
#pragma once

#include <chrnn/layer/windowed_pool.hpp>

namespace chrnn::CHRNN_ABI {

/// The maximum of every `Kernel` x `Kernel` window; the output extent is rounded up, so that a window may hang over the
/// edge (spec section 3), but not begin behind it. [C, R, S] -> [C, ceil((R - Kernel) / stride) + 1, ...], one less
/// where the last window would hold nothing. With `pad<n>` windows hang over both edges, by n at most, and the extent
/// is rounded down, as a convolution's and PyTorch's: floor((R + 2 n - Kernel) / stride) + 1. Options: `stride<n>` (1),
/// `pad<n>` (0), at most half of the window; `rounded_up`, as Caffe always does, and `rounded_down`, as PyTorch.
template <index_t Kernel, class... Options>
struct max_pool : detail::windowed_pool<"max_pool", Kernel, Options...> {
    using base = detail::windowed_pool<"max_pool", Kernel, Options...>;
    static constexpr bool saves_for_backward_only = true;

    template <feature_shape In>
    static constexpr index_t saved(index_t samples) {
        return base::template output<In>().size() * samples;
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

    template <grid From>
    struct pooling {
        using rows = typename base::template windows<From.rows>;
        using columns = typename base::template windows<From.columns>;
        using one = detail::plane_pooling<From, grid(rows::outputs, columns::outputs), rows, columns>;
        static constexpr index_t inputs = one::inputs, outputs = one::outputs;

        template <class Act>
        CHRNN_INLINE static constexpr void each(index_t plane, Act const& act) {
            act(one{}, index_t{0}, plane * outputs);
        }
    };
};

} // namespace chrnn::CHRNN_ABI
