#include <formula/central_difference.hpp>

#include <chrnn/formula/symbol.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {
constexpr gate<"a"> a{};
constexpr gate<"b"> b{};
constexpr shared<"u"> u{};
constexpr shared<"v"> v{};
constexpr state<"c"> c{};
constexpr state<"h"> h{};
using A = gate<"a">;
using B = gate<"b">;
using U = shared<"u">;
using V = shared<"v">;
using C = state<"c">;
using H = state<"h">;
} // namespace

static_assert(std::is_trivially_copyable_v<decltype(sigmoid(a) * (row(c) + 2) - tanh(column(h)))>);
static_assert(A::text() == "a" && !std::is_same_v<gate<"a">, state<"a">>);
static_assert(!std::is_same_v<decltype(row(c)), decltype(column(c))>);

/// The value of one formula of a and b.
template <class F>
double value(F formula, double x, double y) {
    slots<double, A, B, H> values{};
    values.get<A>() = x;
    values.get<B>() = y;
    let(h = formula).forward(values);
    return values.get<H>();
}

TEST_CASE("a formula has the value of its text") {
    double const x = 0.7, y = -1.3;
    CHECK(value(a + b * 2 - 3 / a, x, y) == x + y * 2 - 3 / x);
    CHECK(value(-(a - b) / (a * b), x, y) == -(x - y) / (x * y));
    CHECK(value(1 - a, x, y) == 1 - x);
    CHECK(value(max(a, b) + min(a, 0.5), x, y) == x + 0.5);
    CHECK(value(where(a < b, a, b) + (a >= b) + (a == a) - (a != b), x, y) == y + 1 + 1 - 1);
    CHECK(value((a > 0) + (b <= y), x, y) == 2);
    CHECK(value(exp(a) + log(a) + sqrt(a) + rsqrt(a), x, y) ==
          std::exp(x) + std::log(x) + std::sqrt(x) + 1 / std::sqrt(x));
    CHECK(value(abs(b) + relu(b) + tanh(b) + sigmoid(b), x, y) == 1.3 + 0 + std::tanh(y) + 1 / (1 + std::exp(-y)));
    CHECK(value(a, x, y) == x);

    slots<double, H> values{};
    let(h = 0.25).forward(values);
    CHECK(values.get<H>() == 0.25);
}

TEST_CASE("later equations read what earlier ones bound") {
    slots<double, A, U, V, H> values{};
    values.get<A>() = 3;
    let(u = a + 1, v = u * u, h = v - u).forward(values);
    CHECK(values.get<U>() == 4);
    CHECK(values.get<V>() == 16);
    CHECK(values.get<H>() == 12);
}

TEST_CASE("the gradient of equations agrees with central differences") {
    slots<double, A, B, U, V, C, H> values{};
    values.get<A>() = 0.7;
    values.get<B>() = -1.3;
    double const weights[] = {0.8, -0.6};
    symbols<A, B> const inputs;
    symbols<C, H> const outputs;

    SECTION("one that uses each name once") {
        check_gradient_of(let(c = a * 2, h = sigmoid(b)), values, inputs, outputs, weights);
    }
    SECTION("a name used several times in one formula") {
        check_gradient_of(let(c = a * a * b + a, h = tanh(a) * a - b / a), values, inputs, outputs, weights);
    }
    SECTION("shared values used several times") {
        check_gradient_of(let(u = sigmoid(a + b), v = u * tanh(a) + u, c = u * v, h = exp(v) / (1 + u * u) + c * v),
                          values, inputs, outputs, weights);
    }
    SECTION("an output that others read") {
        check_gradient_of(let(c = a * b, h = tanh(c) * c), values, inputs, outputs, weights);
    }
    SECTION("branches") {
        check_gradient_of(let(c = where(a > b, a * b, a + b) + max(a, b) * min(a, b), h = abs(b) * relu(a)), values,
                          inputs, outputs, weights);
    }
    SECTION("names that do not reach an output have no gradient") {
        check_gradient_of(let(u = a * b, c = a, h = a), values, inputs, outputs, weights);
    }
    SECTION("numbers alone") { check_gradient_of(let(c = 1, h = 2 * b), values, inputs, outputs, weights); }
}

TEST_CASE("a shared value is computed once") {
    static int calls;
    struct counted {
        static double value(double x) {
            ++calls;
            return x;
        }
    };
    calls = 0;
    slots<double, A, U, V, H> values{};
    let(u = compose<counted>(a), v = u * u + u, h = v * u).forward(values);
    CHECK(calls == 1);
}

TEST_CASE("gradients add to what the adjoints held") {
    slots<double, A, H> values{}, adjoints{};
    values.get<A>() = 2;
    adjoints.get<A>() = 10;
    adjoints.get<H>() = 1;
    let(h = a * a).backward(values, adjoints);
    CHECK(adjoints.get<A>() == 14);
}
