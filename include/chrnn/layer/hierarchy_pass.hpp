/// The passes of a hierarchy: scale after scale, forward from coarse to fine and backward from fine to coarse.
#pragma once

#include <chrnn/layer/hierarchy_layout.hpp>
#include <chrnn/layer/scan.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Forward and backward of the scales and links that `Layout` describes, for the numbers of one `Pass`.
template <class Layout, class Pass>
struct hierarchy_pass {
    using T = typename Pass::scalar;
    using scratch = typename Layout::template scratch<T>;
    using part = typename Layout::part;
    static constexpr feature_shape in = Layout::in, out = Layout::out;
    static constexpr index_t H = Layout::H;

    Pass const& p;
    index_t n = p.samples;
    index_t directions = p.saved ? part::D : scan<part>::at_once(p.on); ///< that have memory of their own
    scratch buffers{p.scratch, n, p.saved != nullptr, directions};
    parameter_gradient<T> gradient{p.gradients, p.adds_gradients};

    void forward() const {
        for (index_t I = Layout::scales - 1; I >= 0; --I) forward_scale(I);
    }

    void backward() const {
        for (index_t I = 0; I < Layout::scales; ++I)
            p.on.parallel_for_2d(in.scale[I].regions() * n, H,
                                 rows_from_features<T>{of_scale(I, p.dy, out), buffers.outputs[I], n, H});
        for (index_t I = 0; I < Layout::scales; ++I) backward_scale(I);
    }

  private:
    /// Scale I within features of `shape`; none where there is no memory.
    template <class U>
    static constexpr scale_view<U> of_scale(index_t I, U* data, feature_shape const& shape) {
        return {data ? data + shape.offset(I) : nullptr, shape.size(), in.scale[I].regions()};
    }
    T* output(index_t I) const { return p.saved ? Layout::output(I, p.saved, n) : buffers.outputs[I]; }
    /// The memory of the scan of scale I: all that training keeps, or in a prediction what the scales use in turn.
    typename part::template memory<T> memory(index_t I) const {
        if (p.saved) return Layout::memory(I, p.saved, n);
        memory_layout<T> rest = buffers.rest;
        return {rest, Layout::scale_at(I), n, output(I), directions};
    }

    /// The scale context from the outputs of the coarser scales, its output, and that in the order of H (eq. 25).
    void forward_scale(index_t I) const {
        if (Layout::scans(I))
            scan<part>{Layout::scale_at(I)}.forward(p.on, n, memory(I), p.weights + Layout::parameters_before(I),
                                                    buffers.weights, of_scale<T const>(I, p.x, in), context_of(I));
        else
            p.on.parallel_for_2d(n, H, rows_from_features<T>{of_scale(I, p.x, in), output(I), n, H});
        p.on.parallel_for_2d(in.scale[I].regions() * n, H,
                             features_from_rows<T>{output(I), of_scale(I, p.y, out), n, H});
    }
    scale_context<T> context_of(index_t I) const {
        scale_context<T> context;
        if constexpr (Layout::links)
            for (index_t J = I + 1; J < Layout::scales; ++J) {
                p.on.template multiply<reading::plain, reading::transposed, false>(
                    1, Layout::rows_of(J, buffers.terms[J], n), Layout::rows_of(J, output(J), n),
                    Layout::link(p.weights, J, I));
                context.terms[context.count++] = {buffers.terms[J], in.scale[J]};
            }
        return context;
    }

    void backward_scale(index_t I) const {
        if (!Layout::scans(I)) {
            if (p.dx)
                p.on.parallel_for_2d(n, H, features_from_rows<T>{buffers.outputs[I], of_scale(I, p.dx, in), n, H});
            return;
        }
        scan<part> const one{Layout::scale_at(I)};
        auto const m = memory(I);
        memory_layout<T> rest = buffers.rest;
        typename part::template adjoints<T> const a(rest, one.of, n);
        index_t const begin = Layout::parameters_before(I);
        one.backward(p.on, n, m, a, buffers.outputs[I], p.weights + begin, gradient.from(begin), buffers.weights,
                     of_scale(I, p.dx, in));
        if constexpr (Layout::links) {
            if (I + 1 < Layout::scales) one.context_gradient(p.on, n, m, buffers.d_context);
            for (index_t J = I + 1; J < Layout::scales; ++J) backward_link(J, I);
        }
    }

    /// The gradients of the link from J to I and of the output of J, from that of the scale context of I.
    void backward_link(index_t J, index_t I) const {
        p.on.template parallel_for_simd<T>(
            in.scale[J].regions() * n, H,
            term_gradient<T>{in.scale[I], in.scale[J], buffers.d_context, buffers.terms[J], n, H});
        auto const d_term = Layout::rows_of(J, buffers.terms[J], n);
        if (gradient)
            gradient.multiply(p.on, 1, Layout::link(gradient.data, J, I), d_term, Layout::rows_of(J, output(J), n));
        p.on.template multiply<reading::plain, reading::plain, true>(1, Layout::rows_of(J, buffers.outputs[J], n),
                                                                     d_term, Layout::link(p.weights, J, I));
    }
};

} // namespace chrnn::CHRNN_ABI::detail
