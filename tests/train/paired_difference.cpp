#include <chrnn/train/paired_difference.hpp>

#include <chrnn/base/random.hpp>
#include <chrnn/train/mcnemar.hpp>

#include <catch2/catch.hpp>

#include <vector>

using namespace chrnn;
using Catch::Contains;

namespace {

/// Shares with `only_first` items that the first alone has right, `only_second`, and `both`.
paired_difference with_counts(index_t only_first, index_t only_second, index_t both) {
    std::vector<double> first, second;
    for (index_t i = 0; i < only_first; ++i) first.push_back(1), second.push_back(0);
    for (index_t i = 0; i < only_second; ++i) first.push_back(0), second.push_back(1);
    for (index_t i = 0; i < both; ++i) first.push_back(1), second.push_back(1);
    return difference_of(first, second);
}

} // namespace

TEST_CASE("with one run a paired difference is McNemar's statistic") {
    // (25 - 10)^2 / 35 = 6.4286, whose chi-square probability with one degree of freedom is 0.011231.
    auto const found = with_counts(10, 25, 65);
    CHECK(found.mean == Approx(0.15));
    CHECK(found.p == Approx(0.011231).epsilon(1e-4));
    CHECK(with_counts(25, 10, 65).mean == Approx(-0.15));
    CHECK(with_counts(25, 10, 65).p == Approx(found.p));
    // The normal distribution passes between the steps of the exact one.
    CHECK(with_counts(300, 360, 0).p < mcnemar(300, 360).p);
    CHECK(with_counts(300, 360, 0).p > mcnemar(299, 361).p);
}

TEST_CASE("predictors that are right alike differ by nothing") {
    auto const same = with_counts(0, 0, 10);
    CHECK(same.mean == 0);
    CHECK(same.p == 1);
    CHECK(with_counts(7, 7, 3).p == Approx(1));
    CHECK(difference_of({}, {}).p == 1);
}

TEST_CASE("shares of several runs: chance alone makes p as often below 1/20 as it should") {
    random_stream const random{5, 0};
    std::uint64_t drawn = 0;
    int below = 0;
    constexpr int trials = 2000, items = 200, runs = 3;
    for (int trial = 0; trial < trials; ++trial) {
        std::vector<double> shares[2];
        for (int i = 0; i < items; ++i) {
            auto const ease = random.below(100, drawn++); // of the item, for both alike
            for (auto& one : shares) {
                double right = 0;
                for (int r = 0; r < runs; ++r) right += random.below(100, drawn++) < ease;
                one.push_back(right / runs);
            }
        }
        below += difference_of(shares[0], shares[1]).p < 0.05;
    }
    CHECK(below > trials * 0.035);
    CHECK(below < trials * 0.065);
}

TEST_CASE("a paired difference needs the same items") {
    std::vector<double> const three{1, 0, 1}, two{1, 0};
    CHECK_THROWS_WITH(difference_of(three, two), Contains("3 and on 2 items"));
}
