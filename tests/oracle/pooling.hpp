/// Pooling: the maximum over windows of each channel, sliding (spec: extent rounded up) or laid out as a pyramid level.
#pragma once

#include "array.hpp"

#include <algorithm>
#include <vector>

namespace oracle {

/// The half-open range [first, last) of rows, or columns, that one output reads.
struct window {
    int first, last;
};

/// ceil((n - k) / stride) + 1 windows of k; the last may hang over the edge and is cut there.
/// Throws std::invalid_argument where k > n, or where a stride above k would put a window wholly outside.
inline std::vector<window> sliding_windows(int n, int k, int stride) {
    if (k > n) throw std::invalid_argument("oracle: a pooling window is larger than its input");
    int const count = (n - k + stride - 1) / stride + 1;
    std::vector<window> windows;
    for (int i = 0; i < count; ++i) {
        if (i * stride >= n) break; // it would hold nothing
        windows.push_back({i * stride, std::min(i * stride + k, n)});
    }
    return windows;
}

/// floor((n + 2 pad - k) / stride) + 1 windows of k, the first `pad` before the edge; cut at both edges.
inline std::vector<window> padded_windows(int n, int k, int stride, int pad) {
    std::vector<window> windows;
    for (int first = -pad; first + k <= n + pad; first += stride)
        windows.push_back({std::max(first, 0), std::min(first + k, n)});
    return windows;
}

/// As Caffe: ceil((n + 2 pad - k) / stride) + 1 windows, one less where the last would begin behind the padded edge.
inline std::vector<window> caffe_windows(int n, int k, int stride, int pad) {
    int count = (n + 2 * pad - k + stride - 1) / stride + 1;
    if (pad > 0 && (count - 1) * stride >= n + pad) --count;
    std::vector<window> windows;
    for (int i = 0; i < count; ++i)
        windows.push_back({std::max(i * stride - pad, 0), std::min(i * stride - pad + k, n)});
    return windows;
}

/// k windows [floor(i n / k), ceil((i+1) n / k)).
inline std::vector<window> pyramid_windows(int n, int k) {
    std::vector<window> windows;
    for (int i = 0; i < k; ++i) windows.push_back({i * n / k, ((i + 1) * n + k - 1) / k});
    return windows;
}

/// A maximum over all pairs of a row window and a column window.
struct max_pooling {
    std::vector<window> rows, columns;

    static max_pooling sliding(map_extents const& x, int k, int stride) {
        return {sliding_windows(x.rows, k, stride), sliding_windows(x.columns, k, stride)};
    }
    static max_pooling padded(map_extents const& x, int k, int stride, int pad) {
        return {padded_windows(x.rows, k, stride, pad), padded_windows(x.columns, k, stride, pad)};
    }
    static max_pooling caffe(map_extents const& x, int k, int stride, int pad) {
        return {caffe_windows(x.rows, k, stride, pad), caffe_windows(x.columns, k, stride, pad)};
    }
    static max_pooling pyramid(map_extents const& x, int rows, int columns) {
        return {pyramid_windows(x.rows, rows), pyramid_windows(x.columns, columns)};
    }
    map_extents output(map_extents const& x) const {
        return {x.samples, x.channels, static_cast<int>(rows.size()), static_cast<int>(columns.size())};
    }
};

/// For each output, the place in x of its window's maximum; of equal maxima the first in row-major order.
inline std::vector<std::size_t> maxima(max_pooling const& pool, map_extents const& shape, array const& x) {
    require_size(x, shape.size(), "x");
    std::vector<std::size_t> places;
    for (int n = 0; n < shape.samples; ++n)
        for (int c = 0; c < shape.channels; ++c)
            for (auto const rows : pool.rows)
                for (auto const columns : pool.columns) {
                    std::size_t best = shape(n, c, rows.first, columns.first);
                    for (int r = rows.first; r < rows.last; ++r)
                        for (int q = columns.first; q < columns.last; ++q)
                            if (x[shape(n, c, r, q)] > x[best]) best = shape(n, c, r, q);
                    places.push_back(best);
                }
    return places;
}

inline array forward(max_pooling const& pool, map_extents const& shape, array const& x) {
    array y;
    for (auto const place : maxima(pool, shape, x)) y.push_back(x[place]);
    return y;
}

/// The gradient goes to the maximum alone.
inline array backward(max_pooling const& pool, map_extents const& shape, array const& x, array const& dy) {
    auto const places = maxima(pool, shape, x);
    require_size(dy, places.size(), "dy");
    array dx(x.size());
    for (std::size_t i = 0; i < places.size(); ++i) dx[places[i]] += dy[i];
    return dx;
}

/// The mean over windows that may hang over the edge by `pad`, whose zeros count; what lies beyond counts for nothing.
struct average_pooling {
    int kernel, stride, pad;
    bool rounded_up; ///< as Caffe; else as PyTorch

    map_extents output(map_extents const& x) const {
        auto const along = [&](int n) { return int(windows(n).size()); };
        return {x.samples, x.channels, along(x.rows), along(x.columns)};
    }
    std::vector<window> windows(int n) const {
        return rounded_up ? caffe_windows(n, kernel, stride, pad) : padded_windows(n, kernel, stride, pad);
    }
    /// How many places window i of an axis of n divides by.
    int places(int n, int i) const { return std::min(kernel, n + pad - (i * stride - pad)); }

    /// Calls visit(output place, input place, share) for each number of each mean.
    template <class Visit>
    void each_share(map_extents const& x, Visit visit) const {
        auto const rows = windows(x.rows), columns = windows(x.columns);
        auto const y = output(x);
        for (int n = 0; n < x.samples; ++n)
            for (int c = 0; c < x.channels; ++c)
                for (int i = 0; i < y.rows; ++i)
                    for (int j = 0; j < y.columns; ++j)
                        for (int r = rows[std::size_t(i)].first; r < rows[std::size_t(i)].last; ++r)
                            for (int q = columns[std::size_t(j)].first; q < columns[std::size_t(j)].last; ++q)
                                visit(y(n, c, i, j), x(n, c, r, q), 1.0 / (places(x.rows, i) * places(x.columns, j)));
    }
};

inline array forward(average_pooling const& pool, map_extents const& shape, array const& x) {
    require_size(x, shape.size(), "x");
    array y = pool.output(shape).zeros();
    pool.each_share(shape, [&](auto to, auto from, double share) { y[to] += share * x[from]; });
    return y;
}
inline array backward(average_pooling const& pool, map_extents const& shape, array const& dy) {
    array dx = shape.zeros();
    pool.each_share(shape, [&](auto to, auto from, double share) { dx[from] += share * dy[to]; });
    return dx;
}

/// The mean of each channel over all places.
inline array mean_forward(map_extents const& shape, array const& x) {
    array y;
    for (int n = 0; n < shape.samples; ++n)
        for (int c = 0; c < shape.channels; ++c) {
            double sum = 0;
            for (int r = 0; r < shape.rows; ++r)
                for (int q = 0; q < shape.columns; ++q) sum += x[shape(n, c, r, q)];
            y.push_back(sum / (shape.rows * shape.columns));
        }
    return y;
}

/// Every place has the same share.
inline array mean_backward(map_extents const& shape, array const& dy) {
    array dx;
    for (double const d : dy)
        dx.insert(dx.end(), std::size_t(shape.rows * shape.columns), d / (shape.rows * shape.columns));
    return dx;
}

} // namespace oracle
