#include <chrnn/backend/cpu/factors.hpp>

#include <catch2/catch.hpp>

#include <numeric>
#include <vector>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// Factors of which a word holds two.
struct pairs {
    static constexpr index_t per_word = 2;
};

} // namespace

TEMPLATE_TEST_CASE("factors as they are stay what they are, however they are laid out", "", float, double) {
    using factors = plain_factors<TestType>;
    std::vector<TestType> from(static_cast<std::size_t>(2 * pack<TestType>::width)), below(from), along(from);
    std::iota(from.begin(), from.end(), TestType(0.1));
    factors::lay_out_below(from.data(), pack<TestType>::width, below.data());
    factors::lay_out_along(from.data(), along.data());
    for (std::size_t i = 0; i < static_cast<std::size_t>(pack<TestType>::width); ++i) {
        CHECK(below[i] == from[i]);
        CHECK(along[i] == from[i]);
        CHECK(factors::word(&from[i], 3, 1) == from[i]);
    }
}

TEST_CASE("a depth takes as many words as hold its numbers, the last perhaps not full") {
    CHECK(words_of<plain_factors<float>>(5) == 5);
    CHECK(words_of<pairs>(4) == 2);
    CHECK(words_of<pairs>(5) == 3);
    CHECK(words_of<pairs>(0) == 0);
}
