#include <chrnn/backend/row_kernel.hpp>

#include <catch2/catch.hpp>

#include <vector>

using namespace chrnn;

namespace {

/// Counts how often its rows are asked for.
struct in_two_steps {
    int& rows;
    std::vector<index_t>& seen;

    struct of_row {
        std::vector<index_t>& seen;
        index_t begin;
        void operator()(index_t column) const { seen.push_back(begin + column); }
    };
    of_row row(index_t i) const { return ++rows, of_row{seen, 10 * i}; }
};

} // namespace

TEST_CASE("a kernel with a part for each row finds out once what is the same for the row") {
    int rows = 0;
    std::vector<index_t> seen;
    in_two_steps const kernel{rows, seen};
    auto const third = row_of_kernel(kernel, 3);
    for (index_t column : {0, 1, 2}) third(column);
    CHECK(rows == 1);
    CHECK(seen == std::vector<index_t>{30, 31, 32});
}
TEST_CASE("a kernel without one is called with row and column, with and without a type of registers") {
    std::vector<std::pair<index_t, index_t>> seen;
    auto const kernel = [&](index_t row, index_t column) { seen.emplace_back(row, column); };
    row_of_kernel(kernel, 2)(7);
    CHECK(seen == std::vector<std::pair<index_t, index_t>>{{2, 7}});

    std::size_t bytes = 0;
    auto const several = [&]<class V>(index_t row, index_t column) {
        bytes = sizeof(V) * static_cast<std::size_t>(10 * row + column);
    };
    row_of_kernel(several, 1).operator()<double>(4);
    CHECK(bytes == 14 * sizeof(double));
}
