/// ReLU, local response normalisation and max pooling in one pass over memory.
#pragma once

#include <chrnn/layer/lrn.hpp>
#include <chrnn/layer/max_pool.hpp>
#include <chrnn/layer/relu_lrn_pool_kernels.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// What `rectifier, lrn<Channels>, max_pool<Kernel, Options...>` compute, without a place in memory for what comes out
/// of the first two: it lives in a small cache, and is computed again in the backward pass. A network makes this of the
/// three.
template <index_t Channels, index_t Kernel, class... Options>
struct relu_lrn_pool : layer {
    using norm = lrn<Channels>;
    using pool = max_pool<Kernel, Options...>;
    static constexpr std::string_view kind = pool::kind;
    static constexpr index_t stands_for = 3; ///< layers of those that a user writes
    static constexpr activations backward_reads = activations::input;
    static constexpr bool saves_for_backward_only = true;

    template <feature_shape In>
    static consteval feature_shape output() {
        return pool::template output<norm::template output<In>()>();
    }
    template <feature_shape In>
    static constexpr index_t saved(index_t samples) {
        return pool::template saved<In>(samples);
    }
    template <feature_shape In>
    static constexpr region_box footprint(region_box out) {
        return pool::template footprint<In>(out);
    }
    static std::string text() { return "relu, norm " + norm::text() + ", " + pool::text(); }

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        using T = typename Pass::scalar;
        using kernel = normalise_and_choose<In, Channels, pool, T>;
        p.on.template parallel_for_planes<T>(p.samples * kernel::blocks::count, kernel::entries,
                                             kernel{{p.x}, p.y, p.saved});
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        using T = typename Pass::scalar;
        using kernel = pass_back_to_winners<In, Channels, pool, T>;
        p.on.template parallel_for_planes<T>(p.samples * kernel::blocks::count, kernel::entries,
                                             kernel{{p.x}, p.dy, p.saved, p.dx});
    }
};

} // namespace chrnn::CHRNN_ABI::detail
