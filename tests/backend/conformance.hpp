/// What every backend must show, wherever its memory is: each verb does what plain loops find. For a backend of one's
/// own too: `conforms<my_backend, float>()` in a test case.
#pragma once

#include "backend/convolutions.hpp"
#include "distance.hpp"

#include <chrnn/backend/arena.hpp>
#include <chrnn/backend/backend.hpp>
#include <chrnn/tensor/reduce.hpp>

#include <catch2/catch.hpp>

#include <array>

// Kernels have names, so that devices can run them.
namespace conformance {

using namespace chrnn;
using namespace chrnn::detail;

/// Counts what is visited, in each form of a kernel; the entries of a row or plane follow each other.
template <class T>
struct count_visits {
    T* visits;
    index_t columns;

    CHRNN_INLINE void operator()(index_t i) const { visits[i] += T(1); }
    CHRNN_INLINE void operator()(index_t row, index_t column) const { visits[row * columns + column] += T(1); }
    template <class V>
    CHRNN_INLINE void plane(index_t plane) const {
        for (index_t i = 0; i < columns; ++i) entry(plane, i);
    }
    CHRNN_INLINE void entry(index_t plane, index_t i) const { (*this)(plane, i); }
};
/// Counts what the group's threads visit, and adds to every entry of a row the sum and the greatest of what is there.
template <class T>
struct add_sum_and_greatest {
    T* numbers;
    index_t columns;

    template <class Group>
    CHRNN_INLINE void operator()(Group const& group, index_t row) const {
        T* const own = numbers + row * columns;
        T sum = 0, greatest = own[0];
        group.each(columns, [&](index_t i) { sum += own[i], greatest = own[i] > greatest ? own[i] : greatest; });
        T const of_all = group.sum(sum) + group.greatest(greatest);
        group.each(columns, [&](index_t i) { own[i] += of_all; });
    }
};
template <class T>
struct count_visits_of_lanes {
    T* visits;
    index_t columns;

    template <class V>
    CHRNN_INLINE void operator()(index_t row, index_t column) const {
        using simd = simd_traits<V>;
        T* const at = visits + row * columns + column;
        simd::store(at, simd::load(at) + simd::fill(1));
    }
};
/// The same with a part for each row, one column or several at a time.
template <class T>
struct count_visits_in_rows {
    T* visits;
    index_t columns;

    struct of_row {
        T* visits;
        CHRNN_INLINE void operator()(index_t column) const { visits[column] += T(1); }
        template <class V>
        CHRNN_INLINE void operator()(index_t column) const {
            simd_traits<V>::store(visits + column, simd_traits<V>::load(visits + column) + simd_traits<V>::fill(1));
        }
    };
    CHRNN_INLINE of_row row(index_t i) const { return {visits + i * columns}; }
};

/// `n` numbers in the backend's memory, with a few behind them that nobody may touch.
template <class T, class Backend>
class guarded {
  public:
    guarded(Backend& on, std::vector<T> const& values) : numbers_(on, std::ssize(values) + guards, "a test") {
        auto const all = numbers_.host();
        std::copy(values.begin(), values.end(), all.begin());
        std::fill(all.end() - guards, all.end(), T(77));
    }
    guarded(Backend& on, index_t n, T value) : guarded(on, std::vector<T>(place(n), value)) {}

    T* data() { return numbers_.data(); }
    /// The numbers; checks that those behind them are as they were.
    std::vector<T> get() {
        auto const all = numbers_.read();
        CHECK(std::count(all.end() - guards, all.end(), T(77)) == guards);
        return {all.begin(), all.end() - guards};
    }

  private:
    static constexpr std::ptrdiff_t guards = 40;
    arena<T, Backend> numbers_;
};

template <class T>
inline constexpr double unit = std::is_same_v<T, float> ? 2e-7 : 4e-16;

template <class Backend, class T>
void memory_verbs(Backend& on) {
    INFO("upload, download, prefetch, fill");
    std::vector<float> from(3001);
    for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<float>(i) / 4;
    guarded<T, Backend> to(on, 3001, T(-1));
    on.upload(std::span<float const>(from).subspan(1), to.data() + 1); // as numbers of another type, perhaps
    auto found = to.get();
    CHECK(found[0] == T(-1));
    CHECK(std::equal(from.begin() + 1, from.end(), found.begin() + 1));

    on.fill(to.data() + 5, 2000, T(7));
    on.wait();
    found = to.get();
    CHECK(std::count(found.begin(), found.end(), T(7)) == 2000 + (from[28] == 7 ? 0 : 1));
    CHECK((found[4] == T(1) && found[5] == T(7) && found[2004] == T(7) && found[2005] == T(from[2005])));

    std::vector<T> part(3, T(0));
    on.download(static_cast<T const*>(to.data()) + 2003, std::span<T>(part));
    CHECK((part[0] == T(7) && part[1] == T(7) && part[2] == T(from[2005])));

    for (int again = 0; again < 3; ++again) {
        for (float& x : from) x += 1;
        auto const handle = on.template prefetch<T>(std::span<float const>(from));
        CHECK(handle.size() == from.size());
        handle.deliver(on, to.data());
        CHECK(largest_difference(to.get(), from) == 0);
    }
}

template <class Backend, class T>
void loops(Backend& on) {
    for (index_t rows : {1, 3, 700})
        for (index_t columns : {1, 7, 16, 37}) {
            INFO("loops over " << rows << " x " << columns);
            std::vector<T> const once(place(rows * columns), T(1));
            auto const visits = [&](auto const& call) {
                guarded<T, Backend> count(on, rows * columns, T(0));
                call(count.data());
                return count.get();
            };
            CHECK(visits([&](T* to) { on.parallel_for(rows * columns, 3, count_visits<T>{to, columns}); }) == once);
            CHECK(visits([&](T* to) { on.parallel_for_2d(rows, columns, count_visits<T>{to, columns}); }) == once);
            CHECK(visits([&](T* to) {
                      on.template parallel_for_simd<T>(rows, columns, count_visits_of_lanes<T>{to, columns});
                  }) == once);
            CHECK(visits([&](T* to) {
                      on.parallel_for_2d(rows, columns, count_visits_in_rows<T>{to, columns});
                  }) == once);
            CHECK(visits([&](T* to) {
                      on.template parallel_for_simd<T>(rows, columns, count_visits_in_rows<T>{to, columns});
                  }) == once);
            CHECK(visits([&](T* to) {
                      on.template parallel_for_planes<T>(rows, columns, count_visits<T>{to, columns});
                  }) == once);
        }
}

template <class Backend, class T>
void groups(Backend& on) {
    for (index_t rows : {1, 5})
        for (index_t columns : {1, 31, 256, 700}) {
            INFO("groups over " << rows << " x " << columns);
            std::vector<T> numbers, wanted;
            for (index_t i = 0; i < rows * columns; ++i)
                numbers.push_back(T(i * 7 % 11 - 15)); // sums of them are exact
            guarded<T, Backend> to(on, numbers);
            on.parallel_for_groups(rows, columns, add_sum_and_greatest<T>{to.data(), columns});
            for (auto row = numbers.begin(); row != numbers.end(); row += columns) {
                T const of_all = std::accumulate(row, row + columns, T(0)) + *std::max_element(row, row + columns);
                for (auto one = row; one != row + columns; ++one) wanted.push_back(*one + of_all);
            }
            CHECK(to.get() == wanted);
        }
}

template <class Backend, class T>
void captures(Backend& on) {
    INFO("capture");
    guarded<T, Backend> count(on, 100, T(0));
    typename Backend::capture whole;
    T* const to = count.data();
    for (int times = 1; times <= 4; ++times) {
        whole.run(on, [&] {
            on.parallel_for(100, 1, count_visits<T>{to, 0});
            on.parallel_for_2d(5, 20, count_visits<T>{to, 20});
        });
        CHECK(count.get() == std::vector<T>(100, T(2 * times)));
    }
}

template <class Backend, class T>
void assignments(Backend& on) {
    INFO("assign");
    constexpr index_t rows = 4, columns = 37;
    using matrix = extents<rows, columns>;
    auto const x = drawn<T>(rows * columns, 1), channels = drawn<T>(rows, 2);
    guarded<T, Backend> from(on, x), each(on, channels), to(on, rows * columns, T(0));
    auto const source = view<T const, matrix>(from.data());
    auto const target = view<T, matrix>(to.data());
    auto const scale = view<T const, extents<rows, 1>>(each.data());
    double const near = 30 * unit<T>;
    std::vector<double> expected(x.begin(), x.end());
    auto const expect = [&](auto const& entry) {
        for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = entry(i, static_cast<double>(x[i]));
        CHECK(largest_difference(to.get(), expected) < near);
    };

    on.assign(target, 2 * source * source - 1);
    expect([](std::size_t, double one) { return 2 * one * one - 1; });
    on.assign(target, target + 1); // read where it is written
    expect([](std::size_t, double one) { return 2 * one * one; });
    on.assign(target, scale * source);
    expect([&](std::size_t i, double one) { return static_cast<double>(channels[i / place(columns)]) * one; });
    on.assign(view<T, extents<dynamic, columns>>(to.data(), rows),
              sigmoid(view<T const, extents<dynamic, columns>>(from.data(), rows)));
    expect([](std::size_t, double one) { return 1 / (1 + std::exp(-one)); });
    on.assign(view<T, extents<columns, rows>>(to.data()), transpose(source));
    expect([&](std::size_t i, double) {
        return static_cast<double>(x[i % place(rows) * place(columns) + i / place(rows)]);
    });
    on.assign(target, where(source > 0, source, 0));
    expect([](std::size_t, double one) { return one > 0 ? one : 0; });

    std::vector<double> of_rows(place(rows)), of_columns(place(columns));
    for (std::size_t i = 0; i < x.size(); ++i) {
        of_rows[i / place(columns)] += static_cast<double>(x[i]) / double(columns);
        of_columns[i % place(columns)] += static_cast<double>(x[i]);
    }
    guarded<T, Backend> row(on, rows, T(0)), column(on, columns, T(0)), one(on, 1, T(0));
    on.assign(view<T, extents<rows>>(row.data()), mean<1>(source));
    CHECK(largest_difference(row.get(), of_rows) < near);
    on.assign(view<T, extents<columns>>(column.data()), sum<0>(source));
    CHECK(largest_difference(column.get(), of_columns) < near);
    on.assign(view<T, extents<>>(one.data()), max(source));
    CHECK(one.get()[0] == *std::max_element(x.begin(), x.end()));
}

/// Several matrices with gaps behind each row and each of them.
struct spaced {
    index_t count, rows, columns;

    index_t stride() const { return columns + 3; }
    index_t apart() const { return rows * stride() + 5; }
    std::size_t at(index_t i, index_t r, index_t c) const { return place(i * apart() + r * stride() + c); }
    template <class T>
    matrices<T> in(T* data) const {
        return {data, rows, columns, stride(), apart()};
    }
};

template <reading A, reading B, bool Add, class Backend, class T>
void product(Backend& on, index_t count, index_t rows, index_t depth, index_t columns) {
    INFO("multiply: " << count << " products " << rows << "x" << depth << " by " << depth << "x" << columns
                      << ", readings " << int(A) << int(B) << ", add " << Add);
    constexpr bool plain_a = A == reading::plain, plain_b = B == reading::plain;
    spaced const of_a{count, plain_a ? rows : depth, plain_a ? depth : rows};
    spaced const of_b{count, plain_b ? depth : columns, plain_b ? columns : depth};
    spaced const of_c{count, rows, columns};
    auto const left = drawn<T>(count * of_a.apart(), 1), right = drawn<T>(count * of_b.apart(), 2),
               start = drawn<T>(count * of_c.apart(), 3);
    std::vector<double> expected(start.begin(), start.end()); // gaps stay as they are
    for (index_t i = 0; i < count; ++i)
        for (index_t r = 0; r < rows; ++r)
            for (index_t c = 0; c < columns; ++c) {
                double& sum = expected[of_c.at(i, r, c)];
                if (!Add) sum = 0;
                for (index_t k = 0; k < depth; ++k)
                    sum += factor_of<Backend>(left[plain_a ? of_a.at(i, r, k) : of_a.at(i, k, r)]) *
                           factor_of<Backend>(right[plain_b ? of_b.at(i, k, c) : of_b.at(i, c, k)]);
            }
    double const near = 5 * unit<T> * static_cast<double>(depth + 5);
    guarded<T, Backend> a(on, left), b(on, right), c(on, start), again(on, start);
    on.template multiply<A, B, Add, T>(count, of_c.in(c.data()), of_a.in(a.data()), of_b.in(b.data()));
    CHECK(largest_difference(c.get(), expected) < near);

    // by factors that are laid out before, as many products at a time as the backend wants
    using factors = packed_rhs<B, T>;
    arena<T, Backend> space(on, count * factors::scratch_size(of_b.rows, of_b.columns), "packed factors");
    matrices<T const> const rights = of_b.in(b.data());
    factors const packed = on.template pack_rhs<B>(count, rights, space.data());
    index_t const together = on.concurrent(count, columns);
    REQUIRE((together >= 1 && together <= count));
    for (index_t first = 0; first < count; first += together)
        on.template multiply<A, Add>(std::min(together, count - first), of_c.in(again.data()).from(first),
                                     of_a.in(a.data()).from(first), packed.from(first));
    CHECK(largest_difference(again.get(), expected) < near);
}

template <class Backend, class T>
void products(Backend& on) {
    constexpr reading plain = reading::plain, transposed = reading::transposed;
    auto const all = [&]<bool Add>(std::bool_constant<Add>, index_t count, index_t rows, index_t depth,
                                   index_t columns) {
        product<plain, plain, Add, Backend, T>(on, count, rows, depth, columns);
        product<plain, transposed, Add, Backend, T>(on, count, rows, depth, columns);
        product<transposed, plain, Add, Backend, T>(on, count, rows, depth, columns);
        product<transposed, transposed, Add, Backend, T>(on, count, rows, depth, columns);
    };
    for (auto const [count, rows, depth, columns] :
         {std::array<index_t, 4>{1, 1, 1, 1}, {3, 5, 7, 3}, {2, 1, 40, 33}, {2, 19, 23, 67}, {1, 67, 90, 41}}) {
        all(std::false_type(), count, rows, depth, columns);
        all(std::true_type(), count, rows, depth, columns);
    }
}

template <class Backend, class T>
void sums(Backend& on) {
    INFO("add_column_sums, add_row_sums, total");
    for (spaced const& of : {spaced{1, 1, 1}, spaced{3, 5, 7}, spaced{2, 70, 130}}) {
        auto const x = drawn<T>(of.count * of.apart(), 1), columns = drawn<T>(of.count * of.columns, 2),
                   rows = drawn<T>(of.rows, 3);
        std::vector<double> of_columns(columns.begin(), columns.end()), of_rows(rows.begin(), rows.end());
        for (index_t i = 0; i < of.count; ++i)
            for (index_t r = 0; r < of.rows; ++r)
                for (index_t c = 0; c < of.columns; ++c) {
                    of_columns[place(i * of.columns + c)] += static_cast<double>(x[of.at(i, r, c)]);
                    of_rows[place(r)] += static_cast<double>(x[of.at(i, r, c)]);
                }
        guarded<T, Backend> from(on, x), to_columns(on, columns), to_rows(on, rows);
        double const near = 5 * unit<T> * static_cast<double>(of.count * (of.rows + of.columns));
        on.add_column_sums(of.count, to_columns.data(), of.in(static_cast<T const*>(from.data())));
        CHECK(largest_difference(to_columns.get(), of_columns) < near);
        on.add_row_sums(of.count, to_rows.data(), of.in(static_cast<T const*>(from.data())));
        CHECK(largest_difference(to_rows.get(), of_rows) < near);
    }
    for (index_t n : {1, 15, 5000}) {
        auto const x = drawn<T>(n, 4);
        double squares = 0;
        for (T one : x) squares += static_cast<double>(one * one);
        guarded<T, Backend> from(on, x);
        guarded<double, Backend> to(on, 1, 5.0); // what was there counts for nothing
        auto const e = view<T const, extents<dynamic>>(from.data(), n);
        on.total(e * e, to.data());
        CHECK(std::abs(to.get()[0] - squares) <= 1e-13 * squares);
    }
}

template <class Backend, class T>
void convolutions(Backend& on, convolution const& c, index_t samples) {
    INFO("convolve: " << samples << " images " << c.channels << "x" << c.rows << "x" << c.columns << ", " << c.filters
                      << " filters of " << c.kernel << ", stride " << c.stride << ", pad " << c.pad << ", " << c.groups
                      << " groups, dilation " << c.dilation);
    auto const image = drawn<T>(samples * c.image_size(), 1), kernels = drawn<T>(c.filters * c.depth(), 2),
               bias = drawn<T>(c.filters, 3), slopes = drawn<T>(samples * c.output_size(), 4),
               start = drawn<T>(c.filters * c.depth(), 5);
    std::vector<double> y(slopes.size()), gradient(start.begin(), start.end()), slope(image.size());
    for (std::size_t i = 0; i < y.size(); ++i)
        y[i] = static_cast<double>(bias[i / place(c.positions()) % place(c.filters)]);
    each_tap(c, samples, [&](std::size_t o, std::size_t i, std::size_t w) {
        y[o] += factor_of<Backend>(image[i]) * factor_of<Backend>(kernels[w]);
        gradient[w] += factor_of<Backend>(image[i]) * factor_of<Backend>(slopes[o]);
        slope[i] += factor_of<Backend>(kernels[w]) * factor_of<Backend>(slopes[o]);
    });

    guarded<T, Backend> x(on, image), weights(on, kernels), biases(on, bias), dy(on, slopes), d_weights(on, start),
        out(on, std::ssize(slopes), T(50)), dx(on, std::ssize(image), T(50));
    auto const read = [](auto& numbers) { return static_cast<T const*>(numbers.data()); };
    on.convolve(c, samples, read(x), read(weights), read(biases), out.data());
    on.convolve_weight_gradient(c, samples, read(x), read(dy), d_weights.data());
    on.convolve_input_gradient(c, samples, read(dy), read(weights), dx.data());
    double const near = 5 * unit<T>;
    CHECK(largest_difference(out.get(), y) < near * static_cast<double>(c.depth() + 10));
    CHECK(largest_difference(d_weights.get(), gradient) < near * static_cast<double>(samples * c.positions() + 10));
    CHECK(largest_difference(dx.get(), slope) < near * static_cast<double>(c.filters * c.kernel * c.kernel + 10));
}

} // namespace conformance

/// Checks every verb of `Backend` for numbers of type T.
template <class Backend, class T>
void conforms(chrnn::index_t threads = 2) {
#if !defined(__NVCC__) // see check_backend
    static_assert(chrnn::backend<Backend, T>);
#endif
    Backend on(threads);
    conformance::memory_verbs<Backend, T>(on);
    conformance::loops<Backend, T>(on);
    conformance::groups<Backend, T>(on);
    conformance::captures<Backend, T>(on);
    conformance::assignments<Backend, T>(on);
    conformance::products<Backend, T>(on);
    conformance::sums<Backend, T>(on);
    for (chrnn::convolution const& c :
         {chrnn::convolution{.channels = 1, .rows = 1, .columns = 1, .filters = 1, .kernel = 1},
          {.channels = 3, .rows = 7, .columns = 4, .filters = 2, .kernel = 3, .stride = 1, .pad = 1},
          {.channels = 2, .rows = 8, .columns = 6, .filters = 3, .kernel = 5, .stride = 2, .pad = 2},
          {.channels = 4, .rows = 6, .columns = 5, .filters = 3, .kernel = 1, .stride = 2},
          {.channels = 6, .rows = 5, .columns = 7, .filters = 4, .kernel = 3, .pad = 2, .groups = 2, .dilation = 2}})
        for (chrnn::index_t samples : {1, 5}) conformance::convolutions<Backend, T>(on, c, samples);
}
