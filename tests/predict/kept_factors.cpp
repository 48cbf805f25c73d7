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
