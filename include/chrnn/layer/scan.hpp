/// The scan of one scale: all its regions in all directions, forward and backward, in the backend's verbs.
#pragma once

#include <chrnn/layer/cluster_scan.hpp>
#include <chrnn/layer/parameter_gradient.hpp>
#include <chrnn/layer/scan_kernels.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Forward and backward of the scan of `Scale`, on `n` samples. The directions are independent until they are summed,
/// so a backend may compute them at once or one after another. `scratch` is for packed weights.
template <class Scale>
struct scan {
    static constexpr index_t D = Scale::D, G = Scale::G, H = Scale::H, C = Scale::C, K = Scale::K;
    using kernels = scan_kernels<Scale>;

    Scale of;

    /// How many directions a forward pass on this backend computes at once, each in memory of its own.
    template <class Backend>
    static constexpr index_t at_once(Backend& on) {
        return on.concurrent(D, G * H);
    }

    /// all.output = the sum over the directions of h.
    template <class Backend, class T>
    void forward(Backend& on, index_t n, typename Scale::template memory<T> const& all, T const* weights, T* scratch,
                 scale_view<T const> x, scale_context<T> const& context) const {
        index_t const P = of.regions();
        each_group(at_once(on), [&](index_t first, index_t count) {
            auto const m = all.of_group(first);
            index_t const own = first - m.begin; // place of the first among the directions in memory
            on.parallel_for_2d(count * P * n, C, typename kernels::template order_inputs<T>{of, m, x, n, first});
            if constexpr (!Scale::is_local && K > 0)
                on.template parallel_for_simd<T>(count * P * n, H,
                                                 typename kernels::template clear_borders<T>{of, m, n, first});
            auto const input =
                on.template pack_rhs<reading::transposed>(count, input_weights(weights).from(first), scratch);
            on.template multiply<reading::plain, false>(count, of.whole(m.gates, n, G * H).from(own),
                                                        of.whole(m.inputs, n, C).from(own), input);
            typename cell_step<Scale>::template forward<T> on_front{of, m, weights, context, 0, n, first};
            auto const step = [&](index_t d) {
                on_front.d = d;
                on.template parallel_for_simd<T>(count * of.length(d) * n, H, on_front);
            };
            if (cluster_scan<Scale>::run(on, on_front, count)) {
                // all fronts at once
            } else if constexpr (K > 0) {
                auto const packed =
                    on.template pack_rhs<reading::transposed>(count, recurrent_weights(weights).from(first), scratch);
                for (index_t d = 0; d < of.fronts(); ++d) {
                    if (d > 0 || Scale::is_local)
                        on.template multiply<reading::plain, true>(count, of.on_front(m.gates, d, n, G * H).from(own),
                                                                   of.on_front(m.neighbours, d, n, K * H).from(own),
                                                                   packed);
                    step(d);
                }
            } else {
                for (index_t d = 0; d < of.fronts(); ++d) step(d);
            }
            on.template parallel_for_simd<T>(P * n, H,
                                             typename kernels::template sum_directions<T>{of, m, n, first, count});
        });
    }

    /// Turns m.gates into their gradients; finds the gradient of the parameters and dx, if there are such.
    template <class Backend, class T>
    void backward(Backend& on, index_t n, typename Scale::template memory<T> const& m,
                  typename Scale::template adjoints<T> const& a, T const* d_output, T const* weights,
                  parameter_gradient<T> const& gradient, T* scratch, scale_view<T> dx) const {
        index_t const P = of.regions();
        each_group(on.concurrent(D, K > 0 ? K * H : G * H), [&](index_t first, index_t count) {
            typename cell_step<Scale>::template backward<T> on_front{of, m, a, weights, d_output, 0, n, first};
            auto const step = [&](index_t d) {
                on_front.d = d;
                on.template parallel_for_simd<T>(count * of.length(d) * n, H, on_front);
            };
            if (cluster_scan<Scale>::run(on, on_front, count)) {
                // all fronts at once
            } else if constexpr (K > 0) {
                auto const packed =
                    on.template pack_rhs<reading::plain>(count, recurrent_weights(weights).from(first), scratch);
                for (index_t d = of.fronts() - 1; d >= 0; --d) {
                    step(d);
                    if (d > 0 || Scale::is_local)
                        on.template multiply<reading::plain, false>(
                            count, of.on_front(a.neighbours, d, n, K * H).from(first),
                            of.on_front(m.gates, d, n, G * H).from(first), packed);
                }
            } else {
                for (index_t d = of.fronts() - 1; d >= 0; --d) step(d);
            }
        });
        auto const d_gates = of.whole(m.gates, n, G * H);
        if (gradient) find_gradient(on, n, m, a, d_gates, gradient);
        if (!dx.data) return;
        on.template multiply<reading::plain, reading::plain, false>(D, of.whole(a.inputs, n, C), d_gates,
                                                                    input_weights(weights));
        if constexpr (Scale::is_local)
            on.template parallel_for_simd<T>(D * P * n, C, typename kernels::template add_local_gradient<T>{a});
        on.parallel_for_2d(P * n, C, typename kernels::template sum_input_gradients<T>{of, a, dx, n});
    }

    /// ds[region, sample] = the gradient of the scale context: that of every gate in every direction, added up.
    template <class Backend, class T>
    void context_gradient(Backend& on, index_t n, typename Scale::template memory<T> const& m, T* ds) const {
        on.template parallel_for_simd<T>(of.regions() * n, H,
                                         typename kernels::template context_gradient<T>{of, m, ds, n});
    }

  private:
    template <class Backend, class T>
    void find_gradient(Backend& on, index_t n, typename Scale::template memory<T> const& m,
                       typename Scale::template adjoints<T> const& a, matrices<T> const& d_gates,
                       parameter_gradient<T> const& to) const {
        if constexpr (K > 0) to.multiply(on, D, recurrent_weights(to.data), d_gates, of.whole(m.neighbours, n, K * H));
        to.multiply(on, D, input_weights(to.data), d_gates, of.whole(m.inputs, n, C));
        T* const vectors = to.begin(on, Scale::bias_offset, Scale::parameters - Scale::bias_offset);
        on.add_column_sums(D, vectors, d_gates); // the biases, and then the cell's own
        for (index_t k = 0; k < Scale::traits::per_channel; ++k)
            on.add_column_sums(D, to.data + Scale::per_channel(k, 0), of.whole(a.per_channel[k], n, H));
    }
    /// Calls `act(first, count)` for groups of `size` directions at a time.
    template <class Act>
    static void each_group(index_t size, Act const& act) {
        for (index_t first = 0; first < D; first += size) act(first, std::min(size, D - first));
    }
    template <class T>
    static constexpr matrices<T> recurrent_weights(T* weights) {
        return dense_matrices(weights, G * H, K * H);
    }
    template <class T>
    static constexpr matrices<T> input_weights(T* weights) {
        return dense_matrices(weights + Scale::input_offset, G * H, C);
    }
};

} // namespace chrnn::CHRNN_ABI::detail
