/// The passes of a hierarchy: scale after scale, forward from coarse to fine and backward from fine to coarse.
#pragma once

#include <chrnn/layer/hierarchy_layout.hpp>
#include <chrnn/layer/scan.hpp>

namespace chrnn::inline CHRNN_ABI::detail {

/// Forward and backward of the scales and links that `Layout` describes, for the numbers of one `Pass`.
template <class Layout, class Pass>
struct hierarchy_pass {
    using T = typename Pass::scalar;
    using scratch = typename Layout::template scratch<T>;
    static constexpr feature_shape in = Layout::in, out = Layout::out;
    static constexpr index_t H = Layout::H;

    Pass const& p;
    index_t n = p.samples;
    scratch buffers{p.scratch, n};

    void forward() const {
        Layout::each([&]<index_t K>() { forward_scale<Layout::scales - 1 - K>(); });
    }

    void backward() const {
        Layout::each([&]<index_t I>() {
            p.on.parallel_for_2d(in.scale[I].regions() * n, H,
                                 rows_from_features<T>{of_scale<I>(p.dy, out), buffers.d_output[I], n, H});
        });
        Layout::each([&]<index_t I>() { backward_scale<I>(); });
    }

  private:
    /// Scale I within features of `shape`; none where there is no memory.
    template <index_t I, class U>
    static constexpr scale_view<U> of_scale(U* data, feature_shape const& shape) {
        return {data ? data + shape.offset(I) : nullptr, shape.size(), in.scale[I].regions()};
    }

    /// The scale context from the outputs of the coarser scales, its output, and that in the order of H (eq. 25).
    template <index_t I>
    void forward_scale() const {
        T* const h = Layout::template output<I>(p.saved, n).data;
        if constexpr (Layout::scans(I)) {
            scale_context<T> context;
            Layout::each([&]<index_t J>() {
                if constexpr (Layout::links && J > I) {
                    p.on.template multiply<reading::plain, reading::transposed, false>(
                        1, Layout::rows_of(J, buffers.terms[J], n), Layout::template output<J>(p.saved, n),
                        Layout::link(p.weights, J, I));
                    context.terms[context.count++] = {buffers.terms[J], in.scale[J]};
                }
            });
            scan<typename Layout::template scale_at<I>>::forward(p.on, n, Layout::template memory<I>(p.saved, n),
                                                                 p.weights + Layout::parameters_before(I),
                                                                 buffers.weights, of_scale<I>(p.x, in), context);
        } else {
            p.on.parallel_for_2d(n, H, rows_from_features<T>{of_scale<I>(p.x, in), h, n, H});
        }
        p.on.parallel_for_2d(in.scale[I].regions() * n, H, features_from_rows<T>{h, of_scale<I>(p.y, out), n, H});
    }

    template <index_t I>
    void backward_scale() const {
        if constexpr (!Layout::scans(I)) {
            if (p.dx)
                p.on.parallel_for_2d(n, H, features_from_rows<T>{buffers.d_output[I], of_scale<I>(p.dx, in), n, H});
        } else {
            using part = typename Layout::template scale_at<I>;
            auto const m = Layout::template memory<I>(p.saved, n);
            memory_layout<T> rest = buffers.rest;
            typename part::template adjoints<T> const a(rest, n);
            scan<part>::backward(p.on, n, m, a, buffers.d_output[I], p.weights + Layout::parameters_before(I),
                                 p.gradients + Layout::parameters_before(I), buffers.weights, of_scale<I>(p.dx, in));
            if constexpr (Layout::links && I + 1 < Layout::scales) {
                scan<part>::context_gradient(p.on, n, m, buffers.d_context);
                Layout::each([&]<index_t J>() {
                    if constexpr (J > I) backward_link<J, I>();
                });
            }
        }
    }

    /// The gradients of the link from J to I and of the output of J, from that of the scale context of I.
    template <index_t J, index_t I>
    void backward_link() const {
        p.on.template parallel_for_simd<T>(
            in.scale[J].regions() * n, H,
            term_gradient<in.scale[I], in.scale[J], T>{buffers.d_context, buffers.terms[J], n, H});
        auto const d_term = Layout::rows_of(J, buffers.terms[J], n);
        p.on.template multiply<reading::transposed, reading::plain, true>(1, Layout::link(p.gradients, J, I), d_term,
                                                                          Layout::template output<J>(p.saved, n));
        p.on.template multiply<reading::plain, reading::plain, true>(1, Layout::rows_of(J, buffers.d_output[J], n),
                                                                     d_term, Layout::link(p.weights, J, I));
    }
};

} // namespace chrnn::inline CHRNN_ABI::detail
