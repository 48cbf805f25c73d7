/// The cell on one front of regions: kernels for one step forward and for its gradient.
#pragma once

#include <chrnn/layer/scale.hpp>
#include <chrnn/layer/scale_context.hpp>

#include <limits>

namespace chrnn::CHRNN_ABI::detail {

/// The kernels of `Scale`, run over the rows of a front (direction, place, sample) and H columns.
template <class Scale>
struct cell_step {
    using traits = typename Scale::traits;
    using row_of = typename Scale::row_of;
    template <class T>
    using memory = typename Scale::template memory<T>;
    template <class T>
    using adjoints = typename Scale::template adjoints<T>;
    static constexpr index_t G = Scale::G, H = Scale::H, C = Scale::C, K = Scale::K;
    static constexpr bool is_local = Scale::is_local;

    /// The gates and the neighbours' states of a region, and the parameters of its direction, as the cell's equations
    /// name them.
    template <class V, class T>
    CHRNN_INLINE static void read(typename traits::template values<V>& values, memory<T> const& m, T const* weights,
                                  row_of const& r, index_t column) {
        [&]<class... Gate>(names<Gate...>) {
            index_t g = 0;
            ((values.template get<Gate>() = simd_traits<V>::load(m.gates + r.offset * G * H + g++ * H + column)), ...);
        }(typename traits::gate_names{});
        read_neighbours<V>(typename traits::row_names{}, values, m, r, r.row_before, column);
        read_neighbours<V>(typename traits::column_names{}, values, m, r, r.column_before, column);
        [&]<class... Name>(names<Name...>) {
            index_t k = 0;
            ((values.template get<Name>() =
                  simd_traits<V>::load(weights + Scale::per_channel(k++, r.direction) + column)),
             ...);
            (void)k;
        }(typename traits::per_channel_names{});
    }

    /// One step of the cell on front `d`: products, bias and scale context to gates, these and the neighbours'
    /// states to states, h also to where later fronts read it.
    template <class T>
    struct forward {
        Scale of;
        memory<T> m;
        T const* weights; ///< all of the scale
        scale_context<T> context;
        index_t d, n, first; ///< first: the direction of the first row

        struct of_row {
            forward const& step;
            row_of r;
            T const* terms[most_scales]; ///< of the scale context, [H] each

            template <class V>
            CHRNN_INLINE void operator()(index_t column) const {
                memory<T> const& m = step.m;
                typename traits::template values<V> values;
                complete_gates<V>(column);
                read<V>(values, m, step.weights, r, column);
                constexpr auto equations = Scale::cell_type::equations;
                equations.forward(values);
                [&]<class... State>(names<State...>) {
                    index_t s = 0;
                    (simd_traits<V>::store(m.states[s++] + r.offset * H + column,
                                           limited<State>(values.template get<State>())),
                     ...);
                }(typename traits::state_names{});
                if constexpr (!is_local) {
                    V const h = values.template get<state<"h">>();
                    for (index_t k = 0; k < K; ++k)
                        if (r.after[k] >= 0) simd_traits<V>::store(m.neighbours + (r.after[k] * K + k) * H + column, h);
                }
            }

            /// A state that later regions can multiply. The sum of two cells at every step grows with the number of
            /// paths, in eq. 19 beyond float on a grid of 244 x 244; h has long been at its limit then, but infinity
            /// times an adjoint of 0 is no number. The gradient takes no notice.
            template <class State, class V>
            CHRNN_INLINE static V limited(V state) {
                if constexpr (traits::state_names::template place<State>() == traits::output) return state;
                V const most = simd_traits<V>::fill(square_root_of_largest),
                        least = simd_traits<V>::fill(-square_root_of_largest);
                return if_less(state, least, least, if_less(most, state, most, state));
            }
            static constexpr T square_root_of_largest = [] {
                T power = 1;
                for (int i = 0; i < std::numeric_limits<T>::max_exponent / 2; ++i) power *= 2;
                return power;
            }();

            /// Adds the bias and the scale context, which is the same for every gate.
            template <class V>
            CHRNN_INLINE void complete_gates(index_t column) const {
                T const* const bias = step.weights + Scale::bias_offset;
                V s = simd_traits<V>::fill(0);
                for (index_t j = 0; j < step.context.count; ++j) s = s + simd_traits<V>::load(terms[j] + column);
                for (index_t g = 0; g < G; ++g) {
                    T* const gate = step.m.gates + r.offset * G * H + g * H + column;
                    V const with_bias = s + simd_traits<V>::load(bias + (r.direction * G + g) * H + column);
                    simd_traits<V>::store(gate, simd_traits<V>::load(gate) + with_bias);
                }
            }
        };
        CHRNN_INLINE of_row row(index_t i) const {
            of_row one{*this, row_of(of, i, d, n, first, m.begin), {}};
            for (index_t j = 0; j < context.count; ++j) {
                index_t const from = coarse_region(one.r.region, of.extent, context.terms[j].coarse);
                one.terms[j] = context.terms[j].term + (from * n + one.r.sample) * H;
            }
            return one;
        }
    };

    /// The gradient of `forward`: from the gradients of the states to those of the gates, of the neighbours' states
    /// and, region by region, of the cell's parameters.
    template <class T>
    struct backward {
        Scale of;
        memory<T> m;
        adjoints<T> a;
        T const* weights;
        T const* d_output; ///< [regions, n, H]
        index_t d, n, first;

        struct of_row {
            backward const& step;
            row_of r;

            template <class V>
            CHRNN_INLINE void operator()(index_t column) const {
                memory<T> const& m = step.m;
                adjoints<T> const& a = step.a;
                typename traits::template values<V> values;
                read<V>(values, m, step.weights, r, column);
                auto adjoint = zeros<V>(typename traits::all_names{});
                V dh = simd_traits<V>::load(step.d_output + r.in_image * H + column);
                if constexpr (!is_local) {
                    for (index_t k = 0; k < K; ++k)
                        if (r.after[k] >= 0)
                            dh = dh + simd_traits<V>::load(a.neighbours + (r.after[k] * K + k) * H + column);
                    adjoint.template get<state<"h">>() = dh;
                    gather<V>(typename traits::row_names{}, adjoint, a.row, r.row_after, column);
                    gather<V>(typename traits::column_names{}, adjoint, a.column, r.column_after, column);
                } else {
                    adjoint.template get<state<"h">>() = dh;
                }
                constexpr auto equations = Scale::cell_type::equations;
                equations.backward(values, adjoint);
                [&]<class... Gate>(names<Gate...>) {
                    index_t g = 0;
                    (simd_traits<V>::store(m.gates + r.offset * G * H + g++ * H + column, adjoint.template get<Gate>()),
                     ...);
                }(typename traits::gate_names{});
                scatter<V>(typename traits::row_names{}, adjoint, a.row, r, column);
                scatter<V>(typename traits::column_names{}, adjoint, a.column, r, column);
                scatter<V>(typename traits::per_channel_names{}, adjoint, a.per_channel, r, column);
            }
        };
        CHRNN_INLINE of_row row(index_t i) const { return {*this, row_of(of, i, d, n, first, m.begin)}; }
    };

  private:
    template <class V, class... Name>
    CHRNN_INLINE static auto zeros(names<Name...>) {
        slots<V, Name...> all;
        ((all.template get<Name>() = simd_traits<V>::fill(0)), ...);
        return all;
    }
    /// The state that a neighbour's name stands for, and its place among the cell's states.
    template <class Name>
    using state_of = typename Name::template as<role::state>;
    template <class Name>
    static constexpr index_t state_index = traits::state_names::template place<state_of<Name>>();

    template <class V, class... Name, class T>
    CHRNN_INLINE static void read_neighbours(names<Name...>, typename traits::template values<V>& values,
                                             memory<T> const& m, row_of const& r, index_t neighbour, index_t column) {
        auto const read = [&]<class One>(One) {
            if constexpr (is_local)
                return simd_traits<V>::fill(T(Scale::local_share(One{}))) *
                       simd_traits<V>::load(m.inputs + r.offset * C + column);
            else
                return neighbour < 0 ? simd_traits<V>::fill(0)
                                     : simd_traits<V>::load(m.states[state_index<One>] + neighbour * H + column);
        };
        ((values.template get<Name>() = read(Name{})), ...);
        (void)read;
    }
    /// Adds to the adjoints of states what the neighbour at `next` passes back to them.
    template <class V, class... Name, class Adjoint, class T>
    CHRNN_INLINE static void gather(names<Name...>, Adjoint& adjoint, T* const* from, index_t next, index_t column) {
        if (next < 0) return;
        index_t k = 0;
        auto const add = [&](V& to) { to = to + simd_traits<V>::load(from[k++] + next * H + column); };
        (add(adjoint.template get<state_of<Name>>()), ...);
        (void)add;
    }
    template <class V, class... Name, class Adjoint, class T>
    CHRNN_INLINE static void scatter(names<Name...>, Adjoint const& adjoint, T* const* to, row_of const& r,
                                     index_t column) {
        index_t k = 0;
        auto const put = [&](V value) { simd_traits<V>::store(to[k++] + r.offset * H + column, value); };
        (put(adjoint.template get<Name>()), ...);
        (void)put;
    }
};

} // namespace chrnn::CHRNN_ABI::detail
