/// What every backend of the host must show of its products: the sums that plain loops find, in the same bits on any
/// number of threads.
#pragma once

#include "backend/factor.hpp"
#include "distance.hpp"

#include <tensor/sample.hpp>

#include <cstring>

using namespace chrnn;
using namespace chrnn::detail;

/// `count` matrices of random numbers of which each row and each matrix is followed by a gap.
template <class T>
struct with_gaps {
    index_t count, rows, columns;
    std::vector<T> numbers;

    with_gaps(index_t n, index_t r, index_t c, std::uint64_t stream)
        : count(n), rows(r), columns(c), numbers(static_cast<std::size_t>(n * step())) {
        for (std::size_t i = 0; i < numbers.size(); ++i)
            numbers[i] = static_cast<T>(2 * random_stream{5, stream}.uniform(i) - 1);
    }
    index_t stride() const { return columns + 3; }
    index_t step() const { return rows * stride() + 5; }
    T const& operator()(index_t i, index_t r, index_t c) const {
        return numbers[static_cast<std::size_t>(i * step() + r * stride() + c)];
    }
    matrices<T> get() { return {numbers.data(), rows, columns, stride(), step()}; }
};

/// Multiplies with factors that are packed, `concurrent` of them at a time.
template <reading A, reading B, bool Add, class Backend, class T>
void multiply_packed(Backend& on, with_gaps<T>& c, with_gaps<T>& a, with_gaps<T>& b, index_t together) {
    using factors = packed_rhs<B, T>;
    host_storage<T> space(b.count * factors::scratch_size(b.rows, b.columns));
    factors const packed = on.template pack_rhs<B>(b.count, matrices<T const>(b.get()), space.data());
    for (index_t first = 0; first < b.count; first += together)
        on.template multiply<A, Add>(std::min(together, b.count - first), c.get().from(first), a.get().from(first),
                                     packed.from(first));
}

template <class Backend, reading A, reading B, bool Add, class T>
void check_multiply(index_t count, index_t rows, index_t depth, index_t columns) {
    INFO(count << " products " << rows << "x" << depth << " by " << depth << "x" << columns << ", readings " << int(A)
               << int(B) << ", add " << Add);
    constexpr bool plain_a = A == reading::plain, plain_b = B == reading::plain;
    with_gaps<T> a(count, plain_a ? rows : depth, plain_a ? depth : rows, 1);
    with_gaps<T> b(count, plain_b ? depth : columns, plain_b ? columns : depth, 2);
    with_gaps<T> const start(count, rows, columns, 3);

    auto expected = start;
    double worst = 0;
    auto c = start, packed = start;
    Backend one(1);
    one.template multiply<A, B, Add, T>(count, c.get(), a.get(), b.get());
    multiply_packed<A, B, Add>(one, packed, a, b, count);
    for (index_t i = 0; i < count; ++i)
        for (index_t r = 0; r < rows; ++r)
            for (index_t s = 0; s < columns; ++s) {
                double sum = Add ? static_cast<double>(start(i, r, s)) : 0, size = std::abs(sum);
                for (index_t k = 0; k < depth; ++k) {
                    double const product = factor_of<Backend>(plain_a ? a(i, r, k) : a(i, k, r)) *
                                           factor_of<Backend>(plain_b ? b(i, k, s) : b(i, s, k));
                    sum += product, size += std::abs(product);
                }
                worst = farther(worst, std::abs(static_cast<double>(c(i, r, s)) - sum) / size);
                worst = farther(worst, std::abs(static_cast<double>(packed(i, r, s)) - sum) / size);
                const_cast<T&>(expected(i, r, s)) = c(i, r, s);
            }
    // each product and sum rounds once, by at most half of epsilon; in double so do the sums that are expected
    double const unit = std::is_same_v<T, float> ? 0x1p-24 : 0x1p-52;
    CHECK(worst <= unit * static_cast<double>(depth + 5));
    CHECK(c.numbers == expected.numbers); // gaps are left as they were

    for (index_t threads : {2, 3, 7}) {
        auto again = start;
        Backend several(threads);
        several.template multiply<A, B, Add, T>(count, again.get(), a.get(), b.get());
        CHECK(std::memcmp(again.numbers.data(), c.numbers.data(), c.numbers.size() * sizeof(T)) == 0);
        again = start;
        multiply_packed<A, B, Add>(several, again, a, b, several.concurrent(count, columns));
        CHECK(std::memcmp(again.numbers.data(), packed.numbers.data(), c.numbers.size() * sizeof(T)) == 0);
    }
}

template <class Backend, class T>
void check_readings(index_t count, index_t rows, index_t depth, index_t columns) {
    constexpr reading plain = reading::plain, transposed = reading::transposed;
    check_multiply<Backend, plain, plain, false, T>(count, rows, depth, columns);
    check_multiply<Backend, plain, transposed, false, T>(count, rows, depth, columns);
    check_multiply<Backend, transposed, plain, false, T>(count, rows, depth, columns);
    check_multiply<Backend, transposed, transposed, false, T>(count, rows, depth, columns);
    check_multiply<Backend, plain, plain, true, T>(count, rows, depth, columns);
    check_multiply<Backend, plain, transposed, true, T>(count, rows, depth, columns);
    check_multiply<Backend, transposed, plain, true, T>(count, rows, depth, columns);
    check_multiply<Backend, transposed, transposed, true, T>(count, rows, depth, columns);
}

/// Products of all forms and readings.
template <class Backend, class T>
void check_products() {
    check_readings<Backend, T>(1, 1, 1, 1);
    check_readings<Backend, T>(3, 5, 7, 3);
    check_readings<Backend, T>(2, 1, 40, 33);
    check_readings<Backend, T>(2, 33, 40, 1);
    check_readings<Backend, T>(4, 17, 1, 19);
    check_readings<Backend, T>(2, 11, 50, 13);   // few rows, and what is left over of registers and tiles
    check_readings<Backend, T>(1, 30, 1021, 70); // rows a multiple of 4096 bytes apart
    check_readings<Backend, T>(1, 600, 31, 29);  // several tasks by rows
    check_readings<Backend, T>(2, 19, 23, 531);  // and by columns
    check_readings<Backend, T>(1, 67, 601,
                               211); // several blocks of the depth, and more than a block of rows and columns
}
