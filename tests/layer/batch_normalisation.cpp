#include "distance.hpp"

#include "temporary_folder.hpp"

#include <chrnn/chrnn.hpp>
#include <chrnn/files.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

/// What torch.nn.BatchNorm2d computes, in plain loops.
struct plain_batch_norm {
    std::size_t channels, regions;
    std::vector<double> weight, bias, running_mean, running_var, mean, variance;

    template <class Visit>
    void each(std::size_t samples, Visit const& visit) const {
        for (std::size_t n = 0; n < samples; ++n)
            for (std::size_t c = 0; c < channels; ++c)
                for (std::size_t r = 0; r < regions; ++r) visit((n * channels + c) * regions + r, c);
    }
    std::size_t samples_in(std::vector<double> const& x) const { return x.size() / (channels * regions); }

    std::vector<double> train(std::vector<double> const& x) {
        std::size_t const samples = samples_in(x), n = samples * regions;
        mean.assign(channels, 0), variance.assign(channels, 0);
        each(samples, [&](std::size_t i, std::size_t c) { mean[c] += x[i] / double(n); });
        each(samples,
             [&](std::size_t i, std::size_t c) { variance[c] += (x[i] - mean[c]) * (x[i] - mean[c]) / double(n); });
        for (std::size_t c = 0; c < channels; ++c) {
            running_mean[c] = 0.9 * running_mean[c] + 0.1 * mean[c];
            running_var[c] = 0.9 * running_var[c] + 0.1 * variance[c] * double(n) / double(n - 1);
        }
        return normalised(x, mean, variance);
    }
    std::vector<double> predict(std::vector<double> const& x) const { return normalised(x, running_mean, running_var); }

    struct gradients {
        std::vector<double> x, weight, bias;
    };
    /// Through y = w (x - m) / s + b, s = sqrt(v + e), by the chain rule, with m and v as functions of x.
    gradients backward(std::vector<double> const& x, std::vector<double> const& dy) const {
        std::size_t const samples = samples_in(x);
        double const n = double(samples * regions);
        gradients d{std::vector<double>(x.size()), std::vector<double>(channels), std::vector<double>(channels)};
        std::vector<double> d_mean(channels), d_variance(channels);
        auto const deviation = [&](std::size_t c) { return std::sqrt(variance[c] + 1e-5); };
        each(samples, [&](std::size_t i, std::size_t c) {
            double const s = deviation(c);
            d.weight[c] += dy[i] * (x[i] - mean[c]) / s;
            d.bias[c] += dy[i];
            d_variance[c] -= dy[i] * weight[c] * (x[i] - mean[c]) / (2 * s * s * s);
            d_mean[c] -= dy[i] * weight[c] / s;
        });
        each(samples, [&](std::size_t i, std::size_t c) {
            d.x[i] = dy[i] * weight[c] / deviation(c) + d_variance[c] * 2 * (x[i] - mean[c]) / n + d_mean[c] / n;
        });
        return d;
    }

  private:
    std::vector<double> normalised(std::vector<double> const& x, std::vector<double> const& m,
                                   std::vector<double> const& v) const {
        std::vector<double> y(x.size());
        each(samples_in(x), [&](std::size_t i, std::size_t c) {
            y[i] = weight[c] * (x[i] - m[c]) / std::sqrt(v[c] + 1e-5) + bias[c];
        });
        return y;
    }
};

constexpr feature_shape shape(3, 5, 4);
using alone = network<input_of<shape>, batch_normalisation, probe>;

std::vector<double> drawn(index_t n, std::uint64_t stream, double deviation = 1, double middle = 0) {
    std::vector<double> all(static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = middle + deviation * distribution::normal{}(random_stream{stream}, i);
    return all;
}
/// The numbers of one parameter, or of what lies as it does.
template <class T>
std::vector<double> numbers(std::vector<parameter_view<T>> const& all, std::string_view name) {
    for (auto const& p : all)
        if (p.name == name) {
            std::vector<double> found;
            for (index_t i = 0; i < p.rows * p.columns; ++i)
                found.push_back(static_cast<double>(p.values[i / p.columns * p.stride + i % p.columns]));
            return found;
        }
    FAIL("there is no " << name);
    return {};
}
template <class Model>
void draw_scale(Model& m) {
    for (auto const& p : m.named_parameters())
        if (p.name.ends_with("bn0.weight") || p.name.ends_with("bn0.bias"))
            for (index_t i = 0; i < p.rows * p.columns; ++i) p.values[i] += typename Model::scalar(0.3 * double(i + 1));
}

struct small : network<input<3, 8, 8>, conv<4, 3>, batch_normalisation, rectifier,
                       residual<sequence<conv<4, 3, pad<1>>, batch_normalisation>>, dense<5>, softmax_cross_entropy> {};

} // namespace

TEST_CASE("the gradient of batch normalisation is right, of the scale and the shift too") {
    auto const report = check_gradient<batch_normalisation, shape>(4);
    INFO(report.parameter << " is off by " << report.worst);
    CHECK(report.within(1e-7));
    CHECK(check_gradient<batch_normalisation, vector_shape(6)>(5).within(1e-7));
    CHECK(check_gradient<batch_normalisation, feature_shape(2, 3, 3)>(1).within(1e-7));
}

TEST_CASE("a gradient check leaves the running mean and variance as they were") {
    model<alone, cpu, double> m(batch{3}, seed{1}, threads{1});
    std::vector<double> const before(m.parameters_span().begin(), m.parameters_span().end());
    auto const x = drawn(3 * shape.size(), 1);
    std::vector<int> const labels(3);
    CHECK(check_gradient(m, std::span<double const>(x), std::span<int const>(labels)).within(1e-7));
    CHECK(std::equal(before.begin(), before.end(), m.parameters_span().begin()));
}

TEST_CASE("batch normalisation is what plain loops find, in training, backward and in prediction") {
    model<alone, cpu, double> m(batch{6}, seed{1}, threads{2});
    m.want_input_gradient();
    draw_scale(m);
    auto const values = [&](char const* name) { return numbers(m.named_parameters(), std::string("bn0.") + name); };
    plain_batch_norm plain{3, 20, values("weight"), values("bias"), {0, 0, 0}, {1, 1, 1}, {}, {}};
    CHECK(values("weight") == std::vector{1.3, 1.6, 1.9}); // that began at 1
    CHECK(values("running_mean") == plain.running_mean);
    CHECK(values("running_var") == plain.running_var);

    for (index_t samples : {6, 2, 5}) {
        auto const x = drawn(samples * shape.size(), static_cast<std::uint64_t>(samples), 2, 3);
        std::vector<int> const labels(static_cast<std::size_t>(samples));
        m.forward(x, labels);
        CHECK(largest_difference(m.output("bn0"), plain.train(x)) < 1e-13);
        CHECK(largest_difference(values("running_mean"), plain.running_mean) < 1e-14);
        CHECK(largest_difference(values("running_var"), plain.running_var) < 1e-13);

        m.backward();
        std::vector<double> dy;
        for (index_t i = 0; i < samples * shape.size(); ++i)
            dy.push_back(probe::weight(i / shape.size(), i % shape.size()) / double(samples));
        auto const expected = plain.backward(x, dy);
        CHECK(largest_difference(m.input_gradient(), expected.x) < 1e-13);
        CHECK(largest_difference(numbers(m.named_gradients(), "bn0.weight"), expected.weight) < 1e-13);
        CHECK(largest_difference(numbers(m.named_gradients(), "bn0.bias"), expected.bias) < 1e-13);
        CHECK(largest_difference(m.predict(x), plain.predict(x)) < 1e-13);
    }
    auto const one = drawn(shape.size(), 8);
    auto const before = values("running_var");
    CHECK(largest_difference(m.predict(one), plain.predict(one)) < 1e-13); // of one sample by itself
    CHECK(values("running_var") == before);                                // which changes nothing
}

TEST_CASE("optimisers leave the running mean and variance alone") {
    auto const steps = [](auto const& rule) {
        model<small> m(batch{8}, seed{1}, threads{1});
        auto const x = drawn(8 * small::input.size(), 1);
        std::vector<int> const labels{0, 1, 2, 3, 4, 0, 1, 2};
        optimiser learns(m, rule);
        for (int step = 0; step < 3; ++step) {
            m.forward(x, labels);
            m.backward();
            auto const mean = numbers(m.named_parameters(), "bn1.running_mean"),
                       var = numbers(m.named_parameters(), "bn2.running_var"),
                       scale = numbers(m.named_parameters(), "bn1.weight");
            learns.step(0.1);
            CHECK(numbers(m.named_parameters(), "bn1.running_mean") == mean);
            CHECK(numbers(m.named_parameters(), "bn2.running_var") == var);
            CHECK(numbers(m.named_parameters(), "bn1.weight") != scale);
            CHECK(largest_difference(mean, std::vector<double>(4)) > 1e-3);
        }
        CHECK(std::isfinite(m.loss()));
    };
    steps(sgd{.weight_decay = 0.5});
    steps(adamw{});
}

TEST_CASE("a whole step gives the same bits on one thread and on three") {
    auto const after = [](index_t on_threads) {
        model<small> m(batch{8}, seed{1}, threads{on_threads});
        optimiser learns(m, sgd{});
        std::vector<int> const labels{0, 1, 2, 3, 4, 0, 1, 2};
        for (int step = 0; step < 3; ++step)
            learns.train(drawn(8 * small::input.size(), 1), std::span<int const>(labels), 0.1);
        learns.check();
        return std::vector<float>(m.parameters_span().begin(), m.parameters_span().end());
    };
    CHECK(after(1) == after(3));
}

TEST_CASE("the running mean and variance are saved and loaded by name with the others") {
    temporary_folder const folder;
    model<small> m(batch{4}, seed{1}, threads{1}), other(batch{4}, seed{2}, threads{1});
    auto const x = drawn(4 * small::input.size(), 1);
    std::vector<int> const labels{0, 1, 2, 3};
    m.forward(x, labels);
    save(m, folder / "model.safetensors");
    auto const file = read_safetensors(folder / "model.safetensors");
    for (char const* name : {"weight", "bias", "running_mean", "running_var"})
        CHECK(file.entries.at(std::string("bn1.") + name).shape == std::vector<index_t>{4});
    load(other, file);
    CHECK(numbers(other.named_parameters(), "bn2.running_var") == numbers(m.named_parameters(), "bn2.running_var"));
    CHECK(largest_difference(other.predict(x), m.predict(x)) == 0);
}
