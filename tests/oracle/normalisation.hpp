/// Local response normalisation: y = x / (k + alpha/n * sum of x^2 over n numbers)^beta, across channels or within one.
#pragma once

#include "array.hpp"

#include <algorithm>
#include <cmath>

namespace oracle {

/// The n channels are centred on the element's own; those outside the map count as zero and n stays.
struct normalisation {
    int n = 5;
    double alpha = 1e-4, beta = 0.75, k = 1;
};

/// The side x side places are centred on the element's own; those beyond the edge count as zero and n = side^2 stays.
struct normalisation_within {
    int side;
    double alpha = 1e-4, beta = 0.75, k = 1;
};

inline array denominators(normalisation_within const& layer, map_extents const& shape, array const& x) {
    require_size(x, shape.size(), "x");
    array result(x.size());
    int const reach = layer.side / 2;
    for (int n = 0; n < shape.samples; ++n)
        for (int c = 0; c < shape.channels; ++c)
            for (int r = 0; r < shape.rows; ++r)
                for (int q = 0; q < shape.columns; ++q) {
                    double sum = 0;
                    for (int i = std::max(r - reach, 0); i <= std::min(r + reach, shape.rows - 1); ++i)
                        for (int j = std::max(q - reach, 0); j <= std::min(q + reach, shape.columns - 1); ++j)
                            sum += x[shape(n, c, i, j)] * x[shape(n, c, i, j)];
                    result[shape(n, c, r, q)] = layer.k + layer.alpha / (layer.side * layer.side) * sum;
                }
    return result;
}

/// k + alpha/n * sum of x^2, for each element of x.
inline array denominators(normalisation const& layer, map_extents const& shape, array const& x) {
    require_size(x, shape.size(), "x");
    array result(x.size());
    for (int n = 0; n < shape.samples; ++n)
        for (int c = 0; c < shape.channels; ++c)
            for (int r = 0; r < shape.rows; ++r)
                for (int q = 0; q < shape.columns; ++q) {
                    double sum = 0;
                    for (int near = c - layer.n / 2; near <= c + layer.n / 2; ++near)
                        if (near >= 0 && near < shape.channels)
                            sum += x[shape(n, near, r, q)] * x[shape(n, near, r, q)];
                    result[shape(n, c, r, q)] = layer.k + layer.alpha / layer.n * sum;
                }
    return result;
}

inline array divided(array const& x, array const& below, double beta) {
    array y(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = x[i] / std::pow(below[i], beta);
    return y;
}
inline array forward(normalisation const& layer, map_extents const& shape, array const& x) {
    return divided(x, denominators(layer, shape, x), layer.beta);
}
inline array forward(normalisation_within const& layer, map_extents const& shape, array const& x) {
    return divided(x, denominators(layer, shape, x), layer.beta);
}

inline array backward(normalisation_within const& layer, map_extents const& shape, array const& x, array const& dy) {
    require_size(dy, x.size(), "dy");
    auto const below = denominators(layer, shape, x);
    int const reach = layer.side / 2;
    array dx(x.size());
    for (int n = 0; n < shape.samples; ++n)
        for (int c = 0; c < shape.channels; ++c)
            for (int r = 0; r < shape.rows; ++r)
                for (int q = 0; q < shape.columns; ++q) {
                    auto const i = shape(n, c, r, q);
                    dx[i] += dy[i] * std::pow(below[i], -layer.beta);
                    double const dbelow = -layer.beta * dy[i] * x[i] * std::pow(below[i], -layer.beta - 1);
                    for (int u = std::max(r - reach, 0); u <= std::min(r + reach, shape.rows - 1); ++u)
                        for (int v = std::max(q - reach, 0); v <= std::min(q + reach, shape.columns - 1); ++v)
                            dx[shape(n, c, u, v)] +=
                                dbelow * layer.alpha / (layer.side * layer.side) * 2 * x[shape(n, c, u, v)];
                }
    return dx;
}

inline array backward(normalisation const& layer, map_extents const& shape, array const& x, array const& dy) {
    require_size(dy, x.size(), "dy");
    auto const below = denominators(layer, shape, x);
    array dx(x.size());
    for (int n = 0; n < shape.samples; ++n)
        for (int c = 0; c < shape.channels; ++c)
            for (int r = 0; r < shape.rows; ++r)
                for (int q = 0; q < shape.columns; ++q) {
                    auto const i = shape(n, c, r, q);
                    dx[i] += dy[i] * std::pow(below[i], -layer.beta);
                    double const dbelow = -layer.beta * dy[i] * x[i] * std::pow(below[i], -layer.beta - 1);
                    for (int near = c - layer.n / 2; near <= c + layer.n / 2; ++near)
                        if (near >= 0 && near < shape.channels)
                            dx[shape(n, near, r, q)] += dbelow * layer.alpha / layer.n * 2 * x[shape(n, near, r, q)];
                }
    return dx;
}

} // namespace oracle
