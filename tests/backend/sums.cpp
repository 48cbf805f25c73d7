#include <chrnn/backend/cpu/sums.hpp>
#include <tensor/sample.hpp>

using namespace chrnn;

namespace {

/// Random matrices with gaps behind each row and each matrix.
template <class T>
struct case_of_sums {
    index_t count, rows, columns;
    index_t stride = columns + 2, step = rows * stride + 3;
    tensor<T, extents<dynamic>> numbers{count * step};

    case_of_sums(index_t n, index_t r, index_t c) : count(n), rows(r), columns(c) { draw(numbers, 1); }
    matrices<T const> get() const { return {numbers.span().data(), rows, columns, stride, step}; }
    double at(index_t i, index_t r, index_t c) const {
        return static_cast<double>(numbers.span()[static_cast<std::size_t>(i * step + r * stride + c)]);
    }
};

template <class E>
double total(cpu&& on, E const& e) {
    double all = -1;
    on.total(e, &all);
    return all;
}

template <class T>
void check_sums(index_t count, index_t rows, index_t columns) {
    INFO(count << " matrices " << rows << "x" << columns);
    case_of_sums<T> const from(count, rows, columns);
    double const margin = std::is_same_v<T, float> ? 1e-4 : 1e-11;
    std::vector<T> by_column, by_row;
    for (index_t threads : {1, 2, 3, 7}) {
        cpu on(threads);
        std::vector<T> sums(static_cast<std::size_t>(count * columns), T(1));
        on.add_column_sums(count, sums.data(), from.get());
        if (threads == 1) {
            by_column = sums;
            for (index_t i = 0; i < count; ++i)
                for (index_t c = 0; c < columns; ++c) {
                    double expected = 1;
                    for (index_t r = 0; r < rows; ++r) expected += from.at(i, r, c);
                    CHECK(sums[static_cast<std::size_t>(i * columns + c)] == Approx(expected).margin(margin));
                }
        }
        CHECK(sums == by_column);

        sums.assign(static_cast<std::size_t>(rows), T(1));
        on.add_row_sums(count, sums.data(), from.get());
        if (threads == 1) {
            by_row = sums;
            for (index_t r = 0; r < rows; ++r) {
                double expected = 1;
                for (index_t i = 0; i < count; ++i)
                    for (index_t c = 0; c < columns; ++c) expected += from.at(i, r, c);
                CHECK(sums[static_cast<std::size_t>(r)] == Approx(expected).margin(margin));
            }
        }
        CHECK(sums == by_row);
    }
}

} // namespace

TEMPLATE_TEST_CASE("sums of columns and rows add to what is there, the same bits on any number of threads", "", float,
                   double) {
    check_sums<TestType>(1, 1, 1);
    check_sums<TestType>(3, 4, 7);
    check_sums<TestType>(2, 1, 130);
    check_sums<TestType>(2, 130, 1);
    check_sums<TestType>(1, 65, 64);
    check_sums<TestType>(4, 33, 65);
    check_sums<TestType>(2, 16, 203);
}

TEST_CASE("total adds all entries of an expression in double, the same bits on any number of threads") {
    for (index_t n : {1, 63, 64, 65, 1000, 100'003}) {
        tensor<float, extents<dynamic>> x(n);
        draw(x, 1);
        double expected = 0;
        for (float one : x.span()) expected += static_cast<double>(one * one);
        double const first = total(cpu(1), x * x);
        CHECK(first == Approx(expected).epsilon(1e-12));
        for (index_t threads : {2, 3, 7}) CHECK(total(cpu(threads), x * x) == first);
    }
    tensor<float, extents<dynamic>> ones(20'000'000);
    ones = 1;
    CHECK(total(cpu(2), ones.view()) == 20'000'000);
}
