// Sums on a device, of sizes around those of its warps and blocks, against sums on the host.
#include <chrnn/backend/cuda/cuda.hpp>
#include <chrnn/backend/cuda/patch_convolutions.hpp>
#include <chrnn/backend/cuda/sums.hpp>

#include <catch2/catch.hpp>

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

} // namespace

TEST_CASE("rows and columns are added up over matrices of any size") {
    backend on;
    for (index_t count : {1, 3})
        for (index_t rows : {1, 9, 70})
            for (index_t columns : {1, 31, 33, 257, 600}) {
                INFO(count << " matrices of " << rows << " x " << columns);
                auto const numbers = whole_numbers(count * rows * columns);
                std::vector<double> by_row(static_cast<std::size_t>(rows), 100),
                    by_column(static_cast<std::size_t>(count * columns), 100);
                for (index_t m = 0; m < count; ++m)
                    for (index_t i = 0; i < rows; ++i)
                        for (index_t j = 0; j < columns; ++j) {
                            double const one = numbers[static_cast<std::size_t>((m * rows + i) * columns + j)];
                            by_row[static_cast<std::size_t>(i)] += one;
                            by_column[static_cast<std::size_t>(m * columns + j)] += one;
                        }
                auto const there = sent(on, numbers);
                auto to_rows = sent(on, std::vector<double>(by_row.size(), 100));
                auto to_columns = sent(on, std::vector<double>(by_column.size(), 100));
                on.add_row_sums(count, to_rows.data(), dense_matrices(there.data(), rows, columns));
                on.add_column_sums(count, to_columns.data(), dense_matrices(there.data(), rows, columns));
                CHECK(on_host(on, to_rows) == by_row);
                CHECK(on_host(on, to_columns) == by_column);
            }
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
