// Sums on a device, of sizes around those of its warps and blocks, against sums on the host.
#include <chrnn/backend/cuda/cuda.hpp>
#include <chrnn/backend/cuda/patch_convolutions.hpp>
#include <chrnn/backend/cuda/sum_parts.hpp>
#include <chrnn/backend/cuda/sums.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <numeric>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

using backend = cuda_backend<arithmetic::float32, patch_convolutions>;

/// Small whole numbers, whose sums are exact in any order.
std::vector<double> whole_numbers(index_t n) {
    std::vector<double> all(static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<double>(i * 7 % 11) - 4;
    return all;
}
std::vector<double> on_host(backend& on, device_storage<double> const& from) {
    std::vector<double> all(static_cast<std::size_t>(from.size()));
    on.download(from.data(), std::span(all));
    return all;
}
device_storage<double> sent(backend& on, std::vector<double> const& numbers) {
    auto there = on.take<double>(std::ssize(numbers), "numbers");
    on.upload(std::span<double const>(numbers), there.data());
    return there;
}

/// Matrices of whole numbers with others between their rows and behind each of them, which are no part of any sum.
struct spaced {
    index_t count, rows, columns, gap = 0, space = 0;

    index_t stride() const { return columns + gap; }
    index_t batch_stride() const { return rows * stride() + space; }
    bool holds(index_t i) const {
        index_t const within = i % batch_stride();
        return within < rows * stride() && within % stride() < columns;
    }
    std::vector<double> numbers() const {
        auto all = whole_numbers(count * batch_stride());
        for (index_t i = 0; i < std::ssize(all); ++i)
            if (!holds(i)) all[static_cast<std::size_t>(i)] = std::nan("");
        return all;
    }
};

/// Checks what `sum(to, from)` adds to `n` numbers, and that it adds nothing to those behind; number `place(m, i, j)`
/// is the sum that entry (i, j) of matrix m belongs to.
template <class Sum, class Place>
void check_sums(backend& on, spaced const& of, index_t n, Sum const& sum, Place const& place) {
    INFO(of.count << " matrices of " << of.rows << " x " << of.columns << ", gaps of " << of.gap << " and "
                  << of.space);
    auto const numbers = of.numbers();
    std::vector<double> expected(static_cast<std::size_t>(n + 40), 100);
    auto to = sent(on, expected);
    for (index_t m = 0; m < of.count; ++m)
        for (index_t i = 0; i < of.rows; ++i)
            for (index_t j = 0; j < of.columns; ++j)
                expected[static_cast<std::size_t>(place(m, i, j))] +=
                    numbers[static_cast<std::size_t>(m * of.batch_stride() + i * of.stride() + j)];
    auto const there = sent(on, numbers);
    sum(to.data(), matrices<double const>{there.data(), of.rows, of.columns, of.stride(), of.batch_stride()});
    CHECK(on_host(on, to) == expected);
}
void check_rows(backend& on, spaced const& of) {
    check_sums(
        on, of, of.rows, [&](double* to, matrices<double const> from) { on.add_row_sums(of.count, to, from); },
        [](index_t, index_t i, index_t) { return i; });
}
void check_columns(backend& on, spaced const& of) {
    check_sums(
        on, of, of.count * of.columns,
        [&](double* to, matrices<double const> from) { on.add_column_sums(of.count, to, from); },
        [&](index_t m, index_t, index_t j) { return m * of.columns + j; });
}

} // namespace

TEST_CASE("rows and columns are added up over matrices of any size") {
    backend on;
    for (index_t count : {1, 3})
        for (index_t rows : {1, 9, 70})
            for (index_t columns : {1, 31, 33, 257, 600}) {
                check_rows(on, {count, rows, columns});
                check_columns(on, {count, rows, columns});
            }
    check_rows(on, {3, 9, 33, 5, 2});
    check_columns(on, {3, 9, 33, 5, 2});
}
TEST_CASE("long rows and columns are added up in parts, on both sides of every bound") {
    backend on;
    for (index_t columns : {16'383, 16'384, 24'577, 90'001}) check_rows(on, {1, 3, columns, 3}); // within a matrix
    for (index_t columns : {8'191, 8'192, 30'011}) check_rows(on, {2, 3, columns, 0, 7});
    for (index_t columns : {49, 997, 1'639, 3'600}) check_rows(on, {17, 2, columns, 1, 1}); // between matrices
    check_rows(on, {1'000, 2, 49, 0, 3});
    for (index_t rows : {511, 512, 777, 4'321})
        for (index_t columns : {1, 33}) check_columns(on, {2, rows, columns, 2, 5});
}
TEST_CASE("sums are cut where they are long and few, by their sizes alone") {
    auto const rows = [](index_t count, index_t rows, index_t columns) {
        row_parts const cut(count, rows, columns);
        return std::array{cut.matrices.parts, cut.matrices.each, cut.columns.parts, cut.columns.each};
    };
    using four = std::array<index_t, 4>;
    CHECK(rows(256, 96, 12'100) == four{22, 12, 1, 12'100}); // 2112 blocks
    CHECK(rows(1, 96, 12'100) == four{1, 1, 1, 12'100});     // less than two blocks have to do
    CHECK(rows(1, 96, 16'383) == four{1, 1, 1, 16'383});
    CHECK(rows(1, 96, 16'384) == four{1, 1, 2, 8'192});
    CHECK(rows(3, 96, 30'000) == four{3, 1, 3, 10'000});
    CHECK(rows(4, 2'047, 12'100) == four{2, 2, 1, 12'100});
    CHECK(rows(4, 2'048, 12'100) == four{1, 4, 1, 12'100}); // there are blocks enough
    CHECK(rows(7, 1, 8'192'000) == four{7, 1, 292, 28'055});
    auto const columns = [](index_t count, index_t rows, index_t columns) {
        column_parts const cut(count, rows, columns);
        return std::array{cut.across, cut.rows.parts, cut.rows.each};
    };
    using three = std::array<index_t, 3>;
    CHECK(columns(1, 511, 4'096) == three{128, 1, 511});
    CHECK(columns(1, 512, 4'096) == three{128, 2, 256});
    CHECK(columns(4, 43'264, 1'025) == three{33, 16, 2'704});
    CHECK(columns(1, 100'000, 65'504) == three{2'047, 2, 50'000});
    CHECK(columns(1, 100'000, 65'505) == three{2'048, 1, 100'000});
    bool all_are_enough = true, all_fit = true;
    for (index_t blocks = 1; blocks <= enough_blocks; ++blocks) {
        index_t const parts = parts_of_sums(blocks, least_of_block * 100'000);
        all_are_enough &= parts * blocks >= enough_blocks;
        all_fit &= parts == 1 || parts * blocks * 32 <= most_sums_of_parts;
    }
    CHECK(all_are_enough);
    CHECK(all_fit);
}
TEST_CASE("sums in parts have the same bits every time, captured or not") {
    backend on;
    std::vector<double> numbers(std::size_t{1} << 17);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = std::sin(static_cast<double>(i * i));
    auto const there = sent(on, numbers);
    auto to = on.take<double>(64, "sums");
    cuda_capture capture;
    std::vector<double> first;
    for (int times = 0; times < 4; ++times) {
        on.fill(to.data(), 64, 0.0);
        capture.run(on, [&] {
            on.add_row_sums(2, to.data(), dense_matrices<double const>(there.data(), 2, 1 << 15));
            on.add_column_sums(2, to.data() + 2, dense_matrices<double const>(there.data(), 1 << 11, 31));
        });
        auto const found = on_host(on, to);
        if (first.empty()) first = found;
        CHECK(found == first);
    }
    CHECK(first[0] != 0);
    CHECK(first[63] != 0);
}
TEST_CASE("a total is that of all entries, however many, and of none") {
    backend on;
    for (index_t n : {0, 1, 255, 257, 100'000}) {
        auto const numbers = whole_numbers(n);
        auto const there = sent(on, numbers);
        auto to = sent(on, {100});
        on.total(view<double const, extents<dynamic>, location::device>(there.data(), n), to.data());
        CHECK(on_host(on, to) == std::vector<double>{std::accumulate(numbers.begin(), numbers.end(), 0.0)});
    }
}
