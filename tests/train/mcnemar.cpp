#include <chrnn/train/mcnemar.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace chrnn;
using Catch::Contains;

TEST_CASE("McNemar's p for few items is that counted by hand") {
    // 7 items, and of 2^7 outcomes 1 + 7 have at most one for the worse: 2 * 8 / 128.
    CHECK(mcnemar(1, 6).p == Approx(2 * 8 / 128.0).epsilon(1e-13));
    // 2 * 1 / 2^10
    CHECK(mcnemar(0, 10).p == Approx(1 / 512.0).epsilon(1e-13));
    // 2 * (1 + 18 + 153 + 816) / 2^18
    CHECK(mcnemar(3, 15).p == Approx(2 * 988 / 262144.0).epsilon(1e-13));
}

TEST_CASE("McNemar's p for many items is that of other programs") {
    // Agresti's approval ratings (Categorical Data Analysis, table 10.1: 150 and 86 changed their minds): R's
    // exact2x2 says 3.716e-05. The example of statsmodels, 121 and 59, says 4.434449263755176e-06. Further digits, and
    // the larger counts: the definition in fractions of whole numbers, as Python has them:
    // 2 * sum(Fraction(math.comb(b + c, i), 2 ** (b + c)) for i in range(min(b, c) + 1)).
    CHECK(mcnemar(86, 150).p == Approx(3.715936139571442e-05).epsilon(1e-11));
    CHECK(mcnemar(121, 59).p == Approx(4.434449263755176e-06).epsilon(1e-11));
    CHECK(mcnemar(1000, 1100).p == Approx(0.030720707864242296).epsilon(1e-10));
    CHECK(mcnemar(10000, 10400).p == Approx(0.005211904014324274).epsilon(1e-9));
    CHECK(mcnemar(0, 2000).p == 0); // 2^-1999
}

TEST_CASE("McNemar's test takes both predictors alike, and p is a probability") {
    for (index_t b = 0; b < 30; ++b)
        for (index_t c = 0; c < 30; ++c) {
            paired_test const one = mcnemar(b, c), other = mcnemar(c, b);
            CHECK(one.p == other.p);
            CHECK(one.p > 0);
            CHECK(one.p <= 1);
            if (std::abs(b - c) <= 1) CHECK(one.p == Approx(1)); // nothing is nearer to the middle
            if (b < c) CHECK(mcnemar(b, c + 1).p < one.p + 1e-12);
        }
    CHECK(mcnemar(0, 0).p == 1);
}

TEST_CASE("McNemar's test counts the items that one predictor alone got right") {
    std::vector<bool> const first = {true, true, false, false, true, false, false};
    std::vector<int> const second = {1, 0, 1, 0, 1, 1, 1};
    paired_test const test = mcnemar(first, second);
    CHECK(test.only_first == 1);
    CHECK(test.only_second == 3);
    CHECK(test.p == Approx(2 * (1 + 4) / 16.0));
    CHECK(mcnemar(std::vector<bool>{}, std::vector<bool>{}).p == 1);
}

TEST_CASE("McNemar's test refuses what is no pair") {
    CHECK_THAT(complaint([] { mcnemar(std::vector<bool>(3), std::vector<bool>(4)); }),
               Contains("tested on 3 and on 4 items"));
    CHECK_THAT(complaint([] { mcnemar(2, -1); }), Contains("-1 items"));
}
