#include <chrnn/base/random.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <vector>

using namespace chrnn;
using namespace chrnn::detail;

TEST_CASE("philox gives the known answers of its authors") {
    CHECK(philox({0, 0, 0, 0}, 0, 0) == random_words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    CHECK(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, 0xffffffff, 0xffffffff) ==
          random_words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0) ==
          random_words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a random stream is the bijection of its position under its seed") {
    random_stream const random{0x0123456789abcdef, 0xfedcba9876543210};
    std::uint64_t const position = 0x1122334455667788;
    CHECK(random.words(position) == philox({0x55667788, 0x11223344, 0x76543210, 0xfedcba98}, 0x89abcdef, 0x01234567));
    for (std::uint64_t i = 0; i < 40; ++i) CHECK(random.word(i) == random.words(i / 4)[i % 4]);
}

TEST_CASE("another seed, stream or position gives other numbers") {
    random_stream const random{1, 2};
    CHECK(random.words(3) != random_stream{2, 2}.words(3));
    CHECK(random.words(3) != random_stream{1, 3}.words(3));
    CHECK(random.words(3) != random.words(4));
    CHECK(random_stream{1, 0}.words(3) != random_stream{std::uint64_t{1} << 32, 0}.words(3));
}

TEST_CASE("uniform numbers lie between 0 and 1, spread evenly, and are the same in float") {
    random_stream const random{5, 0};
    constexpr std::uint64_t n = 40000;
    double sum = 0, squares = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
        double const x = random.uniform(i);
        REQUIRE((x >= 0 && x < 1 && static_cast<double>(static_cast<float>(x)) == x));
        sum += x;
        squares += x * x;
    }
    CHECK(sum / n == Approx(0.5).margin(0.008)); // more than 5 standard errors
    CHECK(squares / n == Approx(1.0 / 3).margin(0.008));
}

TEST_CASE("below(n) takes every number under n about as often") {
    random_stream const random{6, 0};
    std::vector<int> hits(7);
    for (std::uint64_t i = 0; i < 7000; ++i) ++hits.at(random.below(7, i));
    for (int one : hits) CHECK(one == Approx(1000).margin(150));
}

TEST_CASE("shuffle reaches every order about as often, and the stream alone decides which") {
    std::map<std::vector<int>, int> seen;
    for (std::uint64_t stream = 0; stream < 6000; ++stream) {
        std::vector<int> order{0, 1, 2}, again{0, 1, 2};
        shuffle(std::span(order), random_stream{8, stream});
        shuffle(std::span(again), random_stream{8, stream});
        REQUIRE(order == again);
        ++seen[order];
    }
    CHECK(seen.size() == 6);
    for (auto const& [order, count] : seen) {
        std::vector<int> sorted = order;
        std::sort(sorted.begin(), sorted.end());
        CHECK(sorted == std::vector<int>{0, 1, 2});
        CHECK(count == Approx(1000).margin(150));
    }
}
