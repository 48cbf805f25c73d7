#include <tensor/sample.hpp>

#include <chrnn/tensor/reindex.hpp>

#include <limits>

using namespace chrnn;

/// Checks `expression` on x (and y) against `plain` on their entries: for every length from 1 to 40, so that packs
/// and the remainders behind them both come in, and on the inner columns of a matrix.
template <class T, class Expression, class Plain>
void check_function(char const* name, double low, double high, Expression const& expression, Plain const& plain) {
    INFO(name << " of " << sizeof(T) << " bytes");
    auto const check = [&](T computed, T x, T y) {
        INFO("of " << x << " and " << y);
        CHECK(computed ==
              Approx(static_cast<T>(plain(x, y))).epsilon(4.0 * std::numeric_limits<T>::epsilon()).margin(0));
    };
    for (index_t n = 1; n <= 40; ++n) {
        tensor<T, extents<dynamic>> x(n), y(n), z(n);
        draw(x, 1, low, high);
        draw(y, 2, low, high);
        z = expression(x, y);
        for (index_t i = 0; i < n; ++i) check(z(i), x(i), y(i));
    }
    auto const x = sample<T, 3, 30>(3, low, high), y = sample<T, 3, 30>(4, low, high);
    tensor<T, extents<3, 21>> z;
    z = expression(slice_of<1, 2, 23>(x), slice_of<1, 5, 26>(y));
    for (index_t i = 0; i < 3; ++i)
        for (index_t j = 0; j < 21; ++j) check(z(i, j), x(i, j + 2), y(i, j + 5));
}

TEMPLATE_TEST_CASE("functions of one tensor agree with the standard library", "", float, double) {
    using T = TestType;
    check_function<T>(
        "-", -2, 2, [](auto const& x, auto const&) { return -x; }, [](T x, T) { return -x; });
    check_function<T>(
        "exp", -80, 80, [](auto const& x, auto const&) { return exp(x); }, [](T x, T) { return std::exp(x); });
    check_function<T>(
        "log", 1e-6, 50, [](auto const& x, auto const&) { return log(x); }, [](T x, T) { return std::log(x); });
    check_function<T>(
        "sqrt", 0, 50, [](auto const& x, auto const&) { return sqrt(x); }, [](T x, T) { return std::sqrt(x); });
    check_function<T>(
        "rsqrt", 1e-6, 50, [](auto const& x, auto const&) { return rsqrt(x); },
        [](T x, T) { return 1 / std::sqrt(x); });
    check_function<T>(
        "tanh", -12, 12, [](auto const& x, auto const&) { return tanh(x); }, [](T x, T) { return std::tanh(x); });
    check_function<T>(
        "sigmoid", -30, 30, [](auto const& x, auto const&) { return sigmoid(x); },
        [](T x, T) { return 1 / (1 + std::exp(-x)); });
    check_function<T>(
        "relu", -2, 2, [](auto const& x, auto const&) { return relu(x); }, [](T x, T) { return std::max(x, T(0)); });
    check_function<T>(
        "abs", -2, 2, [](auto const& x, auto const&) { return abs(x); }, [](T x, T) { return std::abs(x); });
}

TEMPLATE_TEST_CASE("functions of two tensors and of numbers agree with plain arithmetic", "", float, double) {
    using T = TestType;
    check_function<T>(
        "+", -2, 2, [](auto const& x, auto const& y) { return x + y; }, [](T x, T y) { return x + y; });
    check_function<T>(
        "-", -2, 2, [](auto const& x, auto const& y) { return x - y; }, [](T x, T y) { return x - y; });
    check_function<T>(
        "*", -2, 2, [](auto const& x, auto const& y) { return x * y; }, [](T x, T y) { return x * y; });
    check_function<T>(
        "/", 1, 3, [](auto const& x, auto const& y) { return x / y; }, [](T x, T y) { return x / y; });
    check_function<T>(
        "min", -2, 2, [](auto const& x, auto const& y) { return min(x, y); }, [](T x, T y) { return std::min(x, y); });
    check_function<T>(
        "max", -2, 2, [](auto const& x, auto const& y) { return max(x, y); }, [](T x, T y) { return std::max(x, y); });
    check_function<T>(
        "numbers", 1, 2, [](auto const& x, auto const& y) { return 2 * x - 0.5 + 1 / y - max(x, 1.5f) / 4; },
        [](T x, T y) { return 2 * x - T(0.5) + 1 / y - std::max(x, T(1.5)) / 4; });
}

TEMPLATE_TEST_CASE("comparisons are 1 where they hold, and where chooses by them", "", float, double) {
    using T = TestType;
    auto const compare = [](char const* name, auto const& expression, auto const& plain) {
        check_function<T>(
            name, -2, 2,
            [&](auto const& x, auto const& y) { // thirds of the entries are equal, less and greater
                return expression(where(x > 1, y, x), y) + expression(x, 0.25) * 2 + expression(-0.25, y) * 4;
            },
            [&](T x, T y) { return plain(x > 1 ? y : x, y) + plain(x, T(0.25)) * 2 + plain(T(-0.25), y) * 4; });
    };
    compare(
        "<", [](auto const& a, auto const& b) { return a < b; }, [](T a, T b) { return T(a < b); });
    compare(
        ">", [](auto const& a, auto const& b) { return a > b; }, [](T a, T b) { return T(a > b); });
    compare(
        "<=", [](auto const& a, auto const& b) { return a <= b; }, [](T a, T b) { return T(a <= b); });
    compare(
        ">=", [](auto const& a, auto const& b) { return a >= b; }, [](T a, T b) { return T(a >= b); });
    compare(
        "==", [](auto const& a, auto const& b) { return a == b; }, [](T a, T b) { return T(a == b); });
    compare(
        "!=", [](auto const& a, auto const& b) { return a != b; }, [](T a, T b) { return T(a != b); });
    check_function<T>(
        "where", -2, 2, [](auto const& x, auto const& y) { return where(x < y, 3, where(x > 1, x, y)); },
        [](T x, T y) { return x < y   ? 3
                              : x > 1 ? x
                                      : y; });
}

TEMPLATE_TEST_CASE("infinities and what is not a number pass through packs as through numbers", "", float, double) {
    using T = TestType;
    T const infinity = std::numeric_limits<T>::infinity();
    for (index_t n : {1, 32}) { // a remainder; whole packs
        tensor<T, extents<dynamic>> x(n), y(n);
        auto const gives = [&](T number, T expected, auto const& expression) {
            x = number;
            y = expression(x);
            for (T one : y.span()) CHECK((one == expected || (std::isnan(one) && std::isnan(expected))));
        };
        T const not_a_number = std::numeric_limits<T>::quiet_NaN();
        for (T number : {infinity, not_a_number}) {
            gives(number, number, [](auto const& e) { return exp(e); });
            gives(number, number, [](auto const& e) { return log(e); });
            gives(number, number, [](auto const& e) { return sqrt(e); });
            gives(number, number, [](auto const& e) { return relu(e); });
            gives(number, number, [](auto const& e) { return abs(e); });
            gives(number, std::tanh(number), [](auto const& e) { return tanh(e); });
            gives(number, 1 / number, [](auto const& e) { return rsqrt(e); });
            gives(number, 1 / (1 + std::exp(-number)), [](auto const& e) { return sigmoid(e); });
            gives(number, number, [](auto const& e) { return e + 1; });
        }
        gives(-infinity, -1, [](auto const& e) { return tanh(e); });
        gives(-infinity, 0, [](auto const& e) { return relu(e); });
        gives(0, -infinity, [](auto const& e) { return log(e); });
        gives(-1, not_a_number, [](auto const& e) { return sqrt(e); });
        gives(-1, not_a_number, [](auto const& e) { return log(e); });
    }
}

TEMPLATE_TEST_CASE("operands broadcast: axes match from the last, and an extent of 1 repeats", "", float, double) {
    using T = TestType;
    auto const image = sample<T, 2, 3, 19>(1);
    auto const row = sample<T, 19>(2);
    auto const column = sample<T, 3, 1>(3);
    auto const plane = sample<T, 1, 3, 19>(4);
    auto const corner = sample<T, 2, 1, 1>(5);
    tensor<T, extents<>> number;
    number = T(0.75);

    tensor<T, extents<2, 3, 19>> y;
    y = (image + row) * column - corner * plane + number;
    tensor<T, extents<2, 3, 19>> grown; // of operands that all repeat
    grown = column * row + corner;
    for (index_t i = 0; i < 2; ++i)
        for (index_t j = 0; j < 3; ++j)
            for (index_t k = 0; k < 19; ++k) {
                CHECK(y(i, j, k) ==
                      Approx((image(i, j, k) + row(k)) * column(j, 0) - corner(i, 0, 0) * plane(0, j, k) + T(0.75))
                          .epsilon(1e-6)
                          .margin(1e-6));
                CHECK(grown(i, j, k) == Approx(column(j, 0) * row(k) + corner(i, 0, 0)).epsilon(1e-6).margin(1e-6));
            }
}

TEST_CASE("a single number in memory is every entry of what it is combined with") {
    std::vector<float> memory(40, -100.0f); // what lies behind the number must not be read
    memory[0] = 3;
    view<float const, extents<>> const number(memory.data());
    auto const x = sample<float, 33>(1);
    tensor<float, extents<33>> y, z;
    y = x * number + number * number;
    z = number;
    for (index_t i = 0; i < 33; ++i) {
        CHECK(y(i) == x(i) * 3 + 9);
        CHECK(z(i) == 3);
    }
}

TEST_CASE("a leading extent of run time broadcasts, and two that differ are refused with their numbers") {
    auto const x = batch_sample<float, 2, 9>(5, 1), other = batch_sample<float, 2, 9>(4, 2);
    auto const each = batch_sample<float, 1, 1>(5, 3);
    auto const row = sample<float, 9>(4);
    tensor<float, extents<dynamic, 2, 9>> y(5), wrong(3);
    y = x * each + row;
    for (index_t n = 0; n < 5; ++n)
        for (index_t i = 0; i < 2; ++i)
            for (index_t j = 0; j < 9; ++j)
                CHECK(y(n, i, j) == Approx(x(n, i, j) * each(n, 0, 0) + row(j)).margin(1e-6));

    CHECK_THROWS_AS(x + other, error);
    CHECK_THROWS_WITH(x + other, "the leading extents of two operands differ: 5 and 4");
    CHECK_THROWS_WITH(wrong = x + row, "the leading extents of two operands differ: 3 and 5");
    CHECK_THROWS_WITH(wrong = x, "the leading extents of two operands differ: 3 and 5");
    for (float one : wrong.span()) CHECK(one == 0);
}

TEST_CASE("a batch of no samples is no work") {
    tensor<float, extents<dynamic, 3>> none(0), y(0);
    y = none * 2 + 1;
    y = flip<1>(none) + y;
    CHECK(size(y) == 0);
}
