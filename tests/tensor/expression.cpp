#include <tensor/sample.hpp>

#include <chrnn/tensor/noise.hpp>
#include <chrnn/tensor/product.hpp>
#include <chrnn/tensor/reduce.hpp>
#include <chrnn/tensor/reshape.hpp>
#include <chrnn/tensor/window.hpp>

using namespace chrnn;
using namespace chrnn::detail;

// Every node is a small value: it can be copied as bytes, to a thread or to a device.
using matrix = view<float, extents<4, 4>>;
template <class E>
constexpr bool is_value = std::is_trivially_copyable_v<E>&& std::is_trivially_destructible_v<E>&& expression<E>;
static_assert(is_value<matrix> && is_value<view<float const, extents<dynamic, 4>>> && is_value<constant<float>>);
static_assert(is_value<decltype(matrix() + 2 * exp(matrix()))>);
static_assert(is_value<decltype(where(matrix() < 1, matrix(), 0))>);
static_assert(is_value<decltype(slice_of<0, 1, 2>(flip<1>(transpose(matrix()))))>);
static_assert(is_value<decltype(reshape<extents<16>>(broadcast_to<extents<4, 4>>(sum<0>(matrix()))))>);
static_assert(is_value<decltype(argmax<1>(mean<0>(reshape<extents<2, 2, 4>>(matrix()))))>);
static_assert(is_value<decltype(patches<window{.kernel = 3, .pad = 1}>(reshape<extents<1, 4, 4>>(matrix())))>);
static_assert(is_value<decltype(matmul(matrix(), transpose(matrix())))>);
static_assert(is_value<decltype(random<extents<4, 4>>(random_stream{}, distribution::normal{}))>);
static_assert(sizeof(matrix() + matrix()) <= 64);

TEST_CASE("an expression kept in a variable is safe, and is evaluated when it is assigned") {
    auto a = sample<float, 3, 20>(1), b = sample<float, 3, 20>(2);
    auto const make = [&] {
        auto const inner = a + b;
        return inner * 2 + slice_of<1, 0, 1>(a); // everything local is copied into what is returned
    };
    auto const e = make();
    tensor<float, extents<3, 20>> x;
    a = 5;
    x = e;
    for (index_t i = 0; i < 3; ++i)
        for (index_t j = 0; j < 20; ++j) CHECK(x(i, j) == (5 + b(i, j)) * 2 + 5);

    tensor<float, extents<3, 20>> const moved = std::move(a); // the numbers stay where they are
    x = e;
    CHECK(x(2, 19) == (5 + b(2, 19)) * 2 + 5);
}

/// An expression that counts how many of its entries are read.
struct counted : expression_node {
    using shape = extents<6, 20>;
    using scalar = float;
    static constexpr bool vectorizable = true, flat = true;
    static constexpr location located = location::host;
    index_t* reads;

    template <class V>
    V at(coordinates<2> const&) const {
        return flat_at<V>(0);
    }
    template <class V>
    V flat_at(index_t) const {
        *reads += simd_traits<V>::width;
        return simd_traits<V>::fill(1);
    }
    index_t leading() const { return dynamic; }
    bool clashes(memory_range, bool) const { return false; }
};

TEST_CASE("an assignment is one pass: every operand is read once for each entry") {
    index_t reads = 0;
    counted const c{{}, &reads};
    auto const reads_of = [&](auto const& act) {
        reads = 0;
        act();
        return reads;
    };
    auto x = sample<float, 6, 20>(1);
    tensor<float, extents<2, 6, 20>> larger;
    tensor<float, extents<20, 6>> turned;
    tensor<float, extents<6>> rows;
    tensor<float, extents<4, 10>> part;
    CHECK(reads_of([] {}) == 0);
    CHECK(reads_of([&] { (void)(c + 1); }) == 0);
    CHECK(reads_of([&] { x = c; }) == 120);
    CHECK(reads_of([&] { x = relu(exp(c * 2 + x) - x) / 3; }) == 120);
    CHECK(reads_of([&] { x += c; }) == 120);
    CHECK(reads_of([&] { x = flip<0>(x) + c; }) == 120); // by way of a temporary, and still one pass over c
    CHECK(reads_of([&] { larger = c; }) == 240);         // it repeats
    CHECK(reads_of([&] { turned = transpose(c); }) == 120);
    CHECK(reads_of([&] { part = slice_of<0, 1, 5>(slice_of<1, 10, 20>(c)); }) == 40);
    CHECK(reads_of([&] { rows = max<1>(c); }) == 120);
    CHECK(reads_of([&] { rows = 2 * mean<1>(c + 1); }) == 120);
    cpu three(3);
    CHECK(reads_of([&] { assign(x.view(), c + x, three); }) == 120);
}

struct cube {
    template <class V>
    static V value(V a) {
        return a * a * a;
    }
};

TEST_CASE("functions of a user's own take part in expressions") {
    auto const x = sample<float, 3, 20>(1);
    tensor<float, extents<3, 20>> y;
    y = 1 + compose<cube>(x);
    for (index_t i = 0; i < 3; ++i)
        for (index_t j = 0; j < 20; ++j) CHECK(y(i, j) == Approx(1 + x(i, j) * x(i, j) * x(i, j)));
}
