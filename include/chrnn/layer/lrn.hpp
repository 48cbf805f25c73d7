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
    static std::string text() { return "across " + std::to_string(Channels) + " channels"; }

    template <signal In, class Pass>
    static void forward(Pass const& p) {
        constexpr index_t area = In.scale[0].regions();
        using T = std::remove_const_t<std::remove_pointer_t<decltype(p.y)>>;
        p.on.template sweep<T>(p.samples * In.channels, area, [x = p.x, y = p.y]<class L>(index_t row, index_t column) {
            L const s = denominator<In, L>(x, row, column);
            L const r = reciprocal_sqrt(s);
            lane<L>::store(y + row * area + column, lane<L>::load(x + row * area + column) * r * root(r));
        });
    }

    /// dx = dy / s^0.75 - 1.5 alpha / n x (sum over the channels around of dy y / s).
    template <signal In, class Pass>
    static void backward(Pass const& p) {
        constexpr index_t area = In.scale[0].regions();
        using T = std::remove_const_t<std::remove_pointer_t<decltype(p.y)>>;
        p.on.template sweep<T>(p.samples * In.channels, area,
                               [x = p.x, y = p.y, dy = p.dy, share = p.scratch]<class L>(index_t row, index_t column) {
                                   index_t const i = row * area + column;
                                   lane<L>::store(share + i, lane<L>::load(dy + i) * lane<L>::load(y + i) /
                                                                 denominator<In, L>(x, row, column));
                               });
        p.on.template sweep<T>(
            p.samples * In.channels, area,
            [x = p.x, dy = p.dy, dx = p.dx, share = p.scratch]<class L>(index_t row, index_t column) {
                index_t const i = row * area + column;
                L const r = reciprocal_sqrt(denominator<In, L>(x, row, column));
                L const around = sum_around<In, L>(row, column, [=](index_t j) { return lane<L>::load(share + j); });
                L const factor = lane<L>::fill(static_cast<T>(1.5 * alpha / Channels));
                lane<L>::store(dx + i, lane<L>::load(dy + i) * r * root(r) - factor * lane<L>::load(x + i) * around);
            });
    }

  private:
    template <class L>
    CHRNN_INLINE static L root(L a) {
        using std::sqrt;
        return sqrt(a);
    }
    /// The sum of `of(offset)` over the channels around that of `row`.
    template <signal In, class L, class Of>
    CHRNN_INLINE static L sum_around(index_t row, index_t column, Of const& of) {
        constexpr index_t area = In.scale[0].regions();
        index_t const channel = row % In.channels;
        index_t const begin = channel < Channels / 2 ? -channel : -(Channels / 2);
        index_t const end = channel + Channels / 2 >= In.channels ? In.channels - 1 - channel : Channels / 2;
        L sum = lane<L>::fill(0);
        for (index_t j = begin; j <= end; ++j) sum = sum + of((row + j) * area + column);
        return sum;
    }
    template <signal In, class L, class T>
    CHRNN_INLINE static L denominator(T const* x, index_t row, index_t column) {
        L const squares = sum_around<In, L>(row, column, [x](index_t i) {
            L const a = lane<L>::load(x + i);
            return a * a;
        });
        return lane<L>::fill(1) + lane<L>::fill(static_cast<T>(alpha / Channels)) * squares;
    }
};

} // namespace chrnn
