/// Max pooling of planes by windows, which max_pool and pyramid differ in.
#pragma once

#include <chrnn/layer/layer.hpp>
#include <chrnn/layer/row_pooling.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

/// What outputs `of` of an axis read through their windows, `Windows::window(i)`.
template <class Windows>
constexpr axis_range read_through(axis_range of) {
    return of.empty() ? of : axis_range{Windows::window(of.begin).begin, Windows::window(of.end - 1).end};
}

/// Number n of an array, or of one that is not there.
template <class T>
CHRNN_INLINE constexpr T* part_of(T* array, index_t n) {
    return array ? array + n : array;
}

/// Pools a plane of `From` into one of `To`. `Rows::window(i)` and `Columns::window(j)` are the windows of output row i
/// and column j; `Rows::over(r)` and `Columns::over(s)` are the outputs whose windows hold input row r and column s.
/// Where columns' windows are regular, `Columns::kernel` wide, but for the edge, and `Columns::stride` apart, it says
/// so, and by `Columns::pad` how far the first begins before the edge.
template <grid From, grid To, class Rows, class Columns>
struct plane_pooling {
    static constexpr index_t inputs = From.regions(), outputs = To.regions();
    static_assert(inputs <= index_t{1} << 24, "chrnn: a plane of more than 2^24 numbers cannot be pooled");
    static constexpr index_t width = From.columns, out_width = To.columns;

    /// Whether `a` at offset `i` takes the place of `best` at `j`: of equal numbers the first in memory wins, of
    /// several NaN the last column's last.
    template <class T, class Offset>
    CHRNN_INLINE static bool wins(T a, Offset i, T best, Offset j) {
        return (a > best) | ((a == best) & (i < j)) | (a != a);
    }
    /// One output of the numbers `x(offset)`: their maximum (a NaN, if there is one), and in `winner` the offset of
    /// that within the input plane, unless `winner` is null.
    template <class T, class X>
    CHRNN_INLINE static void forward(X const& x, T* y, T* winner, index_t output) {
        axis_range const rows = Rows::window(output / out_width), columns = Columns::window(output % out_width);
        index_t best_at = rows.begin * width + columns.begin;
        T best = x(best_at);
        for (index_t s = columns.begin; s < columns.end; ++s)
            for (index_t r = rows.begin; r < rows.end; ++r) {
                index_t const at = r * width + s;
                T const a = x(at);
                if (wins(a, at, best, best_at)) best = a, best_at = at;
            }
        y[output] = best;
        if (winner) winner[output] = static_cast<T>(best_at);
    }
    /// Whether `forward_row` can do a row together: where windows are regular, the first begins at the edge and it has
    /// room.
    static constexpr bool by_rows = width <= 2048 && requires { requires Columns::pad == 0; };
    /// The same for all outputs.
    template <class V, class T>
    static void forward(T const* x, T* y, T* winner) {
        if constexpr (by_rows) {
            for (index_t i = 0; i < To.rows; ++i)
                forward_row<V>(x + Rows::window(i).begin * width, y + i * out_width, part_of(winner, i * out_width), i);
        } else {
            for (index_t output = 0; output < outputs; ++output)
                forward([x](index_t i) { return x[i]; }, y, winner, output);
        }
    }
    /// The same for row `i` of the outputs, whose windows begin with the row of numbers at `x`.
    template <class V, class T>
    CHRNN_INLINE static void forward_row(T const* x, T* y, T* winner, index_t i) {
        axis_range const rows = Rows::window(i);
        row_pooling<width, out_width, Columns::kernel, Columns::stride, V>::run(x, rows.begin, rows.size(), y, winner);
    }
    /// dx += dy at the winners.
    template <class T>
    CHRNN_INLINE static void scatter(T const* dy, T const* winner, T* dx) {
        for (index_t output = 0; output < outputs; ++output) dx[static_cast<index_t>(winner[output])] += dy[output];
    }
    /// The same for those winners that lie in `rows` of the inputs, of which dx are those.
    template <class T>
    CHRNN_INLINE static void scatter(T const* dy, T const* winner, axis_range rows, T* dx) {
        index_t const begin = rows.begin * width, n = rows.size() * width;
        index_t const end = Rows::over(rows.end - 1).end * out_width;
        for (index_t output = Rows::over(rows.begin).begin * out_width; output < end; ++output) {
            index_t const input = static_cast<index_t>(winner[output]) - begin;
            if (0 <= input && input < n) dx[input] += dy[output];
        }
    }
    /// `sum` and what `scatter` adds to dx[input], in the same order.
    template <class T>
    CHRNN_INLINE static T gather(T const* dy, T const* winner, index_t input, T sum) {
        axis_range const rows = Rows::over(input / width), columns = Columns::over(input % width);
        for (index_t i = rows.begin; i < rows.end; ++i)
            for (index_t j = columns.begin; j < columns.end; ++j)
                if (static_cast<index_t>(winner[i * out_width + j]) == input) sum += dy[i * out_width + j];
        return sum;
    }
};

// The kernels of a `Pooling`, which says how many `inputs` and `outputs` a plane has, and calls with `each(plane, act)`
// act(a plane_pooling, the plane's first output of it, where in memory that lies).

/// y and, unless there is no memory for them, the winners; a kernel of `parallel_for_planes` over planes and their
/// outputs.
template <class Pooling, class T>
struct choose_winners {
    T const* x;
    T *y, *winner;

    template <class V>
    void plane(index_t plane) const {
        Pooling::each(plane, [&]<class Planes>(Planes, index_t, index_t place) {
            Planes::template forward<V>(x + plane * Planes::inputs, y + place, part_of(winner, place));
        });
    }
    CHRNN_INLINE void entry(index_t plane, index_t output) const {
        Pooling::each(plane, [&]<class Planes>(Planes, index_t first, index_t place) {
            if (first <= output && output < first + Planes::outputs)
                Planes::forward([from = x + plane * Planes::inputs](index_t i) { return from[i]; }, y + place,
                                part_of(winner, place), output - first);
        });
    }
};

/// dx; a kernel of `parallel_for_planes` over planes and their inputs.
template <class Pooling, class T>
struct reward_winners {
    T const *dy, *winner;
    T* dx;

    template <class>
    void plane(index_t plane) const {
        T* const to = dx + plane * Pooling::inputs;
        std::fill_n(to, Pooling::inputs, T(0));
        Pooling::each(plane, [&]<class Planes>(Planes, index_t, index_t place) {
            Planes::scatter(dy + place, winner + place, to);
        });
    }
    CHRNN_INLINE void entry(index_t plane, index_t input) const {
        T sum = 0;
        Pooling::each(plane, [&]<class Planes>(Planes, index_t, index_t place) {
            sum = Planes::gather(dy + place, winner + place, input, sum);
        });
        dx[plane * Pooling::inputs + input] = sum;
    }
};

} // namespace chrnn::CHRNN_ABI::detail
