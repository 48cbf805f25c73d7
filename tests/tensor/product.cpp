#include <tensor/sample.hpp>

#include <chrnn/tensor/product.hpp>
#include <chrnn/tensor/reindex.hpp>

using namespace chrnn;

/// Checks c = a b; each is called with a row and a column.
template <class A, class B, class C>
void check_product(C const& c, A const& a, B const& b, index_t rows, index_t depth, index_t columns) {
    using T = std::remove_cvref_t<decltype(c(0, 0))>;
    for (index_t i = 0; i < rows; ++i)
        for (index_t j = 0; j < columns; ++j) {
            double sum = 0;
            for (index_t k = 0; k < depth; ++k) sum += static_cast<double>(a(i, k)) * static_cast<double>(b(k, j));
            CHECK(c(i, j) == Approx(static_cast<T>(sum)).margin(std::is_same_v<T, float> ? 1e-4 : 1e-12));
        }
}

TEMPLATE_TEST_CASE("matmul agrees with plain loops, its factors plain or transposed", "", float, double) {
    auto const a = sample<TestType, 7, 13>(1);
    auto const at = sample<TestType, 13, 7>(2);
    auto const b = sample<TestType, 13, 9>(3);
    auto const bt = sample<TestType, 9, 13>(4);
    auto const of = [](auto const& x) { return [&x](index_t i, index_t j) { return x(i, j); }; };
    auto const turned = [](auto const& x) { return [&x](index_t i, index_t j) { return x(j, i); }; };
    tensor<TestType, extents<7, 9>> c;
    c = 100; // a product replaces what was there
    c = matmul(a, b);
    check_product(c, of(a), of(b), 7, 13, 9);
    c = matmul(transpose(at), b);
    check_product(c, turned(at), of(b), 7, 13, 9);
    c = matmul(a, transpose(bt));
    check_product(c, of(a), turned(bt), 7, 13, 9);
    c = matmul(transpose(at), transpose(bt));
    check_product(c, turned(at), turned(bt), 7, 13, 9);
}

TEST_CASE("matmul of expressions, and a product inside an expression, agree with plain loops") {
    auto const a = sample<double, 4, 6>(1);
    auto const b = sample<double, 6, 5>(2);
    auto const wide = sample<double, 4, 12>(3);
    auto const bias = sample<double, 5>(4);
    tensor<double, extents<4, 5>> c, d;
    c = matmul(a * 2 + 1, b);
    check_product(
        c, [&](index_t i, index_t j) { return a(i, j) * 2 + 1; }, b, 4, 6, 5);
    c = matmul(slice_of<1, 3, 9>(wide), b);
    check_product(
        c, [&](index_t i, index_t j) { return wide(i, j + 3); }, b, 4, 6, 5);
    c = matmul(a, b);
    d = relu(matmul(a, b) + bias) * 2;
    for (index_t i = 0; i < 4; ++i)
        for (index_t j = 0; j < 5; ++j) CHECK(d(i, j) == Approx(std::max(0.0, c(i, j) + bias(j)) * 2).margin(1e-12));
    tensor<double, extents<5, 4>> e;
    assign(transpose(e), matmul(a, b));
    for (index_t i = 0; i < 4; ++i)
        for (index_t j = 0; j < 5; ++j) CHECK(e(j, i) == Approx(c(i, j)));
    tensor<double, extents<4, 4>> f;
    f = matmul(c, transpose(c));
    check_product(
        f, c, [&](index_t i, index_t j) { return c(j, i); }, 4, 5, 4);
}

TEST_CASE("a product broadcasts like any other expression") {
    auto const row = sample<double, 1, 6>(1);
    auto const a = sample<double, 4, 6>(2);
    auto const b = sample<double, 6, 5>(3);
    tensor<double, extents<3, 5>> rows;
    rows = matmul(row, b);
    check_product(
        rows, [&](index_t, index_t k) { return row(0, k); }, b, 3, 6, 5);
    tensor<double, extents<2, 4, 5>> planes;
    planes = matmul(a, b);
    for (index_t n = 0; n < 2; ++n) check_product([&](index_t i, index_t j) { return planes(n, i, j); }, a, b, 4, 6, 5);
}

TEST_CASE("a batch of run-time size is multiplied by a matrix") {
    auto const x = batch_sample<float, 6>(11, 1);
    auto const w = sample<float, 5, 6>(2);
    tensor<float, extents<dynamic, 5>> y(11), wrong(10);
    y = matmul(x, transpose(w));
    check_product(
        y, x, [&](index_t i, index_t j) { return w(j, i); }, 11, 6, 5);
    CHECK_THROWS_WITH(wrong = matmul(x, transpose(w)), "the leading extents of two operands differ: 10 and 11");
}
