/// One scale's spatial recurrent layer: its output and all its gradients, region by region.
#pragma once

#include "array.hpp"
#include "direction.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace oracle {

enum class cell_kind { srn, lstm };

inline int gates_of(cell_kind cell) { return cell == cell_kind::srn ? 1 : 4; }

/// One direction's parameters: weight_x [G*H][C], weight_r and weight_c [G*H][H], bias [G*H]; gates stacked i, f, g, o.
struct direction_weights {
    direction way;
    array weight_x, weight_r, weight_c, bias;
};

/// The layer: C channels to H on R x S regions. As the modified CNN (H = C), x(r,q) stands in for each neighbour's h
/// and for the sum of the two neighbours' cells.
struct recurrence {
    cell_kind cell;
    int channels, hidden, rows, columns;
    std::vector<direction_weights> directions;
    bool modified_cnn = false;

    int stacked() const { return gates_of(cell) * hidden; }
    map_extents input(int samples) const { return {samples, channels, rows, columns}; }
    map_extents output(int samples) const { return {samples, hidden, rows, columns}; }
    map_extents gates(int samples) const { return {samples, stacked(), rows, columns}; }
};

/// What one direction computed: z and its nonlinearity [N][G*H][R][S]; c (LSTM only) and h [N][H][R][S].
struct direction_states {
    array pre_activations, gates, c, h;
};

/// h [N][H][R][S] is the sum over the directions (eq. 14, 24).
struct recurrence_output {
    array h;
    std::vector<direction_states> states;
};

/// Gradients: x [N][C][R][S], context [N][H][R][S], and the parameters of every direction.
struct recurrence_gradients {
    array x, context;
    std::vector<direction_weights> directions;
};

inline double sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

/// What one region reads: x, h of the row and of the column neighbour, and the sum of their cells.
struct region_reads {
    array x, row_h, column_h, cell_sum;
};

inline region_reads read_region(recurrence const& layer, int samples, int n, array const& x,
                                direction_states const& states, direction way, region at) {
    auto const in = layer.input(samples), out = layer.output(samples);
    region_reads reads{array(layer.channels), array(layer.hidden), array(layer.hidden), array(layer.hidden)};
    for (int k = 0; k < layer.channels; ++k) reads.x[k] = x[in(n, k, at.row, at.column)];
    if (layer.modified_cnn) {
        reads.row_h = reads.column_h = reads.cell_sum = reads.x;
        return reads;
    }
    auto const row = row_neighbour(way, at), column = column_neighbour(way, at);
    for (int k = 0; k < layer.hidden; ++k) {
        if (row.inside(layer.rows, layer.columns)) {
            reads.row_h[k] = states.h[out(n, k, row.row, row.column)];
            if (layer.cell == cell_kind::lstm) reads.cell_sum[k] += states.c[out(n, k, row.row, row.column)];
        }
        if (column.inside(layer.rows, layer.columns)) {
            reads.column_h[k] = states.h[out(n, k, column.row, column.column)];
            if (layer.cell == cell_kind::lstm) reads.cell_sum[k] += states.c[out(n, k, column.row, column.column)];
        }
    }
    return reads;
}

inline void require_shapes(recurrence const& layer, int samples, array const& x, array const& context) {
    require_size(x, layer.input(samples).size(), "x");
    if (!context.empty()) require_size(context, layer.output(samples).size(), "the scale context");
    if (layer.modified_cnn && layer.hidden != layer.channels)
        throw std::invalid_argument("oracle: the modified CNN needs as many hidden channels as input channels");
    std::size_t const stacked = layer.stacked();
    for (auto const& weights : layer.directions) {
        require_size(weights.weight_x, stacked * layer.channels, "weight_x");
        require_size(weights.weight_r, stacked * layer.hidden, "weight_r");
        require_size(weights.weight_c, stacked * layer.hidden, "weight_c");
        require_size(weights.bias, stacked, "bias");
    }
}

/// One direction over all samples and regions (eq. 10-13, 15-20, 22, 23).
inline direction_states forward_direction(recurrence const& layer, direction_weights const& weights, int samples,
                                          array const& x, array const& context) {
    int const C = layer.channels, H = layer.hidden;
    auto const out = layer.output(samples), stack = layer.gates(samples);
    direction_states states{stack.zeros(), stack.zeros(), out.zeros(), out.zeros()};
    for (int n = 0; n < samples; ++n)
        for (auto const at : scan(weights.way, layer.rows, layer.columns)) {
            int const r = at.row, q = at.column;
            auto const reads = read_region(layer, samples, n, x, states, weights.way, at);
            for (int p = 0; p < layer.stacked(); ++p) {
                double z = weights.bias[p];
                if (!context.empty()) z += context[out(n, p % H, r, q)];
                for (int k = 0; k < C; ++k) z += weights.weight_x[p * C + k] * reads.x[k];
                for (int k = 0; k < H; ++k) z += weights.weight_r[p * H + k] * reads.row_h[k];
                for (int k = 0; k < H; ++k) z += weights.weight_c[p * H + k] * reads.column_h[k];
                states.pre_activations[stack(n, p, r, q)] = z;
            }
            for (int k = 0; k < H; ++k) {
                auto z = [&](int gate) { return states.pre_activations[stack(n, gate * H + k, r, q)]; };
                auto gate = [&](int g) -> double& { return states.gates[stack(n, g * H + k, r, q)]; };
                if (layer.cell == cell_kind::srn) {
                    gate(0) = std::max(z(0), 0.0);
                    states.h[out(n, k, r, q)] = gate(0);
                } else {
                    gate(0) = sigmoid(z(0));
                    gate(1) = sigmoid(z(1));
                    gate(2) = std::tanh(z(2));
                    gate(3) = sigmoid(z(3));
                    double const c = gate(1) * reads.cell_sum[k] + gate(0) * gate(2);
                    states.c[out(n, k, r, q)] = c;
                    states.h[out(n, k, r, q)] = gate(3) * std::tanh(c);
                }
            }
        }
    return states;
}

/// x [N][C][R][S], context [N][H][R][S] or empty for none. Throws std::invalid_argument on a wrong size.
inline recurrence_output forward(recurrence const& layer, int samples, array const& x, array const& context) {
    require_shapes(layer, samples, x, context);
    recurrence_output result{layer.output(samples).zeros(), {}};
    for (auto const& weights : layer.directions) {
        result.states.push_back(forward_direction(layer, weights, samples, x, context));
        for (std::size_t i = 0; i < result.h.size(); ++i) result.h[i] += result.states.back().h[i];
    }
    return result;
}

/// One direction, the regions in the opposite order: adds to the gradients of x, the context and its own parameters.
inline void backward_direction(recurrence const& layer, direction_weights const& weights, int samples, array const& x,
                               direction_states const& states, array const& dh, recurrence_gradients& sum,
                               direction_weights& gradient) {
    int const C = layer.channels, H = layer.hidden;
    auto const in = layer.input(samples), out = layer.output(samples), stack = layer.gates(samples);
    array total_dh = dh;          // grows by what the regions that read h send back
    array total_dc = out.zeros(); // the same for c
    auto order = scan(weights.way, layer.rows, layer.columns);
    std::reverse(order.begin(), order.end());
    for (int n = 0; n < samples; ++n)
        for (auto const at : order) {
            int const r = at.row, q = at.column;
            auto const reads = read_region(layer, samples, n, x, states, weights.way, at);
            array dz(layer.stacked()), dx(C), drow_h(H), dcolumn_h(H), dcell_sum(H);
            for (int k = 0; k < H; ++k) {
                auto gate = [&](int g) { return states.gates[stack(n, g * H + k, r, q)]; };
                double const dh_here = total_dh[out(n, k, r, q)];
                if (layer.cell == cell_kind::srn) {
                    dz[k] = states.pre_activations[stack(n, k, r, q)] > 0 ? dh_here : 0;
                } else {
                    double const i = gate(0), f = gate(1), g = gate(2), o = gate(3);
                    double const tanh_c = std::tanh(states.c[out(n, k, r, q)]);
                    double const dc = total_dc[out(n, k, r, q)] + dh_here * o * (1 - tanh_c * tanh_c);
                    dz[0 * H + k] = dc * g * i * (1 - i);
                    dz[1 * H + k] = dc * reads.cell_sum[k] * f * (1 - f);
                    dz[2 * H + k] = dc * i * (1 - g * g);
                    dz[3 * H + k] = dh_here * tanh_c * o * (1 - o);
                    dcell_sum[k] = dc * f;
                }
            }
            for (int p = 0; p < layer.stacked(); ++p) {
                gradient.bias[p] += dz[p];
                sum.context[out(n, p % H, r, q)] += dz[p];
                for (int k = 0; k < C; ++k) {
                    gradient.weight_x[p * C + k] += dz[p] * reads.x[k];
                    dx[k] += weights.weight_x[p * C + k] * dz[p];
                }
                for (int k = 0; k < H; ++k) {
                    gradient.weight_r[p * H + k] += dz[p] * reads.row_h[k];
                    gradient.weight_c[p * H + k] += dz[p] * reads.column_h[k];
                    drow_h[k] += weights.weight_r[p * H + k] * dz[p];
                    dcolumn_h[k] += weights.weight_c[p * H + k] * dz[p];
                }
            }
            auto const row = row_neighbour(weights.way, at), column = column_neighbour(weights.way, at);
            for (int k = 0; k < H; ++k) {
                if (layer.modified_cnn) {
                    dx[k] += drow_h[k] + dcolumn_h[k] + dcell_sum[k];
                    continue;
                }
                if (row.inside(layer.rows, layer.columns)) {
                    total_dh[out(n, k, row.row, row.column)] += drow_h[k];
                    total_dc[out(n, k, row.row, row.column)] += dcell_sum[k];
                }
                if (column.inside(layer.rows, layer.columns)) {
                    total_dh[out(n, k, column.row, column.column)] += dcolumn_h[k];
                    total_dc[out(n, k, column.row, column.column)] += dcell_sum[k];
                }
            }
            for (int k = 0; k < C; ++k) sum.x[in(n, k, r, q)] += dx[k];
        }
}

/// `output` is what forward returned for the same x and context; dh [N][H][R][S].
inline recurrence_gradients backward(recurrence const& layer, int samples, array const& x, array const& context,
                                     recurrence_output const& output, array const& dh) {
    require_shapes(layer, samples, x, context);
    require_size(dh, layer.output(samples).size(), "dh");
    recurrence_gradients sum{layer.input(samples).zeros(), layer.output(samples).zeros(), {}};
    for (std::size_t d = 0; d < layer.directions.size(); ++d) {
        auto const& weights = layer.directions[d];
        direction_weights gradient{weights.way, array(weights.weight_x.size()), array(weights.weight_r.size()),
                                   array(weights.weight_c.size()), array(weights.bias.size())};
        backward_direction(layer, weights, samples, x, output.states[d], dh, sum, gradient);
        sum.directions.push_back(gradient);
    }
    return sum;
}

} // namespace oracle
