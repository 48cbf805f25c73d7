/// The scan of one scale: all its regions in all directions, forward and backward, in the backend's verbs.
#pragma once

#include <chrnn/layer/cell_step.hpp>

namespace chrnn {

/// One coarser scale's contribution to the scale context s (eq. 21): W h at the coarse regions, to be repeated.
template <class T>
struct context_term {
    T const* term; ///< [coarse regions, n, H]
    grid coarse;
};

/// The scale context of a scale: the sum of its terms at floor(r R_j / R_l), floor(q S_j / S_l).
template <class T>
struct scale_context {
    context_term<T> terms[most_scales];
    index_t count = 0;

    /// The coarse region that `region` of `fine` lies in.
    CHRNN_INLINE static constexpr index_t region(index_t region, grid fine, grid coarse) {
        index_t const r = region / fine.columns, q = region % fine.columns;
        return r * coarse.rows / fine.rows * coarse.columns + q * coarse.columns / fine.columns;
    }
};

/// The numbers of one scale within the signals of a batch: sample b's begin at `data + b * step`, [channels, regions].
template <class T>
struct scale_signal {
    T* data;
    index_t step;
};

/// Forward and backward of the scan of `Scale`, on `n` samples.
template <class Scale>
struct scan {
    static constexpr index_t D = Scale::D, P = Scale::P, G = Scale::G, H = Scale::H, C = Scale::C;
    using wave = typename Scale::wave;
    using directions = typename Scale::directions_type;

    /// m.output = the sum over the directions of h.
    template <class Backend, class T>
    static void forward(Backend& on, index_t n, typename Scale::template memory<T> const& m, T const* weights,
                        scale_signal<T const> x, scale_context<T> const& context) {
        order_inputs(on, n, m, x);
        begin_gates(on, n, m, weights, context);
        on.template multiply<reading::plain, reading::transposed, true>(
            D, Scale::whole(m.gates, n, G * H), Scale::whole(m.inputs, n, C), input_weights(weights));
        for (index_t d = 0; d < Scale::diagonals; ++d) {
            if (d > 0 || Scale::is_local)
                on.template multiply<reading::plain, reading::transposed, true>(
                    D, Scale::diagonal(m.gates, d, n, G * H), Scale::diagonal(m.past, d, n, 2 * H),
                    past_weights(weights));
            index_t const rows = D * (Scale::first(d + 1) - Scale::first(d)) * n;
            on.template sweep<T>(rows, H, typename cell_step<Scale>::template forward<T>{m, d, n});
        }
        on.template sweep<T>(P * n, H, [m, n]<class L>(index_t row, index_t column) {
            L sum = lane<L>::fill(0);
            for (index_t d = 0; d < D; ++d)
                sum = sum + lane<L>::load(m.states[Scale::traits::output] + place_row(d, row, n) * H + column);
            lane<L>::store(m.output + row * H + column, sum);
        });
    }

    /// Turns m.gates into their gradients; adds to the gradients of the parameters; writes dx, if there is one.
    template <class Backend, class T>
    static void backward(Backend& on, index_t n, typename Scale::template memory<T> const& m,
                         typename Scale::template adjoints<T> const& a, T const* d_output, T const* weights,
                         T* gradients, scale_signal<T> dx) {
        for (index_t d = Scale::diagonals - 1; d >= 0; --d) {
            index_t const rows = D * (Scale::first(d + 1) - Scale::first(d)) * n;
            on.template sweep<T>(rows, H, typename cell_step<Scale>::template backward<T>{m, a, d_output, d, n});
            if (d > 0 || Scale::is_local)
                on.template multiply<reading::plain, reading::plain, false>(D, Scale::diagonal(a.past, d, n, 2 * H),
                                                                            Scale::diagonal(m.gates, d, n, G * H),
                                                                            past_weights(weights));
        }
        auto const d_gates = Scale::whole(m.gates, n, G * H);
        on.template multiply<reading::transposed, reading::plain, true>(D, past_weights(gradients), d_gates,
                                                                        Scale::whole(m.past, n, 2 * H));
        on.template multiply<reading::transposed, reading::plain, true>(D, input_weights(gradients), d_gates,
                                                                        Scale::whole(m.inputs, n, C));
        on.add_column_sums(D, gradients + Scale::bias_offset, d_gates);
        if (!dx.data) return;
        on.template multiply<reading::plain, reading::plain, false>(D, Scale::whole(a.inputs, n, C), d_gates,
                                                                    input_weights(weights));
        if constexpr (Scale::is_local) add_local_gradient(on, n, a);
        on.for_each(P * n, C * D, [a, dx, n](index_t row) {
            index_t const region = row / n, sample = row % n;
            for (index_t c = 0; c < C; ++c) {
                T sum = 0;
                for (index_t d = 0; d < D; ++d) sum += a.inputs[place_row(d, row, n) * C + c];
                dx.data[sample * dx.step + c * P + region] = sum;
            }
        });
    }

    /// ds[region, sample] = the gradient of the scale context: that of every gate in every direction, added up.
    template <class Backend, class T>
    static void context_gradient(Backend& on, index_t n, typename Scale::template memory<T> const& m, T* ds) {
        on.template sweep<T>(P * n, H, [m, n, ds]<class L>(index_t row, index_t column) {
            L sum = lane<L>::fill(0);
            for (index_t d = 0; d < D; ++d)
                for (index_t g = 0; g < G; ++g)
                    sum = sum + lane<L>::load(m.gates + place_row(d, row, n) * G * H + g * H + column);
            lane<L>::store(ds + row * H + column, sum);
        });
    }

  private:
    template <class T>
    static constexpr matrices<T> past_weights(T* weights) {
        return dense_matrices(weights, G * H, 2 * H);
    }
    template <class T>
    static constexpr matrices<T> input_weights(T* weights) {
        return dense_matrices(weights + Scale::input_offset, G * H, C);
    }
    /// The row of direction `d` in wavefront order for row (region * n + sample).
    CHRNN_INLINE static index_t place_row(index_t d, index_t row, index_t n) {
        return (d * P + wave::template place_of<directions>(d, row / n)) * n + row % n;
    }

    /// m.inputs from x, and m.past where no neighbour will write it: zero, or x itself in the modified CNN.
    template <class Backend, class T>
    static void order_inputs(Backend& on, index_t n, typename Scale::template memory<T> const& m,
                             scale_signal<T const> x) {
        on.for_each(D * P * n, C, [m, x, n](index_t row) {
            index_t const d = row / (P * n), region = row / n % P, sample = row % n;
            index_t const at = place_row(d, row % (P * n), n), place = at / n % P;
            T* const to = m.inputs + at * C;
            T const* const from = x.data + sample * x.step + region;
            for (index_t c = 0; c < C; ++c) to[c] = from[c * P];
            T* const past = m.past + at * 2 * H;
            if constexpr (Scale::is_local) {
                for (index_t k = 0; k < H; ++k) past[k] = past[H + k] = to[k];
            } else {
                auto const position = wave::position(place, wave::diagonal(place));
                for (index_t k = 0; position.row == 0 && k < H; ++k) past[k] = 0;
                for (index_t k = 0; position.column == 0 && k < H; ++k) past[H + k] = 0;
            }
        });
    }

    /// m.gates = b + s.
    template <class Backend, class T>
    static void begin_gates(Backend& on, index_t n, typename Scale::template memory<T> const& m, T const* weights,
                            scale_context<T> const& context) {
        T const* const bias = weights + Scale::bias_offset;
        on.template sweep<T>(D * P * n, H, [m, n, context, bias]<class L>(index_t row, index_t column) {
            index_t const d = row / (P * n), region = row / n % P, sample = row % n;
            L s = lane<L>::fill(0);
            for (index_t j = 0; j < context.count; ++j) {
                auto const& [term, coarse] = context.terms[j];
                index_t const from = scale_context<T>::region(region, Scale::extent, coarse);
                s = s + lane<L>::load(term + (from * n + sample) * H + column);
            }
            T* const gates = m.gates + place_row(d, row % (P * n), n) * G * H + column;
            for (index_t g = 0; g < G; ++g)
                lane<L>::store(gates + g * H, s + lane<L>::load(bias + (d * G + g) * H + column));
        });
    }

    /// What the modified CNN's regions read in place of neighbours was their own x: its gradient is theirs.
    template <class Backend, class T>
    static void add_local_gradient(Backend& on, index_t n, typename Scale::template adjoints<T> const& a) {
        on.template sweep<T>(D * P * n, C, [a]<class L>(index_t row, index_t column) {
            T* const to = a.inputs + row * C + column;
            L sum = lane<L>::load(to) + lane<L>::load(a.past + row * 2 * H + column) +
                    lane<L>::load(a.past + row * 2 * H + H + column);
            auto const add = [&]<class... Name>(names<Name...>, T* const* from) {
                index_t k = 0;
                ((sum =
                      sum + lane<L>::fill(T(Scale::local_share(Name{}))) * lane<L>::load(from[k++] + row * H + column)),
                 ...);
            };
            add(typename Scale::traits::row_names{}, a.row);
            add(typename Scale::traits::column_names{}, a.column);
            lane<L>::store(to, sum);
        });
    }
};

} // namespace chrnn
