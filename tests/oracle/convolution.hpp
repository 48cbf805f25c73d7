/// The convolution of a trunk: x [N][C][R][S], weight [O][C / groups][kh][kw], bias [O], zeros around the edge.
#pragma once

#include "array.hpp"

namespace oracle {

struct convolution {
    int in, out, kernel_rows, kernel_columns, stride = 1, pad = 0, groups = 1, dilation = 1;

    map_extents output(map_extents const& x) const {
        return {x.samples, out, (x.rows + 2 * pad - (kernel_rows - 1) * dilation - 1) / stride + 1,
                (x.columns + 2 * pad - (kernel_columns - 1) * dilation - 1) / stride + 1};
    }
    std::size_t weight(int o, int c, int i, int j) const {
        return map_extents{out, in / groups, kernel_rows, kernel_columns}(o, c, i, j);
    }

    /// Calls visit(output place, output channel, input place, weight place) for each product of the sum.
    template <class Visit>
    void each_product(map_extents const& x, Visit visit) const {
        auto const y = output(x);
        for (int n = 0; n < y.samples; ++n)
            for (int o = 0; o < out; ++o)
                for (int r = 0; r < y.rows; ++r)
                    for (int q = 0; q < y.columns; ++q)
                        for (int c = 0; c < in / groups; ++c)
                            for (int i = 0; i < kernel_rows; ++i)
                                for (int j = 0; j < kernel_columns; ++j) {
                                    int const row = r * stride - pad + i * dilation;
                                    int const column = q * stride - pad + j * dilation;
                                    int const channel = o / (out / groups) * (in / groups) + c;
                                    if (row < 0 || row >= x.rows || column < 0 || column >= x.columns) continue;
                                    visit(y(n, o, r, q), x(n, channel, row, column), weight(o, c, i, j));
                                }
    }
};

inline void require_shapes(convolution const& layer, map_extents const& shape, array const& x, array const& weight) {
    require_size(x, shape.size(), "x");
    require_size(weight,
                 static_cast<std::size_t>(layer.out) * (layer.in / layer.groups) * layer.kernel_rows *
                     layer.kernel_columns,
                 "weight");
    if (shape.channels != layer.in) throw std::invalid_argument("oracle: the convolution's input channels differ");
}

/// [N][O][R'][S'] with R' = floor((R + 2 pad - (kh - 1) dilation - 1) / stride) + 1, S' likewise.
inline array forward(convolution const& layer, map_extents const& shape, array const& x, array const& weight,
                     array const& bias) {
    require_shapes(layer, shape, x, weight);
    require_size(bias, layer.out, "bias");
    auto const out = layer.output(shape);
    array y = out.zeros();
    for (int n = 0; n < out.samples; ++n)
        for (int o = 0; o < out.channels; ++o)
            for (int r = 0; r < out.rows; ++r)
                for (int q = 0; q < out.columns; ++q) y[out(n, o, r, q)] = bias[o];
    layer.each_product(shape, [&](auto to, auto from, auto w) { y[to] += weight[w] * x[from]; });
    return y;
}

/// A layer's gradients: of its input, weight and bias.
struct weighted_gradients {
    array x, weight, bias;
};

inline weighted_gradients backward(convolution const& layer, map_extents const& shape, array const& x,
                                   array const& weight, array const& dy) {
    require_shapes(layer, shape, x, weight);
    auto const out = layer.output(shape);
    require_size(dy, out.size(), "dy");
    weighted_gradients sum{array(x.size()), array(weight.size()), array(layer.out)};
    for (int n = 0; n < out.samples; ++n)
        for (int o = 0; o < out.channels; ++o)
            for (int r = 0; r < out.rows; ++r)
                for (int q = 0; q < out.columns; ++q) sum.bias[o] += dy[out(n, o, r, q)];
    layer.each_product(shape, [&](auto to, auto from, auto w) {
        sum.weight[w] += dy[to] * x[from];
        sum.x[from] += dy[to] * weight[w];
    });
    return sum;
}

} // namespace oracle
