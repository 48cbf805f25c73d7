#include "io/complaint.hpp"

#include <chrnn/fit/fit_samples.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/train/check_gradient.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

/// Ends a network whose outputs are to be small: half the sum of the squares of a sample's.
struct smallness : loss {
    static constexpr std::string_view kind = "smallness";
    static constexpr activations backward_reads = activations::output;

    template <feature_shape In>
    static consteval feature_shape output() {
        return In;
    }
    template <feature_shape>
    static constexpr index_t targets() {
        return 0;
    }
    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        p.on.assign(p.template output<In>(), p.template input<In>());
    }
    template <feature_shape In, class Pass>
    static void losses(Pass const& p, int const*, typename Pass::scalar* to) {
        p.on.parallel_for(p.samples, In.size(), half_squares<In.size(), typename Pass::scalar>{p.y, to});
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p, int const*) {
        using T = typename Pass::scalar;
        p.on.parallel_for(p.samples * In.size(), 1, shares<T>{p.y, p.dx, T(1) / static_cast<T>(p.samples)});
    }

    template <index_t N, class T>
    struct half_squares {
        T const* y;
        T* losses;
        CHRNN_INLINE void operator()(index_t sample) const {
            losses[sample] = 0;
            for (index_t i = sample * N; i < (sample + 1) * N; ++i) losses[sample] += y[i] * y[i] / 2;
        }
    };
    template <class T>
    struct shares {
        T const* y;
        T *dx, factor;
        CHRNN_INLINE void operator()(index_t i) const { dx[i] = factor * y[i]; }
    };
};

using alone = network<input_of<vector_shape(2)>, smallness>;
using learning = network<input_of<vector_shape(3)>, dense<4>, smallness>;
using labelled = network<input_of<vector_shape(2)>, softmax_cross_entropy>;

template <class Model>
concept goes_forward_on_images = requires(Model m, std::vector<float> const x) {
    m.forward(x);
};
static_assert(goes_forward_on_images<model<alone>> && !goes_forward_on_images<model<labelled>>);
static_assert(model<alone>::targets_each == 0);

} // namespace

TEMPLATE_TEST_CASE("a loss that takes no targets is computed from the images alone", "", float, double) {
    model<alone, cpu, TestType> m{batch{3}};
    m.want_input_gradient();
    std::vector<TestType> const x{3, 4, 0, 2};
    CHECK(m.forward(x) == (12.5 + 2) / 2);
    CHECK(m.loss() == 7.25);
    m.backward();
    auto const dx = m.input_gradient();
    CHECK(std::vector(dx.begin(), dx.end()) == std::vector<TestType>{1.5, 2, 0, 1});
    CHECK(m.forward(x, {}) == 7.25);
    CHECK(m.predict_loss(x, {}) == 7.25);
    CHECK(m.forward(std::span(x).first(2)) == 12.5);
}

TEST_CASE("a loss that takes no targets is refused those that it is given, and nothing has changed") {
    model<alone> m{batch{2}};
    std::vector<float> const x{3, 4, 0, 2};
    std::vector<int> const one{0};
    m.forward(x);
    CHECK(complaint([&] { m.forward(x, one); }) == "2 samples came with 1 targets, but each has 0");
    CHECK(complaint([&] { m.forward(std::vector<float>(3)); }) == "3 numbers are not whole images of 2");
    m.backward();
    CHECK(m.steps() == 1);
}

TEST_CASE("a network learns without targets, by gradients that agree with differences of its loss") {
    model<learning, cpu, double> m{batch{2}, seed{5}};
    std::vector<double> const x{1, -2, 0.5, 0.25, 1, 2};
    CHECK(check_gradient(m, x, {}).within(1e-8));
    double const before = m.forward(x);
    optimiser learn(m, {.momentum = 0});
    for (int step = 0; step < 20; ++step) {
        m.forward(x);
        m.backward();
        learn.step(0.1);
    }
    CHECK(m.forward(x) < before / 10);
    double const between = m.loss();
    learn.train(x, {}, 0.1);
    learn.check();
    CHECK(m.loss() == between);
    CHECK(m.forward(x) < between);
}

TEST_CASE("a trainer takes steps without targets, and counts no label") {
    model<learning> net{batch{2}, seed{5}}, other{batch{2}, seed{5}};
    trainer run(net, sgd{.momentum = 0});
    std::vector<float> const x{1, -2, 0.5, 0.25, 1, 2};
    auto& steps = run.type_erased();
    steps.prefetch(x);
    steps.begin_step({}, 0.1);
    auto const found = steps.end_step({});
    CHECK(found.loss == other.forward(x));
    CHECK(found.labels == 0);
    CHECK(found.correct == 0);
    CHECK(net.steps() == 1);
    CHECK(net.forward(x) < other.loss());
}

TEST_CASE("fit and evaluate take samples without targets") {
    model<learning, cpu, double> net{batch{2}, seed{5}};
    samples<int> const data(3, {1, -2, 0.5, 0.25, 1, 2, 0, 0.5, 1}, {});
    double const before = evaluate(net, data).loss();
    fit(net, data, sgd{.rate = 0.1, .momentum = 0}, {.epochs = 20, .progress = progress_style::none});
    CHECK(evaluate(net, data).loss() < before / 10);
    CHECK(complaint([&] { samples<int>(3, {1, 2, 3}, {0}); }) == "1 targets are not those of 3 samples");
}
