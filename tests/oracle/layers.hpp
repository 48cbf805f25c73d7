/// The layers around the hierarchy: convolution, pooling, normalisation, and here rectifier, dropout, dense and loss.
#pragma once

#include "convolution.hpp"
#include "normalisation.hpp"
#include "pooling.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace oracle {

inline array relu(array const& x) {
    array y(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = std::max(x[i], 0.0);
    return y;
}

/// The gradient at x = 0 is 0.
inline array relu_backward(array const& x, array const& dy) {
    require_size(dy, x.size(), "dy");
    array dx(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) dx[i] = x[i] > 0 ? dy[i] : 0;
    return dx;
}

/// Training's dropout: an element whose mask is set is kept and divided by 1 - rate, the others are 0.
inline array dropout(array const& x, std::vector<bool> const& keep, double rate) {
    if (keep.size() != x.size()) throw std::invalid_argument("oracle: the dropout mask has another size");
    array y(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = keep[i] ? x[i] / (1 - rate) : 0;
    return y;
}

inline array dropout_backward(array const& dy, std::vector<bool> const& keep, double rate) {
    return dropout(dy, keep, rate);
}

/// x [N][in], weight [out][in], bias [out] to [N][out].
struct dense {
    int in, out;
};

inline array forward(dense const& layer, int samples, array const& x, array const& weight, array const& bias) {
    require_size(x, static_cast<std::size_t>(samples) * layer.in, "x");
    require_size(weight, static_cast<std::size_t>(layer.out) * layer.in, "weight");
    require_size(bias, layer.out, "bias");
    array y(static_cast<std::size_t>(samples) * layer.out);
    for (int n = 0; n < samples; ++n)
        for (int o = 0; o < layer.out; ++o) {
            double sum = bias[o];
            for (int k = 0; k < layer.in; ++k) sum += weight[o * layer.in + k] * x[n * layer.in + k];
            y[n * layer.out + o] = sum;
        }
    return y;
}

inline weighted_gradients backward(dense const& layer, int samples, array const& x, array const& weight,
                                   array const& dy) {
    require_size(dy, static_cast<std::size_t>(samples) * layer.out, "dy");
    weighted_gradients sum{array(x.size()), array(weight.size()), array(layer.out)};
    for (int n = 0; n < samples; ++n)
        for (int o = 0; o < layer.out; ++o) {
            double const d = dy[n * layer.out + o];
            sum.bias[o] += d;
            for (int k = 0; k < layer.in; ++k) {
                sum.weight[o * layer.in + k] += d * x[n * layer.in + k];
                sum.x[n * layer.in + k] += d * weight[o * layer.in + k];
            }
        }
    return sum;
}

/// Softmax over each row of logits [N][classes].
inline array softmax(array const& logits, int classes) {
    array p(logits.size());
    for (std::size_t row = 0; row < logits.size(); row += classes) {
        double const top = *std::max_element(logits.begin() + row, logits.begin() + row + classes);
        double sum = 0;
        for (int k = 0; k < classes; ++k) sum += std::exp(logits[row + k] - top);
        for (int k = 0; k < classes; ++k) p[row + k] = std::exp(logits[row + k] - top) / sum;
    }
    return p;
}

/// The mean over the samples of -log softmax(logits)[label].
inline double cross_entropy(array const& logits, std::vector<int> const& labels, int classes) {
    double loss = 0;
    for (std::size_t n = 0; n < labels.size(); ++n) {
        auto const row = logits.begin() + n * classes;
        double const top = *std::max_element(row, row + classes);
        double sum = 0;
        for (int k = 0; k < classes; ++k) sum += std::exp(row[k] - top);
        loss += std::log(sum) - (row[labels[n]] - top);
    }
    return loss / labels.size();
}

/// The gradient of cross_entropy with respect to the logits.
inline array cross_entropy_backward(array const& logits, std::vector<int> const& labels, int classes) {
    array d = softmax(logits, classes);
    for (std::size_t n = 0; n < labels.size(); ++n) d[n * classes + labels[n]] -= 1;
    for (double& value : d) value /= labels.size();
    return d;
}

} // namespace oracle
