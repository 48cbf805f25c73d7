#include <chrnn/formula/function.hpp>

#include <catch2/catch.hpp>

#include <limits>
#include <vector>

using namespace chrnn;
using namespace chrnn::detail;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Checks the derivative of `Function` by central differences at a point, for a gradient that is not 1.
template <class Function, std::size_t... K>
void check_derivative(std::array<double, sizeof...(K)> at, std::index_sequence<K...>) {
    auto const value = [](std::array<double, sizeof...(K)> const& x) { return Function::value(x[K]...); };
    double const d = -1.7, step = 1e-5;
    std::array<double, sizeof...(K)> const derived{
        Function::template backward<static_cast<int>(K)>(d, value(at), at[K]...)...};
    for (std::size_t k = 0; k < sizeof...(K); ++k) {
        auto above = at, below = at;
        above[k] += step;
        below[k] -= step;
        double const expected = d * (value(above) - value(below)) / (2 * step);
        INFO("argument " << k);
        CHECK(derived[k] == Approx(expected).epsilon(1e-8).margin(1e-8));
    }
}
template <class Function>
void check_one(std::vector<double> const& points) {
    for (double a : points) {
        INFO("at " << a);
        check_derivative<Function>({a}, std::make_index_sequence<1>{});
    }
}
template <class Function>
void check_two(std::vector<double> const& points) {
    for (double a : points)
        for (double b : points)
            if (a != b) {
                INFO("at " << a << ", " << b);
                check_derivative<Function>({a, b}, std::make_index_sequence<2>{});
            }
}

TEST_CASE("every function's derivative agrees with central differences") {
    std::vector<double> const all{-2.3, -0.7, 0.4, 1.9}, positive{0.3, 0.9, 2.7};
    SECTION("add") { check_two<function::add>(all); }
    SECTION("subtract") { check_two<function::subtract>(all); }
    SECTION("multiply") { check_two<function::multiply>(all); }
    SECTION("divide") { check_two<function::divide>(all); }
    SECTION("min") { check_two<function::min>(all); }
    SECTION("max") { check_two<function::max>(all); }
    SECTION("less") { check_two<function::less>(all); }
    SECTION("less_equal") { check_two<function::less_equal>(all); }
    SECTION("equal") { check_two<function::equal>(all); }
    SECTION("not_equal") { check_two<function::not_equal>(all); }
    SECTION("negate") { check_one<function::negate>(all); }
    SECTION("exp") { check_one<function::exp>(all); }
    SECTION("log") { check_one<function::log>(positive); }
    SECTION("sqrt") { check_one<function::sqrt>(positive); }
    SECTION("rsqrt") { check_one<function::rsqrt>(positive); }
    SECTION("tanh") { check_one<function::tanh>(all); }
    SECTION("sigmoid") { check_one<function::sigmoid>(all); }
    SECTION("relu") { check_one<function::relu>(all); }
    SECTION("abs") { check_one<function::abs>(all); }
    SECTION("where") {
        for (double condition : {-1.0, 2.0})
            check_derivative<function::where>({condition, 0.3, 0.8}, std::make_index_sequence<3>{});
        CHECK(function::where::backward<1>(3.0, 0.8, 0.0, 0.3, 0.8) == 0);
        CHECK(function::where::backward<2>(3.0, 0.8, 0.0, 0.3, 0.8) == 3);
    }
}

TEST_CASE("where a function bends, its gradient takes one side") {
    CHECK(function::relu::backward<0>(2.0, 0.0, 0.0) == 0);
    CHECK(function::abs::backward<0>(2.0, 0.0, 0.0) == 0);
    CHECK(function::min::backward<0>(2.0, 1.0, 1.0, 1.0) == 2);
    CHECK(function::min::backward<1>(2.0, 1.0, 1.0, 1.0) == 0);
    CHECK(function::max::backward<0>(2.0, 1.0, 1.0, 1.0) == 2);
    CHECK(function::max::backward<1>(2.0, 1.0, 1.0, 1.0) == 0);
}

TEST_CASE("functions have the values of the standard library's, at the edges too") {
    for (double a : {-infinity, -3.5, -0.0, 0.0, 0.6, 12.0, infinity}) {
        CHECK(function::exp::value(a) == std::exp(a));
        CHECK(function::tanh::value(a) == std::tanh(a));
        CHECK(function::abs::value(a) == std::abs(a));
        CHECK(function::relu::value(a) == std::max(0.0, a));
        CHECK(function::sigmoid::value(a) == 1 / (1 + std::exp(-a)));
        for (double b : {-infinity, -3.5, 0.0, 0.6, infinity}) {
            CHECK(function::min::value(a, b) == std::min(a, b));
            CHECK(function::max::value(a, b) == std::max(a, b));
            CHECK(function::less::value(a, b) == (a < b ? 1 : 0));
            CHECK(function::less_equal::value(a, b) == (a <= b ? 1 : 0));
            CHECK(function::equal::value(a, b) == (a == b ? 1 : 0));
            CHECK(function::not_equal::value(a, b) == (a != b ? 1 : 0));
        }
    }
    CHECK(function::rsqrt::value(4.0) == 0.5);
    CHECK(function::where::value(-2.0, 3.0, 4.0) == 3);
    CHECK(function::where::value(0.0, 3.0, 4.0) == 4);
}

TEST_CASE("what is not a number is not hidden") {
    CHECK(std::isnan(function::relu::value(not_a_number)));
    CHECK(std::isnan(function::abs::value(not_a_number)));
    CHECK(std::isnan(function::exp::value(not_a_number)));
    CHECK(std::isnan(function::sigmoid::value(not_a_number)));
    CHECK(std::isnan(function::tanh::value(not_a_number)));
    CHECK(std::isnan(function::min::value(not_a_number, 1.0)));
    CHECK(std::isnan(function::max::value(not_a_number, 1.0)));
    CHECK(function::less::value(not_a_number, 1.0) == 0);
    CHECK(function::equal::value(not_a_number, not_a_number) == 0);
    CHECK(function::not_equal::value(not_a_number, not_a_number) == 1);
}
