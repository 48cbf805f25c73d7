#include "train/faulty.hpp"

#include <chrnn/cell/lstm.hpp>
#include <chrnn/layer/batch_normalisation.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/layer/hierarchy.hpp>
#include <chrnn/layer/lrn.hpp>
#include <chrnn/layer/max_pool.hpp>
#include <chrnn/layer/pyramid.hpp>
#include <chrnn/layer/rectifier.hpp>
#include <chrnn/loss/softmax_cross_entropy.hpp>
#include <chrnn/train/check_gradient.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

/// A layer that the check accepts as it is, to plant faults in.
template <class Layer, feature_shape In>
struct suspect {
    suspect() { CHECK(check_gradient<faulty<Layer>, In>(3).within(1e-7)); }

    void caught(char const* what, fault const& wrong) const {
        auto const report = with_fault(wrong, [] { return check_gradient<faulty<Layer>, In>(3); });
        INFO(what << ": " << report.parameter << " is off by " << report.worst);
        CHECK(!report.within(1e-7));
    }
};

/// A fault in the gradients of parameters after the right pass: `spoil(work, gradients)`.
template <class Spoil>
fault afterwards(Spoil spoil) {
    return [spoil](backward_work& w, auto const& right) {
        right();
        spoil(w, w.gradients);
    };
}
/// A fault in the weights that the backward pass reads: `spoil(work, weights)`.
template <class Spoil>
fault beforehand(Spoil spoil) {
    return [spoil](backward_work& w, auto const& right) {
        spoil(w, w.weights.data());
        right();
    };
}
index_t numbers_in(backward_work const& w) { return w.samples * w.in.size(); }

/// Turns every kernel of `kernel` numbers round.
void flip_kernels(backward_work& w, double* block, index_t kernel) {
    w.each(block, "weight", [&](double& number, index_t row, index_t column) {
        index_t const k = column % kernel;
        if (2 * k < kernel - 1) std::swap(number, w.at(block, "weight", row, column - k + kernel - 1 - k));
    });
}
/// The gradients of the parameters as if only some samples had been there.
template <class Which>
fault without_samples(Which which) {
    return [which](backward_work& w, auto const& right) {
        right();
        std::vector<double> elsewhere(static_cast<std::size_t>(numbers_in(w)));
        w.dx = elsewhere.data();
        for (auto const& p : w.parameters) w.scale(w.gradients, p.name, 0);
        w.zero_gradient([&](index_t sample, index_t) { return which(sample); });
        right();
    };
}
/// Exchanges the rows of two gates, given the number of rows of each.
void swap_gates(backward_work& w, double* block, std::string_view name, index_t a, index_t b, index_t rows) {
    w.each(block, name, [&](double& number, index_t row, index_t column) {
        if (row / rows == a) std::swap(number, w.at(block, name, row + (b - a) * rows, column));
    });
}

} // namespace

TEST_CASE("faults planted in the gradient of a convolution are caught") {
    suspect<conv<3, 3, pad<1>>, feature_shape(3, 4, 5)> const layer;
    layer.caught("the sign of a filter", afterwards([](auto& w, double* g) {
                     for (index_t k = 0; k < 27; ++k) w.at(g, "weight", 1, k) *= -1;
                 }));
    layer.caught("kernels turned round", afterwards([](auto& w, double* g) { flip_kernels(w, g, 9); }));
    layer.caught("kernels turned round for dx", beforehand([](auto& w, double* v) { flip_kernels(w, v, 9); }));
    layer.caught("filters and channels exchanged for dx", beforehand([](auto& w, double* v) {
                     w.each(v, "weight", [&](double& number, index_t row, index_t column) {
                         if (column / 9 < row) std::swap(number, w.at(v, "weight", column / 9, row * 9 + column % 9));
                     });
                 }));
    layer.caught("no bias", afterwards([](auto& w, double* g) { w.scale(g, "bias", 0); }));
    layer.caught("averaged over the samples twice", afterwards([](auto& w, double* g) {
                     for (auto const& p : w.parameters) w.scale(g, p.name, 1.0 / double(w.samples));
                 }));
    layer.caught("only the first sample", without_samples([](index_t sample) { return sample > 0; }));
    layer.caught("without the last sample", without_samples([](index_t sample) { return sample == 2; }));
    layer.caught("one number of a bias off by a millionth",
                 afterwards([](auto& w, double* g) { w.at(g, "bias", 0, 2) *= 1 + 1e-6; }));
    layer.caught("dx shifted by one region",
                 afterwards([](auto& w, double*) { std::rotate(w.dx, w.dx + 1, w.dx + numbers_in(w)); }));
    layer.caught("dx without a channel", afterwards([](auto& w, double*) { std::fill_n(w.dx + 20, 20, 0.0); }));
    layer.caught("dx without the last sample",
                 afterwards([](auto& w, double*) { std::fill_n(w.dx + 2 * 60, 60, 0.0); }));
}

TEST_CASE("faults planted in the gradient of a dense layer are caught") {
    suspect<dense<4>, vector_shape(4)> const layer;
    layer.caught("the weight transposed", afterwards([](auto& w, double* g) { w.transpose(g, "weight"); }));
    layer.caught("the weight transposed for dx", beforehand([](auto& w, double* v) { w.transpose(v, "weight"); }));
    layer.caught("biases in another order", afterwards([](auto& w, double* g) {
                     std::rotate(&w.at(g, "bias", 0, 0), &w.at(g, "bias", 0, 1), &w.at(g, "bias", 0, 0) + 4);
                 }));
    layer.caught("nothing at all", [](backward_work& w, auto const&) { std::fill_n(w.dx, numbers_in(w), 0.0); });
}

TEST_CASE("faults planted in the gradients of pooling are caught") {
    suspect<max_pool<3, stride<2>>, feature_shape(2, 7, 5)> const pool; // 3 x 2 windows that overlap
    pool.caught("to the first place of every window", [](backward_work& w, auto const& right) {
        for (index_t k = 0; k < w.samples * w.out.size(); ++k) w.saved[k] = double(k % 6 / 2 * 2 * 5 + k % 2 * 2);
        right();
    });
    pool.caught("one of two windows that meet at a maximum", afterwards([](auto& w, double*) {
                    std::fill_n(w.dx, numbers_in(w), 0.0);
                    for (index_t k = 0; k < w.samples * w.out.size(); ++k)
                        w.dx[k / 6 * 35 + index_t(w.saved[k])] = w.dy[std::size_t(k)];
                }));
    suspect<pyramid<3, 2, 1>, feature_shape(2, 5, 5)> const scales;
    for (index_t l = 0; l < 3; ++l)
        scales.caught("a scale is missing", [l](backward_work& w, auto const& right) {
            w.zero_gradient([&](index_t, index_t i) { return i >= w.out.offset(l) && i < w.out.offset(l + 1); });
            right();
        });
}

TEST_CASE("faults planted in the gradients of layers without parameters are caught") {
    suspect<lrn<5>, feature_shape(7, 2, 3)> const norm;
    norm.caught("without the second term", afterwards([](auto& w, double*) {
                    for (std::size_t i = 0; i < w.x.size(); ++i) w.dx[i] = w.dy[i] * w.y[i] / w.x[i];
                }));
    norm.caught("the second term with the other sign", afterwards([](auto& w, double*) {
                    for (std::size_t i = 0; i < w.x.size(); ++i) w.dx[i] = 2 * w.dy[i] * w.y[i] / w.x[i] - w.dx[i];
                }));
    suspect<dropout<0.5>, feature_shape(5, 3, 3)> const drop;
    drop.caught("the mask of another step", [](backward_work& w, auto const& right) {
        ++w.noise.key;
        right();
    });
    drop.caught("what is kept is not divided", afterwards([](auto& w, double*) {
                    for (index_t i = 0; i < numbers_in(w); ++i) w.dx[i] *= 0.5;
                }));
    suspect<rectifier, feature_shape(3, 3, 3)> const relu;
    relu.caught("also where the input was negative",
                afterwards([](auto& w, double*) { std::copy(w.dy.begin(), w.dy.end(), w.dx); }));
}

TEST_CASE("faults planted in the gradient of batch statistics are caught") {
    suspect<batch_normalisation, feature_shape(4, 3, 2)> const norm;
    static constexpr index_t channels = 4, regions = 6;
    // Calls `act(number of x, channel, normalised x)`; what multiplied x lies behind the means.
    auto const each = [](backward_work const& w, auto const& act) {
        for (index_t k = 0; k < numbers_in(w); ++k) {
            index_t const c = k / regions % channels;
            act(static_cast<std::size_t>(k), c,
                (w.x[static_cast<std::size_t>(k)] - w.saved[c]) * w.saved[channels + c]);
        }
    };
    auto const factor = [](backward_work& w, index_t c) {
        return w.saved[channels + c] * w.at(w.weights.data(), "weight", 0, c);
    };
    /// The sums over a channel of dy and of dy times the normalised x.
    struct sums {
        double plain[channels]{}, along[channels]{};
    };
    auto const sums_of = [each](backward_work const& w) {
        sums all;
        each(w, [&](std::size_t k, index_t c, double normal) {
            all.plain[c] += w.dy[k];
            all.along[c] += w.dy[k] * normal;
        });
        return all;
    };
    norm.caught("the mean and variance as if they did not depend on x", afterwards([=](auto& w, double*) {
                    each(w, [&](std::size_t k, index_t c, double) { w.dx[k] = factor(w, c) * w.dy[k]; });
                }));
    norm.caught("the mean as if it did not depend on x", afterwards([=](auto& w, double*) {
                    sums const all = sums_of(w);
                    each(w, [&](std::size_t k, index_t c, double) {
                        w.dx[k] += factor(w, c) * all.plain[c] / double(w.samples * regions);
                    });
                }));
    norm.caught("the variance as if it did not depend on x", afterwards([=](auto& w, double*) {
                    sums const all = sums_of(w);
                    each(w, [&](std::size_t k, index_t c, double normal) {
                        w.dx[k] += factor(w, c) * normal * all.along[c] / double(w.samples * regions);
                    });
                }));
    norm.caught("the running mean and variance in place of the batch's", [](backward_work& w, auto const& right) {
        for (index_t c = 0; c < channels; ++c) {
            w.saved[c] = w.at(w.weights.data(), "running_mean", 0, c);
            w.saved[channels + c] = 1 / std::sqrt(w.at(w.weights.data(), "running_var", 0, c) + 1e-5);
        }
        right();
    });
    norm.caught("the variance divided by one less", [](backward_work& w, auto const& right) {
        double const n = double(w.samples * regions);
        for (index_t c = 0; c < channels; ++c) w.saved[channels + c] *= std::sqrt((n - 1) / n);
        right();
    });
    norm.caught("another channel's mean", [](backward_work& w, auto const& right) {
        std::rotate(w.saved, w.saved + 1, w.saved + channels);
        right();
    });
    norm.caught("the gradient of the scale along x as it is", afterwards([=](auto& w, double* g) {
                    w.scale(g, "weight", 0);
                    each(w, [&](std::size_t k, index_t c, double) { w.at(g, "weight", 0, c) += w.dy[k] * w.x[k]; });
                }));
    norm.caught("scale and shift exchanged", afterwards([](auto& w, double* g) { w.swap(g, "weight", "bias"); }));
    norm.caught("one sample only for the parameters", without_samples([](index_t sample) { return sample > 0; }));
}

TEST_CASE("faults planted in the gradient of the loss are caught") {
    model<network<input_of<vector_shape(5)>, dense<4>, faulty<softmax_cross_entropy>>, cpu, double> m(batch{3});
    std::vector<double> const x{1, -1, .5, .2, .1, -.3, .4, 2, .3, -.7, .6, .1, -.9, 1.1, .8};
    std::vector<int> const labels{2, 0, 3};
    auto const accepted = [&](fault const& wrong) {
        return with_fault(wrong, [&] { return check_gradient(m, std::span(x), std::span(labels)); }).within(1e-7);
    };
    CHECK(accepted(healthy));
    CHECK(!accepted(afterwards([](auto& w, double*) {
        for (index_t i = 0; i < numbers_in(w); ++i) w.dx[i] *= 3; // not divided by the number of samples
    })));
    CHECK(!accepted(afterwards([](auto& w, double*) {
        for (index_t i = 0; i < numbers_in(w); ++i) w.dx[i] = w.y[std::size_t(i)] / 3; // without the label
    })));
    CHECK(!accepted([](backward_work& w, auto const& right) {
        std::rotate(w.labels.begin(), w.labels.begin() + 1, w.labels.end()); // the labels of other samples
        right();
    }));
}

TEST_CASE("faults planted in the gradient of a recurrence are caught") {
    suspect<recurrence<lstm>, feature_shape(3, 3, 4)> const layer;
    layer.caught("W_r and W_c exchanged",
                 afterwards([](auto& w, double* g) { w.swap(g, "3x4.ne.weight_r", "3x4.ne.weight_c"); }));
    layer.caught("W_r and W_c exchanged on the way back",
                 beforehand([](auto& w, double* v) { w.swap(v, "3x4.se.weight_r", "3x4.se.weight_c"); }));
    layer.caught("W_r transposed on the way back",
                 beforehand([](auto& w, double* v) { w.transpose(v, "3x4.nw.weight_r"); }));
    layer.caught("W_c transposed", afterwards([](auto& w, double* g) { w.transpose(g, "3x4.sw.weight_c"); }));
    layer.caught("nothing comes back from the row neighbour",
                 beforehand([](auto& w, double* v) { w.scale(v, "3x4.sw.weight_r", 0); }));
    layer.caught("gates i and f exchanged",
                 afterwards([](auto& w, double* g) { swap_gates(w, g, "3x4.se.weight_x", 0, 1, 3); }));
    layer.caught("gates g and o exchanged on the way back",
                 beforehand([](auto& w, double* v) { swap_gates(w, v, "3x4.ne.weight_x", 2, 3, 3); }));
    layer.caught("two directions exchanged",
                 afterwards([](auto& w, double* g) { w.swap(g, "3x4.se.weight_r", "3x4.nw.weight_r"); }));
    layer.caught("one direction is missing", afterwards([](auto& w, double* g) {
                     for (char const* name : {"weight_x", "weight_r", "weight_c", "bias"})
                         w.scale(g, std::string("3x4.nw.") + name, 0);
                 }));
    layer.caught("dx misses one direction", beforehand([](auto& w, double* v) { w.scale(v, "3x4.ne.weight_x", 0); }));
    layer.caught("the bias of the forget gate is missing", afterwards([](auto& w, double* g) {
                     for (index_t k = 3; k < 6; ++k) w.at(g, "3x4.se.bias", 0, k) = 0;
                 }));
    layer.caught("the sign of the output gate", afterwards([](auto& w, double* g) {
                     for (index_t k = 9; k < 12; ++k) w.at(g, "3x4.sw.bias", 0, k) *= -1;
                 }));
    layer.caught("one region is missing", [](backward_work& w, auto const& right) {
        w.zero_gradient([](index_t, index_t i) { return i % 12 == 7; });
        right();
    });
    layer.caught("only the first sample", without_samples([](index_t sample) { return sample > 0; }));
}

TEST_CASE("faults planted in the gradient of a hierarchy are caught") {
    static constexpr feature_shape in = [] {
        feature_shape s(3, grid(3));
        s.scale[s.scales++] = grid(2);
        s.scale[s.scales++] = grid(1);
        return s;
    }();
    suspect<hierarchy<lstm, directions<se, nw>, linked>, in> const layer;
    layer.caught("a link is missing", afterwards([](auto& w, double* g) { w.scale(g, "link.1.2.weight", 0); }));
    layer.caught("a link is halved", afterwards([](auto& w, double* g) { w.scale(g, "link.2.3.weight", 0.5); }));
    layer.caught("a link is transposed", afterwards([](auto& w, double* g) { w.transpose(g, "link.1.3.weight"); }));
    layer.caught("a link is transposed on the way back",
                 beforehand([](auto& w, double* v) { w.transpose(v, "link.2.3.weight"); }));
    layer.caught("a link brings nothing back to the coarse scale",
                 beforehand([](auto& w, double* v) { w.scale(v, "link.1.3.weight", 0); }));
    layer.caught("two links exchanged",
                 afterwards([](auto& w, double* g) { w.swap(g, "link.1.2.weight", "link.1.3.weight"); }));
    for (index_t l = 0; l < 3; ++l) {
        layer.caught("what the classifier says of a scale is missing", [l](backward_work& w, auto const& right) {
            w.zero_gradient([&](index_t, index_t i) { return i >= w.out.offset(l) && i < w.out.offset(l + 1); });
            right();
        });
        layer.caught("dx of a scale is missing", afterwards([l](auto& w, double*) {
                         for (index_t b = 0; b < w.samples; ++b)
                             std::fill(w.dx + b * w.in.size() + w.in.offset(l),
                                       w.dx + b * w.in.size() + w.in.offset(l + 1), 0.0);
                     }));
    }
}
