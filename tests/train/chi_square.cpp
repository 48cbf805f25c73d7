#include <chrnn/tensor/noise.hpp>
#include <chrnn/train/chi_square.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {

using numbers = std::vector<float>;

double distance(numbers const& a, numbers const& b) {
    return chi_square(std::span<float const>(a), std::span<float const>(b));
}
/// The positive parts of the features, then their negative parts.
numbers parts_of(numbers const& features) {
    numbers parts;
    for (float sign : {1.f, -1.f})
        for (float a : features) parts.push_back(std::max(sign * a, 0.f));
    return parts;
}
numbers random_numbers(std::size_t count, std::uint64_t seed) {
    numbers all(count);
    for (std::size_t i = 0; i < count; ++i) all[i] = static_cast<float>(distribution::normal{}(random_stream{seed}, i));
    return all;
}

} // namespace

TEST_CASE("the chi-square distance of a few vectors is that counted by hand") {
    CHECK(distance({1, 2, 3}, {3, 2, 0}) == Approx(4 / 4.0 + 0 + 9 / 3.0));
    CHECK(distance({0.5f}, {0.25f}) == Approx(0.0625 / 0.75));
    CHECK(distance({1, 2, 3}, {1, 2, 3}) == 0);
}

TEST_CASE("terms of nothing are left out of the chi-square distance") {
    CHECK(distance({0, 1, 0}, {0, 3, 2}) == Approx(4 / 4.0 + 4 / 2.0));
    CHECK(distance({0, 0}, {0, -0.f}) == 0);
    CHECK(distance({}, {}) == 0);
}

TEST_CASE("signed features are compared by their positive and negative parts side by side") {
    CHECK(distance({-1}, {2}) == Approx(1 + 2));
    for (std::uint64_t seed = 1; seed < 20; ++seed) {
        numbers const a = random_numbers(33, seed), b = random_numbers(33, 100 + seed);
        numbers const a_parts = parts_of(a), b_parts = parts_of(b);
        double by_definition = 0;
        for (std::size_t i = 0; i < a_parts.size(); ++i) {
            double const x = a_parts[i], y = b_parts[i];
            if (x + y != 0) by_definition += (x - y) * (x - y) / (x + y);
        }
        CHECK(distance(a, b) == Approx(by_definition).epsilon(1e-12));
        CHECK(distance(a, b) == distance(b, a));
    }
}

TEST_CASE("vectors of different lengths are refused") {
    CHECK_THAT(complaint([] { distance({1}, {1, 2}); }), Contains("vectors of 1 and of 2 features"));
}
