#include "dataset/sample_images.hpp"

#include <chrnn/data/loader.hpp>
#include <chrnn/data/mixed_source.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

loader_options const small{.channels = 1, .rows = 4, .columns = 5, .batch = 4, .shuffled = true, .workers = 0};

/// The mean of `f` over many draws from Beta(alpha, alpha).
double mean_of_draws(double alpha, auto const& f) {
    double sum = 0;
    constexpr int draws = 40'000;
    for (int i = 0; i < draws; ++i) {
        dice random{{7, static_cast<std::uint64_t>(i)}};
        sum += f(symmetric_beta(alpha, random));
    }
    return sum / draws;
}

} // namespace

TEST_CASE("shares are distributed as Beta(alpha, alpha): the first four moments, and that of no other") {
    for (double alpha : {0.05, 0.2, 0.5, 1.0, 2.0, 32.0}) {
        INFO("alpha " << alpha);
        double const variance = 1 / (4 * (2 * alpha + 1));
        double const kurtosis = 3 - 6 / (2 * alpha + 3), fourth = kurtosis * variance * variance;
        double const error = 4 * std::sqrt(1. / 40'000); // four standard errors, of what has deviation 1
        CHECK(std::abs(mean_of_draws(alpha, [](double x) { return x - 0.5; })) < error * std::sqrt(variance));
        CHECK(std::abs(mean_of_draws(alpha, [&](double x) { return (x - 0.5) * (x - 0.5); }) - variance) <
              error * std::sqrt(fourth - variance * variance));
        CHECK(mean_of_draws(alpha, [&](double x) { return std::pow(x - 0.5, 4); }) == Approx(fourth).epsilon(0.05));
        CHECK(mean_of_draws(alpha, [](double x) { return x < 0 || x > 1 || std::isnan(x); }) == 0);
    }
    CHECK(mean_of_draws(1, [](double x) { return x < 0.25; }) == Approx(0.25).margin(0.009)); // uniform
}

TEST_CASE("a share follows from the seed, the epoch and the batch, and is 1 without mixup") {
    mixing const how{0.2, 3};
    CHECK(how.share(1, 2) == how.share(1, 2));
    CHECK(how.share(1, 2) != how.share(1, 3));
    CHECK(how.share(1, 2) != how.share(2, 2));
    CHECK(how.share(1, 2) != mixing{0.2, 4}.share(1, 2));
    CHECK(mixing{0, 3}.share(1, 2) == 1);
}

TEST_CASE("each sample of a batch is mixed with the next one and the last with the first, as their labels are") {
    random_images const data(10);
    loader plain(data, {}, small), same(data, {}, small);
    mixing const how{0.4, 3};
    mixed_source mixed(plain, 3, how);
    CHECK(mixed.batches() == 3);
    mixed.start(5, 1), same.start(5, 1);
    while (auto const from = same.next()) {
        auto const found = mixed.next();
        REQUIRE(found);
        auto const share = static_cast<float>(how.share(5, from->number));
        auto const n = from->targets.size();
        CHECK(found->number == from->number);
        CHECK(std::ranges::equal(found->items, from->items));
        REQUIRE(found->inputs.size() == n * 20);
        REQUIRE(found->targets.size() == n * 3);
        for (std::size_t i = 0; i < n; ++i) {
            std::size_t const next = (i + 1) % n;
            for (std::size_t k = 0; k < 20; ++k)
                CHECK(
                    found->inputs[i * 20 + k] ==
                    Approx(share * from->inputs[i * 20 + k] + (1 - share) * from->inputs[next * 20 + k]).margin(1e-6));
            for (std::size_t k = 0; k < 3; ++k)
                CHECK(found->targets[i * 3 + k] ==
                      Approx(share * (from->targets[i] == int(k)) + (1 - share) * (from->targets[next] == int(k))));
        }
    }
    CHECK_FALSE(mixed.next());
}

TEST_CASE("without mixup inputs are handed on as they are, and a label is all of one class") {
    random_images const data(10);
    loader plain(data, {}, small), same(data, {}, small);
    mixed_source mixed(plain, 3, {});
    mixed.start(0), same.start(0);
    auto const found = mixed.next();
    auto const expected = same.next();
    CHECK(std::ranges::equal(found->inputs, expected->inputs));
    for (std::size_t i = 0; i < 12; ++i) CHECK(found->targets[i] == (expected->targets[i / 3] == int(i % 3)));
}

TEST_CASE("batches that are short of bad images are mixed among those that are left") {
    random_images const data(6, {4});
    loader_options options = small;
    options.shuffled = false, options.on_bad_file = bad_file::skip;
    loader plain(data, {}, options);
    mixed_source mixed(plain, 3, {0.4, 3});
    mixed.start(0);
    CHECK(mixed.next()->items.size() == 4);
    auto const last = mixed.next();
    REQUIRE(last->items.size() == 1);
    std::vector<float> alone(20);
    write_crop(data.load(5, 1), 4, 5, 0, {}, small.scale, alone);
    for (std::size_t k = 0; k < 20; ++k) CHECK(last->inputs[k] == Approx(alone[k]));
    CHECK(last->targets[static_cast<std::size_t>(data.label(5))] == Approx(1));
}
