#include <tensor/sample.hpp>

#include <chrnn/tensor/reduce.hpp>
#include <chrnn/tensor/reshape.hpp>

#include <limits>
#include <map>

using namespace chrnn;

/// All reductions of a tensor of three axes over `Axes` against plain loops.
template <index_t... Axes, class T, class Shape>
void check_reductions(tensor<T, Shape> const& x) {
    bool const reduced[] = {((Axes == 0) || ...), ((Axes == 1) || ...), ((Axes == 2) || ...)};
    index_t const extent[] = {x.leading() == dynamic ? Shape::extent(0) : x.leading(), Shape::extent(1),
                              Shape::extent(2)};
    std::map<std::array<index_t, 3>, std::vector<T>> groups; // in the order of the entries kept
    for (index_t i = 0; i < extent[0]; ++i)
        for (index_t j = 0; j < extent[1]; ++j)
            for (index_t k = 0; k < extent[2]; ++k)
                groups[{reduced[0] ? 0 : i, reduced[1] ? 0 : j, reduced[2] ? 0 : k}].push_back(x(i, j, k));

    auto const sums = entries(sum<Axes...>(x)), means = entries(mean<Axes...>(x)), greatest = entries(max<Axes...>(x)),
               least = entries(min<Axes...>(x)), places = entries(argmax<Axes...>(x)),
               squares = entries(sum<Axes...>(x * x - 1));
    REQUIRE(sums.size() == groups.size());
    std::size_t entry = 0;
    for (auto const& [position, group] : groups) {
        double total = 0, of_squares = 0;
        for (double one : group) total += one, of_squares += one * one - 1;
        auto const n = static_cast<double>(group.size());
        CHECK(sums[entry] == Approx(total).epsilon(1e-5).margin(1e-5));
        CHECK(means[entry] == Approx(total / n).epsilon(1e-5).margin(1e-5));
        CHECK(squares[entry] == Approx(of_squares).epsilon(1e-5).margin(1e-4));
        auto const top = std::max_element(group.begin(), group.end());
        CHECK(greatest[entry] == *top);
        CHECK(least[entry] == *std::min_element(group.begin(), group.end()));
        CHECK(places[entry] == static_cast<T>(top - group.begin()));
        ++entry;
    }
}

TEMPLATE_TEST_CASE("reductions over every set of axes agree with plain loops", "", float, double) {
    auto const x = sample<TestType, 3, 4, 19>(1);
    check_reductions<0>(x);
    check_reductions<1>(x);
    check_reductions<2>(x);
    check_reductions<0, 1>(x);
    check_reductions<0, 2>(x);
    check_reductions<1, 2>(x);
    check_reductions<0, 1, 2>(x);
}

TEST_CASE("reductions with a leading extent of run time, kept or reduced, agree with plain loops") {
    auto const x = batch_sample<float, 4, 19>(5, 2);
    check_reductions<0>(x);
    check_reductions<2>(x);
    check_reductions<0, 1>(x);
    check_reductions<1, 2>(x);
    check_reductions<0, 1, 2>(x);
}

TEST_CASE("no axes named are all of them, and negative axes count from the last") {
    auto const x = sample<double, 3, 4, 5>(3);
    CHECK(value(sum(x)) == value(sum<0, 1, 2>(x)));
    CHECK(entries(sum<-1>(x)) == entries(sum<2>(x)));
    CHECK(entries(max<-3, -1>(x)) == entries(max<0, 2>(x)));
    CHECK(value(mean(x)) == Approx(value(sum(x)) / 60));
    tensor<double, extents<>> number;
    number = sum(x);
    CHECK(value(number) == value(sum(x)));
    CHECK(value(sum(number)) == value(number));
}

TEST_CASE("argmax gives the first place of several, in row-major order over the reduced axes") {
    tensor<float, extents<2, 3, 4>> x;
    x(0, 1, 2) = x(0, 2, 0) = x(1, 0, 3) = 5;
    CHECK(value(argmax(x)) == 6);
    CHECK(entries(argmax<1, 2>(x)) == std::vector<float>{6, 3});
    CHECK(entries(argmax<0, 1>(x)) == std::vector<float>{2, 0, 1, 3});
    x = -std::numeric_limits<float>::infinity();
    CHECK(value(argmax(x)) == 0);
}

TEST_CASE("reductions pass over what is not a number, sums do not") {
    tensor<float, extents<4>> x;
    x = 1;
    x(0) = std::numeric_limits<float>::quiet_NaN();
    x(3) = 2;
    CHECK(value(max(x)) == 2);
    CHECK(value(min(x)) == 1);
    CHECK(value(argmax(x)) == 3);
    CHECK(std::isnan(value(sum(x))));
}

TEST_CASE("reductions take part in expressions and broadcast back") {
    auto const x = sample<double, 3, 20>(4);
    tensor<double, extents<3, 20>> softmax;
    softmax = exp(x - reshape<extents<3, 1>>(max<1>(x)));
    softmax /= reshape<extents<3, 1>>(sum<1>(softmax));
    for (index_t i = 0; i < 3; ++i) {
        double total = 0;
        for (index_t j = 0; j < 20; ++j) total += std::exp(x(i, j));
        for (index_t j = 0; j < 20; ++j) CHECK(softmax(i, j) == Approx(std::exp(x(i, j)) / total));
    }
    tensor<double, extents<3>> distance;
    distance = sqrt(sum<1>(x * x)) + max<1>(transpose(transpose(x)));
    CHECK(distance(2) > 0);
}

TEST_CASE("a sum of very many small numbers keeps them all") {
    tensor<float, extents<dynamic>> ones(20'000'000);
    ones = 1;
    CHECK(value(sum(ones)) == 20'000'000);
    CHECK(value(mean(ones)) == 1);
}
