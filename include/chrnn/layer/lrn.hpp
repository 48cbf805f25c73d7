/// Local response normalisation across channels.
#pragma once

#include <chrnn/layer/layer.hpp>

namespace chrnn {

/// y = x / s^0.75 with s = 1 + 1e-4 / `Channels` times the sum of x^2 over the `Channels` channels around
/// (Krizhevsky et al., NIPS 2012; spec section 3: n = 5, alpha = 1e-4, beta = 0.75, k = 1).
template <index_t Channels = 5>
struct lrn : layer {
    static_assert(Channels % 2 == 1, "chrnn: lrn normalises over an odd number of channels");
    static constexpr std::string_view kind = "norm";
    static constexpr double alpha = 1e-4;

    template <signal In>
    static consteval signal output() {
        check_one_scale<In, "lrn">();
        return In;
    }
    template <signal In>
    static constexpr index_t scratch(index_t samples) {
        return In.size() * samples;
    }
    template <signal In>
    static constexpr region_box footprint(region_box out) {
        return out;
    }
    static std::string text() { return "across " + std::to_string(Channels) + " channels"; }

    template <signal In, class Pass>
    static void forward(Pass const& p) {
        using T = typename Pass::scalar;
        p.on.template sweep<T>(p.samples * In.channels, In.scale[0].regions(),
                               normalise<In.channels, In.scale[0].regions(), T>{p.x, p.y});
    }
    /// dx = dy / s^0.75 - 1.5 alpha / n x (sum over the channels around of dy y / s).
    template <signal In, class Pass>
    static void backward(Pass const& p) {
        using T = typename Pass::scalar;
        index_t const planes = p.samples * In.channels;
        p.on.template sweep<T>(planes, In.scale[0].regions(),
                               share_gradient<In.channels, In.scale[0].regions(), T>{p.x, p.dy, p.scratch});
        p.on.template sweep<T>(planes, In.scale[0].regions(),
                               pass_back<In.channels, In.scale[0].regions(), T>{p.x, p.dy, p.scratch, p.dx});
    }

    // Kernels over planes (sample, one of `Depth` channels) and `Area` positions.

    template <index_t Depth, index_t Area, class T>
    struct normalise {
        T const* x;
        T* y;

        template <class L>
        CHRNN_INLINE void operator()(index_t plane, index_t column) const {
            index_t const i = plane * Area + column;
            L const r = reciprocal_sqrt(denominator<Depth, Area, L>(x, plane, column));
            lane<L>::store(y + i, lane<L>::load(x + i) * cubed_sqrt(r));
        }
    };
    /// What a number passes to its neighbours: dy y / s. (y itself may have been overwritten by a layer behind.)
    template <index_t Depth, index_t Area, class T>
    struct share_gradient {
        T const *x, *dy;
        T* share;

        template <class L>
        CHRNN_INLINE void operator()(index_t plane, index_t column) const {
            index_t const i = plane * Area + column;
            L const r = reciprocal_sqrt(denominator<Depth, Area, L>(x, plane, column));
            L const y = lane<L>::load(x + i) * cubed_sqrt(r);
            lane<L>::store(share + i, lane<L>::load(dy + i) * y * r * r);
        }
    };
    template <index_t Depth, index_t Area, class T>
    struct pass_back {
        T const *x, *dy, *share;
        T* dx;

        template <class L>
        CHRNN_INLINE void operator()(index_t plane, index_t column) const {
            index_t const i = plane * Area + column;
            L const r = reciprocal_sqrt(denominator<Depth, Area, L>(x, plane, column));
            L const around =
                sum_around<Depth, Area, L>(plane, column, [&](index_t j) { return lane<L>::load(share + j); });
            L const factor = lane<L>::fill(static_cast<T>(1.5 * alpha / Channels));
            lane<L>::store(dx + i, lane<L>::load(dy + i) * cubed_sqrt(r) - factor * lane<L>::load(x + i) * around);
        }
    };

    /// r^1.5, from which s^-0.75 is made, with r = s^-0.5: without a division.
    template <class L>
    CHRNN_INLINE static L cubed_sqrt(L r) {
        return r * r * reciprocal_sqrt(r);
    }
    /// The sum of `of(offset)` over the channels around that of `plane`.
    template <index_t Depth, index_t Area, class L, class Of>
    CHRNN_INLINE static constexpr L sum_around(index_t plane, index_t column, Of const& of) {
        constexpr index_t reach = Channels / 2;
        index_t const channel = plane % Depth;
        index_t const begin = channel < reach ? -channel : -reach;
        index_t const end = channel + reach >= Depth ? Depth - 1 - channel : reach;
        L sum = lane<L>::fill(0);
        for (index_t j = begin; j <= end; ++j) sum = sum + of((plane + j) * Area + column);
        return sum;
    }
    template <index_t Depth, index_t Area, class L, class T>
    CHRNN_INLINE static constexpr L denominator(T const* x, index_t plane, index_t column) {
        L const squares = sum_around<Depth, Area, L>(plane, column, [&](index_t i) {
            L const a = lane<L>::load(x + i);
            return a * a;
        });
        return lane<L>::fill(1) + lane<L>::fill(static_cast<T>(alpha / Channels)) * squares;
    }
};

} // namespace chrnn
