#include <tensor/sample.hpp>

#include <chrnn/tensor/reduce.hpp>
#include <chrnn/tensor/reshape.hpp>

using namespace chrnn;
using namespace chrnn::detail;

TEST_CASE("a slice is the entries of a range of one axis") {
    auto const x = sample<float, 4, 5, 23>(1);
    tensor<float, extents<2, 5, 23>> first;
    tensor<float, extents<4, 1, 23>> middle;
    tensor<float, extents<4, 5, 19>> last;
    first = slice_of<0, 2, 4>(x);
    middle = slice_of<1, 3, 4>(x);
    last = slice_of<2, 1, 20>(x);
    for (index_t i = 0; i < 4; ++i)
        for (index_t j = 0; j < 5; ++j)
            for (index_t k = 0; k < 23; ++k) {
                if (i >= 2) CHECK(first(i - 2, j, k) == x(i, j, k));
                if (j == 3) CHECK(middle(i, 0, k) == x(i, j, k));
                if (k >= 1 && k < 20) CHECK(last(i, j, k - 1) == x(i, j, k));
            }
}

TEST_CASE("a flip is one axis backwards") {
    auto const x = sample<float, 3, 21>(1);
    tensor<float, extents<3, 21>> rows, columns, both;
    rows = flip<0>(x);
    columns = flip<1>(x);
    both = flip<0>(flip<1>(x)) + 0;
    for (index_t i = 0; i < 3; ++i)
        for (index_t j = 0; j < 21; ++j) {
            CHECK(rows(i, j) == x(2 - i, j));
            CHECK(columns(i, j) == x(i, 20 - j));
            CHECK(both(i, j) == x(2 - i, 20 - j));
        }
}

TEST_CASE("a permutation reorders axes, and a transpose is the one of a matrix") {
    auto const x = sample<float, 2, 3, 17>(1);
    tensor<float, extents<17, 2, 3>> rolled;
    tensor<float, extents<3, 2, 17>> swapped;
    rolled = permute<2, 0, 1>(x);
    swapped = permute<1, 0, 2>(x);
    for (index_t i = 0; i < 2; ++i)
        for (index_t j = 0; j < 3; ++j)
            for (index_t k = 0; k < 17; ++k) {
                CHECK(rolled(k, i, j) == x(i, j, k));
                CHECK(swapped(j, i, k) == x(i, j, k));
            }
    CHECK(entries(permute<1, 2, 0>(permute<2, 0, 1>(x))) == entries(x));
    CHECK(entries(permute<0, 1, 2>(x)) == entries(x));

    auto const matrix = sample<double, 5, 18>(2);
    tensor<double, extents<18, 5>> transposed;
    transposed = transpose(matrix * 2);
    for (index_t i = 0; i < 5; ++i)
        for (index_t j = 0; j < 18; ++j) CHECK(transposed(j, i) == matrix(i, j) * 2);
    CHECK(entries(transpose(transpose(matrix))) == entries(matrix));
}

TEST_CASE("a reshape keeps the numbers in row-major order") {
    auto x = sample<float, 4, 6>(1);
    CHECK(entries(reshape<extents<2, 3, 4>>(x)) == entries(x));
    CHECK(entries(reshape<extents<24>>(x)) == entries(x));
    CHECK(entries(reshape<extents<3, 8>>(transpose(x))) == entries(transpose(x)));
    CHECK(entries(reshape<extents<3, 8>>(x + 1)) == entries(x + 1));

    auto const seen = reshape<extents<3, 8>>(x);
    seen(1, 2) = 99; // of a tensor it is a view
    CHECK(x(1, 4) == 99);

    auto const batch = batch_sample<float, 2, 3>(5, 2);
    auto const flat = reshape<extents<dynamic, 6>>(batch);
    CHECK(flat.leading() == 5);
    CHECK(entries(flat) == entries(batch));
    CHECK(entries(reshape<extents<dynamic, 3, 2>>(batch * 2)) == entries(batch * 2));
}

TEST_CASE("broadcast_to repeats extents of 1 and missing leading axes") {
    auto const column = sample<float, 3, 1>(1);
    auto const row = sample<float, 20>(2);
    tensor<float, extents<2, 3, 20>> columns, rows, numbers;
    columns = broadcast_to<extents<2, 3, 20>>(column);
    rows = broadcast_to<extents<2, 3, 20>>(row * 2);
    numbers = broadcast_to<extents<3, 20>>(sum(column));
    for (index_t i = 0; i < 2; ++i)
        for (index_t j = 0; j < 3; ++j)
            for (index_t k = 0; k < 20; ++k) {
                CHECK(columns(i, j, k) == column(j, 0));
                CHECK(rows(i, j, k) == row(k) * 2);
                CHECK(numbers(i, j, k) == column(0, 0) + column(1, 0) + column(2, 0));
            }
}

TEST_CASE("re-indexed expressions nest and combine with others") {
    auto const x = sample<float, 6, 7>(1);
    auto const y = sample<float, 7, 6>(2);
    tensor<float, extents<3, 5>> z;
    z = slice_of<1, 1, 6>(flip<0>(slice_of<0, 2, 5>(transpose(transpose(x) + exp(y))))) - 1;
    for (index_t i = 0; i < 3; ++i)
        for (index_t j = 0; j < 5; ++j)
            CHECK(z(i, j) == Approx(x(4 - i, j + 1) + std::exp(y(j + 1, 4 - i)) - 1).margin(1e-5));
}

TEST_CASE("a run-time leading extent passes through what leaves its axis first") {
    auto const x = batch_sample<float, 3, 20>(4, 1);
    tensor<float, extents<dynamic, 20, 3>> swapped(4);
    tensor<float, extents<dynamic, 3, 5>> part(4);
    swapped = permute<0, 2, 1>(x);
    part = flip<1>(slice_of<2, 10, 15>(x));
    for (index_t n = 0; n < 4; ++n)
        for (index_t i = 0; i < 3; ++i) {
            for (index_t j = 0; j < 20; ++j) CHECK(swapped(n, j, i) == x(n, i, j));
            for (index_t j = 0; j < 5; ++j) CHECK(part(n, i, j) == x(n, 2 - i, 10 + j));
        }
}

TEST_CASE("slices, flips, permutations and reshapes of a view are written to, and nothing beside them is") {
    tensor<float, extents<4, 20>> x;
    auto const values = sample<float, 2, 18>(1);
    assign(flip<1>(slice_of<1, 1, 19>(slice_of<0, 1, 3>(x))), values);
    for (index_t i = 0; i < 4; ++i)
        for (index_t j = 0; j < 20; ++j) {
            bool const inside = i >= 1 && i < 3 && j >= 1 && j < 19;
            CHECK(x(i, j) == (inside ? values(i - 1, 18 - j) : 0));
        }
    auto const turned = sample<float, 20, 4>(2);
    assign(transpose(x), turned + 1);
    for (index_t i = 0; i < 4; ++i)
        for (index_t j = 0; j < 20; ++j) CHECK(x(i, j) == turned(j, i) + 1);

    assign(reshape<extents<8, 10>>(transpose(x)), 3 * reshape<extents<8, 10>>(turned));
    for (index_t i = 0; i < 4; ++i)
        for (index_t j = 0; j < 20; ++j) CHECK(x(i, j) == 3 * turned(j, i));

    assign(slice_of<0, 0, 1>(x), constant<float>(7));
    for (index_t j = 0; j < 20; ++j) CHECK(x(0, j) == 7);
}

// What repeats or only computes cannot be written to.
using plane = view<float, extents<3, 1>>;
static_assert(decltype(transpose(plane()))::writable && decltype(flip<0>(slice_of<0, 0, 2>(plane())))::writable);
static_assert(!decltype(broadcast_to<extents<3, 4>>(plane()))::writable);
static_assert(!decltype(transpose(broadcast_to<extents<3, 4>>(plane())))::writable);
static_assert(!decltype(transpose(plane() + 1))::writable);
static_assert(!decltype(transpose(view<float const, extents<3, 1>>()))::writable);
