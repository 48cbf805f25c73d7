/// Max pooling of planes by windows, which max_pool and pyramid differ in.
#pragma once

#include <chrnn/layer/layer.hpp>

#include <algorithm>

namespace chrnn {

/// What outputs `of` of an axis read through their windows, `Windows::window(i)`.
template <class Windows>
constexpr axis_range read_through(axis_range of) {
    return of.empty() ? of : axis_range{Windows::window(of.begin).begin, Windows::window(of.end - 1).end};
}

/// Pools a plane of `From` into one of `To`. `Rows::window(i)` and `Columns::window(j)` are the windows of output row i
/// and column j; `Rows::over(r)` and `Columns::over(s)` are the outputs whose windows hold input row r and column s.
/// Where columns' windows are regular, `Columns::kernel` wide, but for the edge, and `Columns::stride` apart, it says
/// so.
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
    /// One output: its maximum (a NaN, if there is one), and in `winner` the offset of that within the input plane.
    template <class T>
    CHRNN_INLINE static void forward(T const* x, T* y, T* winner, index_t output) {
        axis_range const rows = Rows::window(output / out_width), columns = Columns::window(output % out_width);
        index_t best = rows.begin * width + columns.begin;
        for (index_t s = columns.begin; s < columns.end; ++s)
            for (index_t r = rows.begin; r < rows.end; ++r)
                if (wins(x[r * width + s], r * width + s, x[best], best)) best = r * width + s;
        y[output] = x[best];
        winner[output] = static_cast<T>(best);
    }
    /// The same for all outputs: a row of them together where windows are regular.
    template <class T>
    static void forward(T const* x, T* y, T* winner) {
        if constexpr (requires { Columns::stride; } && width <= most_width) {
            for (index_t i = 0; i < To.rows; ++i) forward_row(x, y + i * out_width, winner + i * out_width, i);
        } else {
            for (index_t output = 0; output < outputs; ++output) forward(x, y, winner, output);
        }
    }
    /// dx += dy at the winners.
    template <class T>
    CHRNN_INLINE static void scatter(T const* dy, T const* winner, T* dx) {
        for (index_t output = 0; output < outputs; ++output) dx[static_cast<index_t>(winner[output])] += dy[output];
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

  private:
    static constexpr index_t most_width = 2048; ///< of a row that is pooled in arrays on the stack

    /// The maximum over the rows of the windows for each column, then over the columns of each window: loops over
    /// arrays that the compiler turns to instructions for registers.
    template <class T>
    static void forward_row(T const* x, T* y, T* winner, index_t i) {
        constexpr int in = static_cast<int>(width), out = static_cast<int>(out_width);
        constexpr int kernel = static_cast<int>(Columns::kernel), stride = static_cast<int>(Columns::stride);
        T most[in], most_at[in], best[out], best_at[out];
        axis_range const rows = Rows::window(i);
        for (int s = 0; s < in; ++s) {
            most[s] = x[rows.begin * width + s];
            most_at[s] = static_cast<T>(static_cast<int>(rows.begin) * in + s);
        }
        for (int r = static_cast<int>(rows.begin) + 1; r < rows.end; ++r)
            for (int s = 0; s < in; ++s) {
                T const a = x[r * width + s], at = static_cast<T>(r * in + s);
                bool const larger = wins(a, at, most[s], most_at[s]);
                most[s] = larger ? a : most[s];
                most_at[s] = larger ? at : most_at[s];
            }
        for (int j = 0; j < out; ++j) {
            best[j] = most[j * stride];
            best_at[j] = most_at[j * stride];
        }
        for (int s = 1; s < kernel; ++s) {
            int const whole = std::min(out, (in - s + stride - 1) / stride); // windows that do not end before s
            for (int j = 0; j < whole; ++j) {
                T const a = most[j * stride + s], at = most_at[j * stride + s];
                bool const larger = wins(a, at, best[j], best_at[j]);
                best[j] = larger ? a : best[j];
                best_at[j] = larger ? at : best_at[j];
            }
        }
        std::copy_n(best, out, y);
        std::copy_n(best_at, out, winner);
    }
};

// The kernels of a `Pooling`, which says how many `inputs` and `outputs` a plane has, and calls with `each(plane, act)`
// act(a plane_pooling, the plane's first output of it, where in memory that lies).

/// y and the winners; a kernel of `spread` over planes and their outputs.
template <class Pooling, class T>
struct choose_winners {
    T const* x;
    T *y, *winner;

    void plane(index_t plane) const {
        Pooling::each(plane, [&]<class Planes>(Planes, index_t, index_t place) {
            Planes::forward(x + plane * Planes::inputs, y + place, winner + place);
        });
    }
    CHRNN_INLINE void entry(index_t plane, index_t output) const {
        Pooling::each(plane, [&]<class Planes>(Planes, index_t first, index_t place) {
            if (first <= output && output < first + Planes::outputs)
                Planes::forward(x + plane * Planes::inputs, y + place, winner + place, output - first);
        });
    }
};

/// dx; a kernel of `spread` over planes and their inputs.
template <class Pooling, class T>
struct reward_winners {
    T const *dy, *winner;
    T* dx;

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

} // namespace chrnn
