/// Max pooling of planes by windows, which max_pool and pyramid differ in.
#pragma once

#include <chrnn/layer/layer.hpp>

namespace chrnn {

/// Indices begin .. end - 1 of an axis.
struct axis_range {
    index_t begin, end;
};

/// Pools planes of In.rows() x In.columns(). `Rows::at(i)` and `Columns::at(j)` are the windows of output row i and
/// column j. Plane k of the output begins at `place(k)`.
template <grid From, grid To, class Rows, class Columns>
struct plane_pooling {
    /// `winner` takes for every output the offset of its maximum (the first) within the input plane.
    template <class T>
    CHRNN_INLINE static void forward(T const* x, T* y, T* winner) {
        for (index_t i = 0; i < To.rows; ++i)
            for (index_t j = 0; j < To.columns; ++j) {
                axis_range const rows = Rows::at(i), columns = Columns::at(j);
                index_t best = rows.begin * From.columns + columns.begin;
                for (index_t r = rows.begin; r < rows.end; ++r)
                    for (index_t s = columns.begin; s < columns.end; ++s)
                        if (x[r * From.columns + s] > x[best]) best = r * From.columns + s;
                y[i * To.columns + j] = x[best];
                winner[i * To.columns + j] = static_cast<T>(best);
            }
    }
    /// dx += dy at the winners.
    template <class T>
    CHRNN_INLINE static void backward(T const* dy, T const* winner, T* dx) {
        for (index_t i = 0; i < To.regions(); ++i) dx[static_cast<index_t>(winner[i])] += dy[i];
    }
};

} // namespace chrnn
