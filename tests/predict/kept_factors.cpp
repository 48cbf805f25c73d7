#include <chrnn/backend/cpu/kept_factors.hpp>

#include <catch2/catch.hpp>

#include <numeric>

using namespace chrnn;
using namespace chrnn::detail;
using predicting_cpu = predicting_as<cpu>::type;

namespace {

/// Three matrices behind each other, and what a product with the second and third is: packed in every call, and kept.
void check_kept(index_t rows, index_t columns) {
    std::vector<float> numbers(static_cast<std::size_t>(3 * rows * columns));
    std::iota(numbers.begin(), numbers.end(), 1.f);
    std::vector<float> const plain = numbers, a(static_cast<std::size_t>(2 * columns), 0.5f);
    std::vector<float> expected(static_cast<std::size_t>(2 * rows)),
        found = expected,
        scratch(static_cast<std::size_t>(2 * packed_rhs<reading::plain, float>::scratch_size(rows, columns)));
    auto const multiply = [&](auto& on, std::vector<float> const& factors, std::vector<float>& c) {
        auto const b = dense_matrices(factors.data(), rows, columns);
        auto const packed = on.template pack_rhs<reading::transposed>(2, b.from(1), scratch.data());
        on.template multiply<reading::plain, false>(2, dense_matrices(c.data(), 1, rows),
                                                    dense_matrices(a.data(), 1, columns), packed);
    };
    cpu every_time(1);
    multiply(every_time, plain, expected);

    kept_factors<float> kept(numbers);
    predicting_cpu keeper(kept);
    keeper.pack_rhs<reading::transposed>(3, matrices<float const>(dense_matrices(numbers.data(), rows, columns)),
                                         scratch.data());
    predicting_cpu reader(2, kept);
    scratch.assign(scratch.size(), 0.f);
    multiply(reader, numbers, found);
    CHECK(found == expected);
    CHECK(std::ranges::all_of(scratch, [](float x) { return x == 0; })); // nothing was laid out again
}

} // namespace

TEST_CASE("kept factors multiply as those that are laid out every time") {
    check_kept(64, 32);
    check_kept(40, 7);
}

TEST_CASE("what is no parameter is laid out every time") {
    std::vector<float> numbers(64), computed(64, 2.f), scratch(1024);
    kept_factors<float> kept(numbers);
    predicting_cpu on(1, kept);
    auto const packed = on.pack_rhs<reading::transposed>(
        1, matrices<float const>(dense_matrices(computed.data(), 8, 8)), scratch.data());
    CHECK(packed.packed == scratch.data());
}

TEST_CASE("parameters that are multiplied by in two ways are refused") {
    std::vector<float> numbers(64), scratch(1024);
    kept_factors<float> kept(numbers);
    predicting_cpu keeper(kept);
    auto const b = dense_matrices(static_cast<float const*>(numbers.data()), 8, 8);
    keeper.pack_rhs<reading::transposed>(1, b, scratch.data());
    CHECK_THROWS_WITH(keeper.pack_rhs<reading::plain>(1, b, scratch.data()), Catch::Contains("in two ways"));
}

TEST_CASE("the same factors are kept once, and those that are repeated not at all") {
    index_t const rows = 32, columns = 32;
    std::vector<float> numbers(static_cast<std::size_t>(3 * rows * columns)), x(4 * 32), found(4 * 32),
        expected(4 * 32);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i % 7) - 3;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i % 5) - 2;
    auto const plain = numbers;
    auto const b = [&](std::vector<float> const& from) {
        return matrices<float const>(dense_matrices(from.data(), rows, columns));
    };
    auto const multiply = [&](auto& on, index_t count, std::vector<float>& c, matrices<float const> factor) {
        on.template multiply<reading::plain, reading::transposed, false>(count, dense_matrices(c.data(), 2, rows),
                                                                         dense_matrices(x.data(), 2, columns), factor);
    };
    cpu_bf16 every_time(1);
    kept_factors<float> kept(numbers);
    predicting_as<cpu_bf16>::type keeper(kept);
    for (int turn = 0; turn < 2; ++turn) multiply(keeper, 2, found, b(numbers)); // keeps the first two
    multiply(every_time, 2, expected, b(plain));
    CHECK(found == expected);
    auto repeated = b(numbers), plainly = b(plain);
    repeated.data += 2 * rows * columns, plainly.data += 2 * rows * columns;
    repeated.batch_stride = plainly.batch_stride = 0;
    multiply(keeper, 2, found, repeated);
    multiply(every_time, 2, expected, plainly);
    CHECK(found == expected);

    predicting_as<cpu_bf16>::type reader(3, kept);
    multiply(reader, 1, found, b(numbers).from(1));
    multiply(every_time, 1, expected, b(plain).from(1));
    CHECK(found == expected);
    multiply(reader, 2, found, repeated);
    multiply(every_time, 2, expected, plainly);
    CHECK(found == expected);
}

TEST_CASE("what lies between the rows of kept factors stays") {
    std::vector<float> numbers(32 * 32 + 12);
    std::iota(numbers.begin(), numbers.end(), 1.f);
    auto const before = numbers;
    kept_factors<float> kept(numbers);
    predicting_cpu keeper(kept);
    std::vector<float> scratch(1024);
    matrices<float const> const part{numbers.data() + 12, 32, 20, 32, 0};
    keeper.pack_rhs<reading::transposed>(1, part, scratch.data());
    CHECK(numbers == before);
    matrices<float const> const beside{numbers.data(), 32, 12, 32, 0}; // its rows lie between the others
    CHECK_THROWS_WITH(keeper.pack_rhs<reading::transposed>(1, beside, scratch.data()), Catch::Contains("in two ways"));
}
