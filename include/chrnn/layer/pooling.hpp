/// Max pooling of planes by windows, which max_pool and pyramid differ in.
#pragma once

#include <chrnn/layer/layer.hpp>

#include <algorithm>

namespace chrnn {

/// Indices begin .. end - 1 of an axis.
struct axis_range {
    index_t begin, end;
};

/// Pools a plane of `From` into one of `To`. `Rows::window(i)` and `Columns::window(j)` are the windows of output row i
/// and column j; `Rows::over(r)` and `Columns::over(s)` are the outputs whose windows hold input row r and column s.
/// Where columns' windows are regular, `Columns::kernel` wide, but for the edge, and `Columns::stride` apart, it says
/// so.
template <grid From, grid To, class Rows, class Columns>
struct plane_pooling {
    static constexpr index_t inputs = From.regions(), outputs = To.regions();
    static_assert(inputs <= index_t{1} << 24, "chrnn: a plane of more than 2^24 numbers cannot be pooled");
    static constexpr index_t width = From.columns, out_width = To.columns;

    /// One output: its maximum (a NaN, if there is one), and in `winner` the offset of that (the first) within the
    /// input plane.
    template <class T>
    CHRNN_INLINE static void forward(T const* x, T* y, T* winner, index_t output) {
        axis_range const rows = Rows::window(output / out_width), columns = Columns::window(output % out_width);
        index_t best = rows.begin * width + columns.begin;
        for (index_t r = rows.begin; r < rows.end; ++r)
            for (index_t s = columns.begin; s < columns.end; ++s) {
                T const a = x[r * width + s];
                if (a > x[best] || a != a) best = r * width + s;
            }
        y[output] = x[best];
        winner[output] = static_cast<T>(best);
    }
    /// The same for all outputs: a row of them together, tap after tap of their windows, where these are regular.
    template <class T>
    static void forward(T const* x, T* y, T* winner) {
        if constexpr (requires { Columns::stride; }) {
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
    template <class T>
    static void forward_row(T const* x, T* y, T* winner, index_t i) {
        axis_range const rows = Rows::window(i);
        for (index_t j = 0; j < out_width; ++j) {
            index_t const first = rows.begin * width + j * Columns::stride;
            y[j] = x[first];
            winner[j] = static_cast<T>(first);
        }
        for (index_t r = rows.begin; r < rows.end; ++r)
            for (index_t s = 0; s < Columns::kernel; ++s) {
                T const* const tap = x + r * width + s;
                T const first = static_cast<T>(r * width + s);
                // the outputs whose windows do not end before this tap
                int const whole =
                    static_cast<int>(std::min(out_width, (width - s + Columns::stride - 1) / Columns::stride));
                for (int j = 0; j < whole; ++j) {
                    T const a = tap[j * Columns::stride];
                    bool const wins = a > y[j] || a != a;
                    y[j] = wins ? a : y[j];
                    winner[j] = wins ? first + static_cast<T>(j * static_cast<int>(Columns::stride)) : winner[j];
                }
            }
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
