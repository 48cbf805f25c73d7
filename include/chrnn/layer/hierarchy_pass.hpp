/// The passes of a hierarchy: scale after scale, forward from coarse to fine and backward from fine to coarse.
#pragma once

#include <chrnn/layer/hierarchy_layout.hpp>
#include <chrnn/layer/scan.hpp>

namespace chrnn {

/// Forward and backward of the scales and links that `Layout` describes, for the numbers of one `Pass`.
template <class Layout, class Pass>
struct hierarchy_pass {
    using T = std::remove_pointer_t<decltype(Pass::saved)>;
    using scratch = typename Layout::template scratch<T>;
    static constexpr signal in = Layout::in, out = Layout::out;
    static constexpr index_t H = Layout::H;

    Pass const& p;
    index_t n = p.samples;
    scratch room{p.scratch, n};

    void forward() const {
        Layout::each([&]<index_t K>() { forward_scale<Layout::scales - 1 - K>(); });
    }

    void backward() const {
        Layout::each([&]<index_t I>() {
            p.on.for_each(in.scale[I].regions() * n, H,
                          [dy = p.dy + out.offset(I), to = room.d_output[I], n = n](index_t row) {
                              constexpr index_t P = in.scale[I].regions();
                              for (index_t k = 0; k < H; ++k)
                                  to[row * H + k] = dy[row % n * out.size() + k * P + row / n];
                          });
        });
        Layout::each([&]<index_t I>() { backward_scale<I>(); });
    }

  private:
    /// The scale context from the outputs of the coarser scales, its output, and that in the order of H (eq. 25).
    template <index_t I>
    void forward_scale() const {
        T* const h = Layout::template output<I>(p.saved, n).data;
        if constexpr (Layout::scans(I)) {
            scale_context<T> context;
            Layout::each([&]<index_t J>() {
                if constexpr (Layout::links && J > I) {
                    p.on.template multiply<reading::plain, reading::transposed, false>(
                        1, Layout::rows_of(J, room.terms[J], n), Layout::template output<J>(p.saved, n),
                        Layout::link(p.weights, J, I));
                    context.terms[context.count++] = {room.terms[J], in.scale[J]};
                }
            });
            scan<typename Layout::template scale_at<I>>::forward(
                p.on, n, Layout::template memory<I>(p.saved, n), p.weights + Layout::parameters_before(I),
                scale_signal<T const>{p.x + in.offset(I), in.size()}, context);
        } else {
            p.on.for_each(n, H, [x = p.x + in.offset(I), h](index_t sample) {
                for (index_t k = 0; k < H; ++k) h[sample * H + k] = x[sample * in.size() + k];
            });
        }
        p.on.for_each(in.scale[I].regions() * n, H, [y = p.y + out.offset(I), h, n = n](index_t row) {
            constexpr index_t P = in.scale[I].regions();
            for (index_t k = 0; k < H; ++k) y[row % n * out.size() + k * P + row / n] = h[row * H + k];
        });
    }

    template <index_t I>
    void backward_scale() const {
        if constexpr (!Layout::scans(I)) {
            if (p.dx)
                p.on.for_each(n, H, [dx = p.dx + in.offset(I), d_output = room.d_output[I]](index_t sample) {
                    for (index_t k = 0; k < H; ++k) dx[sample * in.size() + k] = d_output[sample * H + k];
                });
        } else {
            using part = typename Layout::template scale_at<I>;
            auto const m = Layout::template memory<I>(p.saved, n);
            carver<T> rest = room.rest;
            typename part::template adjoints<T> const a(rest, n);
            scan<part>::backward(p.on, n, m, a, room.d_output[I], p.weights + Layout::parameters_before(I),
                                 p.gradients + Layout::parameters_before(I),
                                 scale_signal<T>{p.dx ? p.dx + in.offset(I) : nullptr, in.size()});
            if constexpr (Layout::links && I + 1 < Layout::scales) {
                scan<part>::context_gradient(p.on, n, m, room.d_context);
                Layout::each([&]<index_t J>() {
                    if constexpr (J > I) backward_link<J, I>();
                });
            }
        }
    }

    /// The gradients of the link from J to I and of the output of J, from that of the scale context of I.
    template <index_t J, index_t I>
    void backward_link() const {
        static constexpr grid fine = in.scale[I], coarse = in.scale[J];
        p.on.template sweep<T>(
            coarse.regions() * n, H,
            [to = room.terms[J], from = room.d_context, n = n]<class L>(index_t row, index_t column) {
                L sum = lane<L>::fill(0);
                for (index_t region = 0; region < fine.regions(); ++region)
                    if (scale_context<T>::region(region, fine, coarse) == row / n)
                        sum = sum + lane<L>::load(from + (region * n + row % n) * H + column);
                lane<L>::store(to + row * H + column, sum);
            });
        auto const d_term = Layout::rows_of(J, room.terms[J], n);
        p.on.template multiply<reading::transposed, reading::plain, true>(1, Layout::link(p.gradients, J, I), d_term,
                                                                          Layout::template output<J>(p.saved, n));
        p.on.template multiply<reading::plain, reading::plain, true>(1, Layout::rows_of(J, room.d_output[J], n), d_term,
                                                                     Layout::link(p.weights, J, I));
    }
};

} // namespace chrnn
