/// The recurrence on the regions of one scale: its extents, and where its numbers lie.
#pragma once

#include <chrnn/cell/cell.hpp>
#include <chrnn/layer/layer.hpp>
#include <chrnn/layer/memory_layout.hpp>
#include <chrnn/traverse/wavefront.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// What the regions read in place of their neighbours' states.
enum class context {
    recurrent, ///< their neighbours' states: the recurrence
    local      ///< their own input: the modified CNN of section IV.C.2
};

/// One scale of `extent` regions with C = `Inputs` channels, H = `Hidden`, in `Directions`, for `Cell`.
///
/// Numbers lie in wavefront order, per direction, so that a front of a direction is a matrix without gaps: row
/// (place * samples + sample) holds what belongs to one region of one sample. The extents are no part of the type, so
/// that the scales of a hierarchy share their code.
template <cell Cell, class Directions, index_t Inputs, index_t Hidden, context Context>
struct scale {
    using cell_type = Cell;
    using traits = cell_traits<Cell>;
    using directions_type = Directions;
    static constexpr bool is_local = Context == context::local;
    static_assert(!is_local || Inputs == Hidden,
                  "chrnn: the modified CNN reads x in place of h, so it has as many of one as of the other");
    static_assert(traits::check());
    static constexpr index_t G = traits::gates, H = Hidden, C = Inputs, D = Directions::count;
    using neighbours_type = typename Directions::neighbours;
    /// K: neighbours whose h the gates read, each through a matrix.
    static constexpr index_t K = traits::gates_read_input_only ? 0 : neighbours_type::count;
    static_assert(
        K > 0 || neighbours_type::count == neighbours_type::reads_row + neighbours_type::reads_column,
        "chrnn: with_corner and with_sides are for cells whose gates read their neighbours; of this one they read the "
        "input alone");
    /// Whether the equations' row and column neighbour are there, or are stood for by the other one.
    static constexpr bool has_row = neighbours_type::reads_row || traits::averages_neighbours,
                          has_column = neighbours_type::reads_column || traits::averages_neighbours;

    grid extent;

    CHRNN_INLINE constexpr wavefront<neighbours_type::fronts> wave() const { return {extent}; }
    CHRNN_INLINE constexpr index_t regions() const { return extent.regions(); }
    constexpr index_t fronts() const { return is_local ? 1 : wave().fronts(); }
    /// The first place of front d.
    CHRNN_INLINE constexpr index_t first(index_t d) const {
        if (is_local) return d == 0 ? 0 : regions();
        return wave().first(d);
    }
    /// Places on front d.
    CHRNN_INLINE constexpr index_t length(index_t d) const { return first(d + 1) - first(d); }

    // Parameters, in this order: for every direction the matrix [GH, KH] that holds those of the neighbours side by
    // side (W^r, W^c), then for every direction W_x [GH, C], then for every direction b [GH], then for each of the
    // cell's own, for every direction, [H].
    static constexpr index_t recurrent_size = G * H * K * H, input_size = G * H * C, bias_size = G * H;
    static constexpr index_t input_offset = D * recurrent_size, bias_offset = input_offset + D * input_size;
    static constexpr index_t per_channel_offset = bias_offset + D * bias_size;
    static constexpr index_t parameters = per_channel_offset + traits::per_channel * D * H;
    /// Where the cell's parameter `k` of direction `d` begins.
    static constexpr index_t per_channel(index_t k, index_t d) { return per_channel_offset + (k * D + d) * H; }
    constexpr index_t multiply_adds() const { return D * regions() * G * H * (K * H + C); }

    /// How much of its own x a region of the modified CNN reads in place of one neighbour's state: x stands for h, and
    /// for the sum of the neighbours' cells.
    template <class State>
    static constexpr double local_share(State) {
        constexpr bool is_row = State::part == role::row;
        if (!(is_row ? has_row : has_column)) return 0;
        return State::text() == "h" ? 1.0 : 1.0 / (has_row + has_column);
    }

    /// What forward works in, and leaves for backward. A prediction leaves nothing, so there the directions may take
    /// turns in memory for D of them or fewer.
    template <class T>
    struct memory {
        index_t directions;        ///< D: how many have space
        index_t begin = 0;         ///< the direction that every buffer begins with
        T* inputs;                 ///< [D, P, n, C]: x in wavefront order
        T* neighbours;             ///< [D, P, n, KH]: h of the neighbours side by side
        T* gates;                  ///< [D, P, n, GH]: pre-activations z; backward puts their gradients in their place
        T* states[traits::states]; ///< [D, P, n, H] each
        T* output;                 ///< [regions, n, H]: h summed over the directions, regions in row-major order

        constexpr memory(memory_layout<T>& memory, scale const& of, index_t n, T* to, index_t space_for = D)
            : directions(space_for), output(to) {
            index_t const rows = directions * of.regions() * n;
            inputs = memory.take(rows * C);
            neighbours = memory.take(rows * K * H);
            gates = memory.take(rows * G * H);
            for (T*& state : states) state = memory.take(rows * H);
        }
        /// The same while the directions from `first` on compute.
        constexpr memory of_group(index_t first) const {
            memory own = *this;
            if (directions < D) own.begin = first;
            return own;
        }
    };
    /// What backward needs while it runs.
    template <class T>
    struct adjoints {
        T* neighbours;                                ///< [D, P, n, KH]
        T* row[traits::row_names::count + 1]{};       ///< [D, P, n, H] for every state read of the row neighbour
        T* column[traits::column_names::count + 1]{}; ///< likewise of the column neighbour
        T* inputs;                                    ///< [D, P, n, C]
        T* per_channel[traits::per_channel + 1]{};    ///< [D, P, n, H] for each of the cell's parameters

        constexpr adjoints(memory_layout<T>& memory, scale const& of, index_t n) {
            index_t const P = of.regions();
            neighbours = memory.take(D * P * n * K * H);
            for (index_t k = 0; k < traits::row_names::count; ++k) row[k] = memory.take(D * P * n * H);
            for (index_t k = 0; k < traits::column_names::count; ++k) column[k] = memory.take(D * P * n * H);
            inputs = memory.take(D * P * n * C);
            for (index_t k = 0; k < traits::per_channel; ++k) per_channel[k] = memory.take(D * P * n * H);
        }
    };

    /// Front `d` of a buffer [D, P, n, width], a matrix for every direction.
    template <class T>
    constexpr matrices<T> on_front(T* buffer, index_t d, index_t n, index_t width) const {
        return {buffer + first(d) * n * width, length(d) * n, width, width, regions() * n * width};
    }
    /// All of a buffer [D, P, n, width], a matrix for every direction.
    template <class T>
    constexpr matrices<T> whole(T* buffer, index_t n, index_t width) const {
        return dense_matrices(buffer, regions() * n, width);
    }

    /// Which region a row of a kernel over front `d` of the directions from `first` on stands for, and where its
    /// numbers and its neighbours' lie: offsets are those of rows in buffers [D, regions, n, ...] whose first direction
    /// is `begin`, negative where there is no neighbour.
    struct row_of {
        index_t direction, sample, offset;
        index_t row_before, column_before; ///< of the neighbours before in the scan, whose states are read
        index_t row_after, column_after;   ///< of those after, who read this one's
        index_t after[K + 1];              ///< of those who read this one's h, each through its matrix
        index_t region;                    ///< of the image
        index_t in_image;                  ///< the offset in a buffer [regions, n, ...]

        CHRNN_INLINE constexpr row_of(scale const& of, index_t row, index_t d, index_t n, index_t first,
                                      index_t begin) {
            auto const wave = of.wave();
            index_t const width = of.length(d), number = row / n, place = of.first(d) + number % width;
            sample = row - number * n;
            direction = first + number / width;
            frame_position const here = wave.position(place, is_local ? wave.front_at(place) : d);
            auto const at = [&](index_t rows_on, index_t columns_on) {
                index_t const one = wave.place(here.row + rows_on, here.column + columns_on);
                return one < 0 ? one : ((direction - begin) * wave.regions() + one) * n + sample;
            };
            offset = ((direction - begin) * wave.regions() + place) * n + sample;
            row_before = neighbours_type::reads_row ? at(-1, 0) : has_row ? at(0, -1) : wave.none;
            column_before = neighbours_type::reads_column ? at(0, -1) : has_column ? at(-1, 0) : wave.none;
            row_after = neighbours_type::reads_row ? at(1, 0) : has_row ? at(0, 1) : wave.none;
            column_after = neighbours_type::reads_column ? at(0, 1) : has_column ? at(1, 0) : wave.none;
            for (index_t k = 0; k < K; ++k)
                after[k] = at(neighbours_type::back(k).row, neighbours_type::back(k).column);
            after[K] = wave.none;
            region = wave.template region<Directions>(direction, here);
            in_image = region * n + sample;
        }
    };
};

} // namespace chrnn::CHRNN_ABI::detail
