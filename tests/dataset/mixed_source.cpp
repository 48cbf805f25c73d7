#include "dataset/sample_images.hpp"

#include <chrnn/data/loader.hpp>
#include <chrnn/data/mixed_source.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

loader_options const shuffled_fours{.channels = 1, .rows = 4, .columns = 5, .batch = 4, .shuffled = true, .workers = 0};

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
    for (mixing const& how : {mixing{0.2, 0, 3}, mixing{0, 1, 3}}) {
        auto const share = [](mixing const& one, index_t epoch, index_t batch) {
            return one.of(epoch, batch, 40, 50).share;
        };
        CHECK(share(how, 1, 2) == share(how, 1, 2));
        CHECK(share(how, 1, 2) != share(how, 1, 3));
        CHECK(share(how, 1, 2) != share(how, 2, 2));
        CHECK(share(how, 1, 2) != share(mixing{how.mixup, how.cutmix, 4}, 1, 2));
    }
    CHECK(mixing{0, 0, 3}.of(1, 2, 4, 5).share == 1);
}

TEST_CASE("shares and boxes of CutMix are distributed as torchvision draws them") {
    // torchvision 0.29.2, CutMix(alpha).make_params on images of 24 x 40: the means of 150,000 draws, and of their
    // squares.
    struct moments {
        double alpha, share[2], top[2], left[2], rows[2], columns[2];
    };
    constexpr index_t count = 40'000;
    for (moments const& known :
         {moments{1, {0.70259, 0.52681}, {5.5069, 62.577}, {9.1822, 173.72}, {12.304, 174.89}, {20.969, 504.21}},
          moments{0.4, {0.71542, 0.56056}, {6.0217, 73.668}, {9.9892, 203.88}, {11.238, 166.64}, {19.276, 484.27}}}) {
        INFO("alpha " << known.alpha);
        std::vector<mixture> drawn;
        for (index_t batch = 0; batch < count; ++batch) drawn.push_back(mixing{0, known.alpha, 7}.of(0, batch, 24, 40));
        auto const agrees = [&](double const(&expected)[2], auto const& number) {
            for (int power : {1, 2}) {
                double sum = 0, squares = 0;
                for (mixture const& one : drawn) {
                    double const x = std::pow(static_cast<double>(number(one)), power);
                    sum += x, squares += x * x;
                }
                double const mean = sum / count, variance = squares / count - mean * mean;
                CHECK(std::abs(mean - expected[power - 1]) < 4 * std::sqrt(variance * (1. / count + 1. / 150'000)));
            }
        };
        agrees(known.share, [](mixture const& one) { return one.share; });
        agrees(known.top, [](mixture const& one) { return one.cut.top; });
        agrees(known.left, [](mixture const& one) { return one.cut.left; });
        agrees(known.rows, [](mixture const& one) { return one.cut.rows; });
        agrees(known.columns, [](mixture const& one) { return one.cut.columns; });
    }
}

TEST_CASE("with both, half of the batches are mixed all over and half in a box") {
    int cut = 0, blended = 0;
    for (index_t batch = 0; batch < 1000; ++batch) {
        mixture const one = mixing{0.4, 1, 3}.of(0, batch, 100, 100);
        (one.cuts() ? cut : blended) += one.share < 1;
    }
    CHECK(std::abs(cut - 500) < 64);
    CHECK(std::abs(blended - 500) < 64);
}

TEST_CASE("in a box each image of a batch is the next one, the last the first, and their labels have its share") {
    random_images const data(10);
    loader_options wide = shuffled_fours;
    wide.channels = 3;
    loader plain(data, {}, wide), same(data, {}, wide);
    mixing const how{0, 1, 3};
    mixed_source mixed(plain, 3, 4, 5, how);
    index_t in_boxes = 0;
    for (index_t epoch : {0, 1, 2, 3})
        for (mixed.start(epoch), same.start(epoch); auto const from = same.next();) {
            auto const found = mixed.next();
            REQUIRE(found);
            mixture const now = how.of(epoch, from->number, 4, 5);
            auto const [top, left, rows, columns] = now.cut;
            auto const n = from->targets.size();
            REQUIRE(found->inputs.size() == n * 60);
            for (std::size_t i = 0; i < n; ++i) {
                std::size_t const next = (i + 1) % n;
                for (std::size_t k = 0; k < 60; ++k) {
                    auto const r = static_cast<index_t>(k % 20 / 5), q = static_cast<index_t>(k % 5);
                    bool const inside = r >= top && r < top + rows && q >= left && q < left + columns;
                    in_boxes += inside;
                    CHECK(found->inputs[i * 60 + k] == from->inputs[(inside ? next : i) * 60 + k]);
                }
                auto const share = static_cast<double>(20 - rows * columns) / 20;
                for (std::size_t k = 0; k < 3; ++k)
                    CHECK(found->targets[i * 3 + k] ==
                          Approx(share * (from->targets[i] == int(k)) + (1 - share) * (from->targets[next] == int(k))));
            }
        }
    CHECK(in_boxes > 100);
}

TEST_CASE("each sample of a batch is mixed with the next one and the last with the first, as their labels are") {
    random_images const data(10);
    loader plain(data, {}, shuffled_fours), same(data, {}, shuffled_fours);
    mixing const how{0.4, 0, 3};
    mixed_source mixed(plain, 3, 4, 5, how);
    CHECK(mixed.batches() == 3);
    mixed.start(5, 1), same.start(5, 1);
    while (auto const from = same.next()) {
        auto const found = mixed.next();
        REQUIRE(found);
        auto const share = static_cast<float>(how.of(5, from->number, 4, 5).share);
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
    loader plain(data, {}, shuffled_fours), same(data, {}, shuffled_fours);
    mixed_source mixed(plain, 3, 4, 5, {});
    mixed.start(0), same.start(0);
    auto const found = mixed.next();
    auto const expected = same.next();
    CHECK(std::ranges::equal(found->inputs, expected->inputs));
    for (std::size_t i = 0; i < 12; ++i) CHECK(found->targets[i] == (expected->targets[i / 3] == int(i % 3)));
}

TEST_CASE("batches that are short of bad images are mixed among those that are left") {
    random_images const data(6, {4});
    loader_options options = shuffled_fours;
    options.shuffled = false, options.on_bad_file = bad_file::skip;
    loader plain(data, {}, options);
    mixed_source mixed(plain, 3, 4, 5, {0.4, 0, 3});
    mixed.start(0);
    CHECK(mixed.next()->items.size() == 4);
    auto const last = mixed.next();
    REQUIRE(last->items.size() == 1);
    std::vector<float> alone(20);
    write_crop(data.load(5, 1), 4, 5, 0, {}, shuffled_fours.scale, alone);
    for (std::size_t k = 0; k < 20; ++k) CHECK(last->inputs[k] == Approx(alone[k]));
    CHECK(last->targets[static_cast<std::size_t>(data.label(5))] == Approx(1));
}
