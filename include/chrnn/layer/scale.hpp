/// The recurrence on the regions of one scale: where its numbers lie, and the kernels on one anti-diagonal of them.
#pragma once

#include <chrnn/cell/cell.hpp>
#include <chrnn/layer/layer.hpp>
#include <chrnn/traverse/wavefront.hpp>

namespace chrnn {

/// What the regions read in place of their neighbours' states.
enum class context {
    recurrent, ///< their neighbours' states: the recurrence
    local      ///< their own input: the modified CNN of section IV.C.2
};

/// One scale of `Grid` regions with C = `Inputs` channels, H = `Hidden`, in `Directions`, for `Cell`.
///
/// Numbers lie in wavefront order, per direction, so that a diagonal of a direction is a matrix without gaps: row
/// (place * samples + sample) holds what belongs to one region of one sample.
template <cell Cell, class Directions, grid Grid, index_t Inputs, index_t Hidden, context Context>
struct scale {
    using traits = cell_traits<Cell>;
    using wave = wavefront<Grid>;
    using directions_type = Directions;
    static constexpr grid extent = Grid;
    static constexpr bool is_local = Context == context::local;
    static_assert(!is_local || Inputs == Hidden,
                  "chrnn: the modified CNN reads x in place of h, so it has as many of one as of the other");
    static_assert(traits::check());
    static constexpr index_t G = traits::gates, H = Hidden, C = Inputs, D = Directions::count, P = Grid.regions();
    static constexpr index_t diagonals = is_local ? 1 : wave::diagonals;
    /// The first place of diagonal d.
    static constexpr index_t first(index_t d) {
        if (is_local) return d == 0 ? 0 : P;
        return wave::first[static_cast<std::size_t>(d)];
    }

    // Parameters, in this order: for every direction the matrix [GH, 2H] that holds W^r and W^c side by side, then for
    // every direction W_x [GH, C], then for every direction b [GH].
    static constexpr index_t past_size = G * H * 2 * H, input_size = G * H * C, bias_size = G * H;
    static constexpr index_t input_offset = D * past_size, bias_offset = input_offset + D * input_size;
    static constexpr index_t parameters = bias_offset + D * bias_size;
    static constexpr index_t multiply_adds = D * P * G * H * (2 * H + C);

    /// How much of its own x a region of the modified CNN reads in place of one neighbour's state: x stands for h, and
    /// for the sum of the two neighbours' cells.
    template <role Role, fixed_string Name>
    static constexpr double local_share(symbol<Role, Name>) {
        return Name.view() == "h" ? 1.0 : 0.5;
    }

    /// What forward leaves for backward.
    template <class T>
    struct memory {
        T* inputs;                 ///< [D, P, n, C]: x in wavefront order
        T* past;                   ///< [D, P, n, 2H]: h of the row neighbour and of the column neighbour side by side
        T* gates;                  ///< [D, P, n, GH]: pre-activations z; backward puts their gradients in their place
        T* states[traits::states]; ///< [D, P, n, H] each
        T* output;                 ///< [regions, n, H]: h summed over the directions, regions in row-major order

        constexpr memory(carver<T>& room, index_t n) {
            inputs = room.take(D * P * n * C);
            past = room.take(D * P * n * 2 * H);
            gates = room.take(D * P * n * G * H);
            for (T*& state : states) state = room.take(D * P * n * H);
            output = room.take(P * n * H);
        }
    };
    /// What backward needs while it runs.
    template <class T>
    struct adjoints {
        T* past;                                    ///< [D, P, n, 2H]
        T* row[traits::row_names::count + 1];       ///< [D, P, n, H] for every state read of the row neighbour
        T* column[traits::column_names::count + 1]; ///< likewise of the column neighbour
        T* inputs;                                  ///< [D, P, n, C]

        constexpr adjoints(carver<T>& room, index_t n) {
            past = room.take(D * P * n * 2 * H);
            for (index_t k = 0; k < traits::row_names::count; ++k) row[k] = room.take(D * P * n * H);
            for (index_t k = 0; k < traits::column_names::count; ++k) column[k] = room.take(D * P * n * H);
            inputs = room.take(D * P * n * C);
        }
    };

    /// Diagonal `d` of a buffer [D, P, n, width], a matrix for every direction.
    template <class T>
    static constexpr matrices<T> diagonal(T* buffer, index_t d, index_t n, index_t width) {
        return {buffer + first(d) * n * width, (first(d + 1) - first(d)) * n, width, width, P * n * width};
    }
    /// All of a buffer [D, P, n, width], a matrix for every direction.
    template <class T>
    static constexpr matrices<T> whole(T* buffer, index_t n, index_t width) {
        return dense_matrices(buffer, P * n, width);
    }

    /// Which region a row of a kernel over one diagonal stands for.
    struct row_of {
        index_t direction, place, sample, offset; ///< offset: (direction * P + place) * n + sample

        CHRNN_INLINE constexpr row_of(index_t row, index_t d, index_t n) {
            index_t const width = first(d + 1) - first(d);
            sample = row % n;
            place = first(d) + row / n % width;
            direction = row / n / width;
            offset = (direction * P + place) * n + sample;
        }
        /// The offset of another place in the same direction and sample.
        CHRNN_INLINE constexpr index_t at(index_t other, index_t n) const {
            return (direction * P + other) * n + sample;
        }
    };

    /// The gates and the neighbours' states of a region, as the cell's equations name them.
    template <class L, class T>
    CHRNN_INLINE static void read(typename traits::template values<L>& values, memory<T> const& m, row_of const& r,
                                  index_t column, index_t n) {
        [&]<class... Gate>(names<Gate...>) {
            index_t g = 0;
            ((values.template get<Gate>() = lane<L>::load(m.gates + r.offset * G * H + g++ * H + column)), ...);
        }(typename traits::gate_names{});
        auto const& near = wave::neighbours[static_cast<std::size_t>(r.place)];
        read_neighbours<L>(typename traits::row_names{}, values, m, r, near.row, column, n);
        read_neighbours<L>(typename traits::column_names{}, values, m, r, near.column, column, n);
    }

    /// One step of the cell on diagonal `d`: gates and neighbours' states to states, h also to where the next diagonal
    /// reads it.
    template <class T>
    struct step {
        memory<T> m;
        index_t d, n;

        template <class L>
        CHRNN_INLINE void operator()(index_t row, index_t column) const {
            row_of const r(row, d, n);
            typename traits::template values<L> values;
            read<L>(values, m, r, column, n);
            Cell::step.forward(values);
            [&]<class... State>(names<State...>) {
                index_t s = 0;
                (lane<L>::store(m.states[s++] + r.offset * H + column, values.template get<State>()), ...);
            }(typename traits::state_names{});
            if constexpr (!is_local) {
                auto const& near = wave::neighbours[static_cast<std::size_t>(r.place)];
                L const h = values.template get<state<"h">>();
                if (near.row_next >= 0) lane<L>::store(m.past + r.at(near.row_next, n) * 2 * H + column, h);
                if (near.column_next >= 0) lane<L>::store(m.past + r.at(near.column_next, n) * 2 * H + H + column, h);
            }
        }
    };

    /// The gradient of `step`: from the gradients of the states to those of the gates and of the neighbours' states.
    template <class T>
    struct step_gradient {
        memory<T> m;
        adjoints<T> a;
        T const* d_output; ///< [regions, n, H]
        index_t d, n;

        template <class L>
        CHRNN_INLINE void operator()(index_t row, index_t column) const {
            row_of const r(row, d, n);
            typename traits::template values<L> values;
            read<L>(values, m, r, column, n);
            auto adjoint = zeros<L>(typename traits::all_names{});
            auto const& near = wave::neighbours[static_cast<std::size_t>(r.place)];
            index_t const region = wave::template region<Directions>[static_cast<std::size_t>(r.direction)]
                                                                    [static_cast<std::size_t>(r.place)];
            L dh = lane<L>::load(d_output + (region * n + r.sample) * H + column);
            if constexpr (!is_local) {
                if (near.row_next >= 0) dh = dh + lane<L>::load(a.past + r.at(near.row_next, n) * 2 * H + column);
                if (near.column_next >= 0)
                    dh = dh + lane<L>::load(a.past + r.at(near.column_next, n) * 2 * H + H + column);
            }
            adjoint.template get<state<"h">>() = dh;
            if constexpr (!is_local) {
                gather<L>(typename traits::row_names{}, adjoint, a.row, r, near.row_next, column, n);
                gather<L>(typename traits::column_names{}, adjoint, a.column, r, near.column_next, column, n);
            }
            Cell::step.backward(values, adjoint);
            [&]<class... Gate>(names<Gate...>) {
                index_t g = 0;
                (lane<L>::store(m.gates + r.offset * G * H + g++ * H + column, adjoint.template get<Gate>()), ...);
            }(typename traits::gate_names{});
            scatter<L>(typename traits::row_names{}, adjoint, a.row, r, column);
            scatter<L>(typename traits::column_names{}, adjoint, a.column, r, column);
        }
    };

  private:
    template <class L, class... Name>
    CHRNN_INLINE static auto zeros(names<Name...>) {
        slots<L, Name...> all;
        ((all.template get<Name>() = lane<L>::fill(0)), ...);
        return all;
    }
    /// The state that a neighbour's name stands for, and its place among the cell's states.
    template <role Role, fixed_string Name>
    static constexpr index_t state_index(symbol<Role, Name>) {
        return traits::state_names::template place<state<Name>>();
    }
    template <role Role, fixed_string Name>
    static constexpr state<Name> state_of(symbol<Role, Name>) {
        return {};
    }
    template <class L, class... Name, class T>
    CHRNN_INLINE static void read_neighbours(names<Name...>, typename traits::template values<L>& values,
                                             memory<T> const& m, row_of const& r, index_t neighbour, index_t column,
                                             index_t n) {
        if constexpr (is_local)
            ((values.template get<Name>() =
                  lane<L>::fill(T(local_share(Name{}))) * lane<L>::load(m.inputs + r.offset * C + column)),
             ...);
        else if (neighbour >= 0)
            ((values.template get<Name>() =
                  lane<L>::load(m.states[state_index(Name{})] + r.at(neighbour, n) * H + column)),
             ...);
        else
            ((values.template get<Name>() = lane<L>::fill(0)), ...);
    }
    template <class L, class... Name, class Adjoint, class T>
    CHRNN_INLINE static void gather(names<Name...>, Adjoint& adjoint, T* const* from, row_of const& r, index_t next,
                                    index_t column, index_t n) {
        if (next < 0) return;
        index_t k = 0;
        ((adjoint.template get<decltype(state_of(Name{}))>() = adjoint.template get<decltype(state_of(Name{}))>() +
                                                               lane<L>::load(from[k++] + r.at(next, n) * H + column)),
         ...);
    }
    template <class L, class... Name, class Adjoint, class T>
    CHRNN_INLINE static void scatter(names<Name...>, Adjoint const& adjoint, T* const* to, row_of const& r,
                                     index_t column) {
        index_t k = 0;
        (lane<L>::store(to[k++] + r.offset * H + column, adjoint.template get<Name>()), ...);
    }
};

} // namespace chrnn
