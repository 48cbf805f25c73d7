#include <tensor/sample.hpp>

#include <chrnn/tensor/noise.hpp>
#include <chrnn/tensor/reduce.hpp>
#include <chrnn/tensor/reindex.hpp>

#include <set>

using namespace chrnn;

TEST_CASE("entry i of a noise is the distribution at position i of its stream") {
    random_stream const stream{3, 4};
    tensor<double, extents<5, 9>> x;
    x = random<extents<5, 9>, double>(stream, distribution::uniform{-1, 3});
    for (index_t i = 0; i < 45; ++i)
        CHECK(x.span()[static_cast<std::size_t>(i)] == -1 + 4 * stream.uniform(static_cast<std::uint64_t>(i)));

    tensor<float, extents<9, 5>> turned; // read through other indices it is the same
    turned = transpose(random<extents<5, 9>>(stream, distribution::uniform{-1, 3}));
    for (index_t i = 0; i < 5; ++i)
        for (index_t j = 0; j < 9; ++j) CHECK(turned(j, i) == static_cast<float>(x(i, j)));

    tensor<double, extents<dynamic, 9>> batch(5);
    batch = random<extents<dynamic, 9>, double>(stream, distribution::uniform{-1, 3});
    CHECK(entries(batch) == entries(x));
}

template <class Distribution>
std::array<double, 4> moments(Distribution distribution) {
    constexpr index_t n = 200'000;
    static tensor<double, extents<n>> x; // too large for the stack
    x = random<extents<n>, double>(random_stream{1, 2}, distribution);
    double const mu = value(mean(x));
    auto const centred = x - mu;
    auto const square = centred * centred;
    double const variance = value(mean(square));
    return {mu, variance, value(mean(square * centred)) / std::pow(variance, 1.5),
            value(mean(square * square)) / (variance * variance)};
}

TEST_CASE("distributions have the moments of their definition") {
    auto const [mean_u, variance_u, skew_u, tail_u] = moments(distribution::uniform{-1, 3}); // 5 standard errors
    CHECK(mean_u == Approx(1).margin(0.013));
    CHECK(variance_u == Approx(16.0 / 12).margin(0.014));
    CHECK(skew_u == Approx(0).margin(0.02));
    CHECK(tail_u == Approx(1.8).margin(0.02));
    auto const [mean_n, variance_n, skew_n, tail_n] = moments(distribution::normal{2, 0.5});
    CHECK(mean_n == Approx(2).margin(0.0056));
    CHECK(variance_n == Approx(0.25).margin(0.004));
    CHECK(skew_n == Approx(0).margin(0.028));
    CHECK(tail_n == Approx(3).margin(0.055));
    auto const [mean_b, variance_b, skew_b, tail_b] = moments(distribution::bernoulli{0.3});
    CHECK(mean_b == Approx(0.3).margin(0.0052));
    CHECK(variance_b == Approx(0.21).margin(0.0022));
}

TEST_CASE("neighbouring normal numbers are not correlated") {
    tensor<double, extents<100'001>> x;
    x = random<extents<100'001>, double>(random_stream{1, 2}, distribution::normal{});
    for (index_t lag : {1, 2, 3, 4}) {
        double sum = 0;
        for (index_t i = 0; i < 100'000 - lag; ++i) sum += x(i) * x(i + lag);
        CHECK(sum / 100'000 == Approx(0).margin(0.016));
    }
}

TEST_CASE("the ends of a distribution hold") {
    tensor<float, extents<1000>> x;
    x = random<extents<1000>>(random_stream{1, 2}, distribution::bernoulli{0});
    CHECK(value(sum(x)) == 0);
    x = random<extents<1000>>(random_stream{1, 2}, distribution::bernoulli{1});
    CHECK(value(sum(x)) == 1000);
    x = random<extents<1000>>(random_stream{1, 2}, distribution::uniform{5, 5});
    CHECK((value(min(x)) == 5 && value(max(x)) == 5));
}

TEST_CASE("noise is the same numbers on any number of threads") {
    using shape = extents<7, 11, 1999>; // several tasks
    tensor<float, shape> one, several, permuted;
    auto const noise = random<shape>(random_stream{9, 9}, distribution::normal{});
    one = noise;
    for (index_t threads : {2, 3, 7}) {
        cpu on(threads);
        assign(several.view(), noise * 1, on);
        CHECK(value(sum(several != one)) == 0);
        assign(permuted.view(), flip<1>(noise), on);
        CHECK(value(sum(permuted != flip<1>(one))) == 0);
    }
}

TEST_CASE("a single random number is the same for every entry that it is combined with") {
    tensor<float, extents<4, 5>> x;
    x = 1 + random<extents<>>(random_stream{1, 2}, distribution::uniform{});
    std::set<float> const seen(x.span().begin(), x.span().end());
    CHECK(seen.size() == 1);
}
