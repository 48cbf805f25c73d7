#include "distance.hpp"
#include "io/complaint.hpp"
#include "oracle/random.hpp"

#include <chrnn/layer/conv.hpp>
#include <chrnn/loss/region_cross_entropy.hpp>
#include <chrnn/network/model.hpp>
#include <chrnn/train/check_gradient.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

struct some_weights {
    static constexpr std::array values{0.5, 2.0, 1.25};
};
struct no_second {
    static constexpr float values[] = {1, 0, 3};
};

constexpr index_t classes = 3, rows = 2, columns = 4, regions = rows * columns;
template <class... Options>
using alone = model<network<input<classes, rows, columns>, region_cross_entropy<Options...>>, cpu, double>;
template <class... Options>
using behind_a_layer = model<network<input<2, 3, 4>, conv<classes, 2>, region_cross_entropy<Options...>>, cpu, double>;

std::vector<double> numbers(index_t samples, index_t each = classes * regions) {
    return oracle::random_source(4).uniform(static_cast<std::size_t>(samples * each), -3, 3);
}
/// Labels of all classes, every fifth being `ignored`.
std::vector<int> labels(index_t samples, int ignored, index_t each = regions) {
    std::vector<int> all;
    for (index_t i = 0; i < samples * each; ++i)
        all.push_back(i % 5 == 3 ? ignored : static_cast<int>(i * i / 2 % classes));
    return all;
}

/// What torch.nn.functional.cross_entropy(x, labels, weight, ignore_index) is, and its gradient.
struct expected {
    std::vector<double> probabilities, gradient;
    double loss = 0;

    expected(std::vector<double> const& x, std::vector<int> const& labels, std::vector<double> const& weights,
             int ignored)
        : probabilities(x.size()), gradient(x.size()) {
        double all = 0;
        for (int label : labels) all += label == ignored ? 0 : weights[std::size_t(label)];
        for (std::size_t i = 0; i < labels.size(); ++i) {
            auto const at = [&](index_t k) { return (i / regions * classes + std::size_t(k)) * regions + i % regions; };
            double sum = 0;
            for (index_t k = 0; k < classes; ++k) sum += std::exp(x[at(k)]);
            for (index_t k = 0; k < classes; ++k) {
                double const p = probabilities[at(k)] = std::exp(x[at(k)]) / sum;
                if (labels[i] == ignored) continue;
                double const weight = weights[std::size_t(labels[i])] / all;
                gradient[at(k)] = weight * (p - (labels[i] == k));
                if (labels[i] == k) loss -= weight * std::log(p);
            }
        }
    }
};

template <class Model>
void agrees(std::vector<double> const& weights, int ignored) {
    for (index_t samples : {1, 2, 5}) {
        INFO(samples << " samples");
        Model m(batch{5});
        m.want_input_gradient();
        auto const x = numbers(samples);
        auto const all = labels(samples, ignored);
        expected const right(x, all, weights, ignored);
        CHECK(largest_difference(m.predict(x), right.probabilities) < 1e-12);
        CHECK(m.forward(x, all) == Approx(right.loss).epsilon(1e-12));
        CHECK(largest_difference(m.probabilities(), right.probabilities) < 1e-12);
        m.backward();
        CHECK(largest_difference(m.input_gradient(), right.gradient) < 1e-12);
    }
}

} // namespace

TEST_CASE("softmax over the channels of every region, its cross-entropy and its gradient agree with plain loops") {
    agrees<alone<>>({1, 1, 1}, -1);
    agrees<alone<ignored_label<255>>>({1, 1, 1}, 255);
    agrees<alone<ignored_label<1>>>({1, 1, 1}, 1); // one of the classes
    agrees<alone<class_weights<some_weights>>>({0.5, 2, 1.25}, -1);
    agrees<alone<ignored_label<-100>, class_weights<no_second>>>({1, 0, 3}, -100);
    agrees<alone<class_weights<some_weights>, ignored_label<0>>>({0.5, 2, 1.25}, 0);
}

TEST_CASE("with one region, region_cross_entropy is softmax_cross_entropy") {
    model<network<input<5, 1, 1>, region_cross_entropy<>>, cpu, double> regional{batch{4}};
    model<network<input<5, 1, 1>, softmax_cross_entropy>, cpu, double> plain{batch{4}};
    regional.want_input_gradient(), plain.want_input_gradient();
    auto const x = numbers(4, 5);
    std::vector<int> const all{4, 0, 2, 2};
    CHECK(regional.forward(x, all) == Approx(plain.forward(x, all)).epsilon(1e-14));
    regional.backward(), plain.backward();
    std::vector<double> const expected(plain.input_gradient().begin(), plain.input_gradient().end());
    CHECK(largest_difference(regional.input_gradient(), expected) < 1e-15);
}

TEMPLATE_TEST_CASE("the gradient of region_cross_entropy agrees with differences of its loss", "", behind_a_layer<>,
                   behind_a_layer<ignored_label<1>>, behind_a_layer<class_weights<some_weights>>,
                   (behind_a_layer<label_smoothing<0.3>, class_weights<some_weights>>)) {
    TestType m{batch{3}, seed{5}};
    auto const report = check_gradient(m, numbers(3, 24), labels(3, TestType::net::loss::labels::ignored, 6));
    INFO(report.parameter);
    CHECK(report.within(1e-8));
}

TEST_CASE("where no region counts the loss and its gradient are 0") {
    alone<> m(batch{2});
    m.want_input_gradient();
    CHECK(m.forward(numbers(2), std::vector<int>(2 * regions, -1)) == 0);
    m.backward();
    CHECK(largest_difference(m.input_gradient(), std::vector<double>(2 * classes * regions)) == 0);
}

TEST_CASE("the loss of regions is finite for numbers of any size") {
    alone<> m(batch{1});
    std::vector<double> x(classes * regions, 1000);
    x[0] = -1000; // class 0 of the first region
    std::vector<int> all(regions, -1);
    all[0] = 0;
    CHECK(m.forward(x, all) == Approx(2000 + std::log(2.0)));
    CHECK(m.probabilities()[0] == 0);
}

TEST_CASE("the loss of regions gives the same bits on any number of threads") {
    using large = model<network<input<classes, 70, 60>, region_cross_entropy<class_weights<some_weights>>>>;
    auto const x = numbers(3, classes * 4200);
    auto const all = labels(3, -1, 4200);
    std::vector<float> first;
    for (index_t count : {1, 2, 3}) {
        large m(batch{3}, seed{1}, threads{count});
        m.want_input_gradient();
        std::vector<float> found{m.forward(x, all)};
        m.backward();
        found.insert(found.end(), m.input_gradient().begin(), m.input_gradient().end());
        if (count == 1) first = found;
        CHECK((found == first));
    }
}

TEST_CASE("labels of regions that make no sense are refused") {
    alone<> m(batch{2});
    auto const refusal = [&](int label) {
        auto all = labels(2, -1);
        all[11] = label;
        return complaint([&] { m.forward(numbers(2), all); });
    };
    CHECK(refusal(3) == "a region's label is 3, but the network has 3 classes, and regions that do not count have the "
                        "label -1");
    CHECK(refusal(-2) == "a region's label is -2, but the network has 3 classes, and regions that do not count have "
                         "the label -1");
    CHECK(complaint([&] { m.forward(numbers(2), labels(1, -1)); }) == "2 samples came with 8 targets, but each has 8");
}
