#include <tensor/sample.hpp>

#include <chrnn/tensor/noise.hpp>
#include <chrnn/tensor/reduce.hpp>
#include <chrnn/tensor/window.hpp>

using namespace chrnn;
using namespace chrnn::detail;

/// Numbers Begin .. End - 1 of a view as a view.
template <index_t Begin, index_t End, class T, class Shape>
view<T, extents<End - Begin>> part_of(view<T, Shape> x) {
    return view<T, extents<End - Begin>>(x.data + Begin);
}

/// Assigns `expression(source)` to `target(memory)`, both parts of the same memory, and compares with an assignment
/// whose source is a copy.
template <class T, index_t Count, class Target, class Expression>
void check_alias(char const* name, Target const& target, Expression const& expression) {
    INFO(name);
    auto aliased = sample<T, Count>(1);
    auto expected = aliased;
    auto const source = aliased;
    assign(target(expected.view()), expression(source.view()));
    assign(target(aliased.view()), expression(aliased.view()));
    CHECK(entries(aliased) == entries(expected));
    CHECK(entries(aliased) != entries(source)); // it did something
}

/// The same with the whole memory as the target, in a shape.
template <index_t... Extents, class Expression>
void check_self(char const* name, Expression const& expression) {
    auto const shaped = [](auto memory) { return reshape<extents<Extents...>>(memory); };
    check_alias<float, (Extents * ...)>(name, shaped, [&](auto memory) { return expression(shaped(memory)); });
    check_alias<double, (Extents * ...)>(name, shaped, [&](auto memory) { return expression(shaped(memory)); });
}

TEST_CASE("a tensor assigned an expression of itself gets the value of a copy's") {
    check_self<20, 20>("transpose", [](auto x) { return transpose(x); });
    check_self<20, 20>("transpose in a sum", [](auto x) { return x + transpose(x) * 2; });
    check_self<6, 40>("flip of columns", [](auto x) { return flip<1>(x) + x; });
    check_self<7, 40>("flip of rows", [](auto x) { return flip<0>(x); });
    check_self<5, 40>("sum", [](auto x) { return x + sum(x); });
    check_self<5, 40>("sum of rows", [](auto x) { return x - mean<0>(x); });
    check_self<5, 40>("sum of columns", [](auto x) { return x / reshape<extents<5, 1>>(max<1>(abs(x))); });
    check_self<5, 40>("first row", [](auto x) { return x * slice_of<0, 0, 1>(x); });
    check_self<5, 40>("first column", [](auto x) { return x - slice_of<1, 0, 1>(x); });
    check_self<20, 20>("product", [](auto x) { return matmul(x, x); });
    check_self<20, 20>("transposed product", [](auto x) { return matmul(transpose(x), x); });
    check_self<20, 20>("product in an expression", [](auto x) { return matmul(x, x) + x; });
    check_self<3, 4, 5>("permutation under the same shape",
                        [](auto x) { return reshape<extents<3, 4, 5>>(permute<2, 0, 1>(x)); });
    check_self<6, 10>("patches", [](auto x) {
        return max<0, 1, 2>(patches<window{.kernel = 3, .pad = 1}>(reshape<extents<1, 6, 10>>(x)));
    });
}

TEST_CASE("an entry that only its own place reads is assigned without a copy") {
    auto const x = sample<float, 5, 40>(1);
    auto const other = sample<float, 7>(2);
    auto const same = x + exp(x) * 2;
    CHECK_FALSE(same.clashes(x.view().memory(), false));
    CHECK_FALSE((same + sum(other)).clashes(x.view().memory(), false));
    CHECK((x + transpose(reshape<extents<40, 5>>(x))).clashes(x.view().memory(), false));
    CHECK((x + reshape<extents<1, 5, 40>>(x))
              .clashes(x.view().memory(), false)); // another shape: not taken to be the same
    check_self<5, 40>("elementwise", [](auto e) { return e + exp(e) * 2; });
}

TEST_CASE("parts of one memory that overlap are assigned as if they did not") {
    check_alias<float, 100>(
        "shifted right", [](auto x) { return slice_of<0, 1, 100>(x); }, [](auto x) { return slice_of<0, 0, 99>(x); });
    check_alias<float, 100>(
        "shifted left", [](auto x) { return slice_of<0, 0, 99>(x); }, [](auto x) { return slice_of<0, 1, 100>(x); });
    check_alias<float, 100>(
        "views shifted", [](auto x) { return part_of<7, 87>(x); }, [](auto x) { return part_of<0, 80>(x) + 1; });
    check_alias<float, 100>(
        "views shifted back", [](auto x) { return part_of<0, 80>(x); }, [](auto x) { return part_of<7, 87>(x) + 1; });
    check_alias<float, 100>(
        "rows into columns", [](auto x) { return slice_of<1, 2, 4>(reshape<extents<10, 10>>(x)); },
        [](auto x) { return transpose(slice_of<0, 1, 3>(reshape<extents<10, 10>>(x))); });
    check_alias<float, 100>(
        "the same transposed destination", [](auto x) { return transpose(reshape<extents<10, 10>>(x)); },
        [](auto x) { return reshape<extents<10, 10>>(x) * 2; });
    check_alias<float, 100>(
        "a flipped destination whose corners hide its ends", [](auto x) { return flip<1>(reshape<extents<2, 50>>(x)); },
        [](auto x) { return reshape<extents<2, 50>>(x) * 2; });
    check_alias<float, 100>(
        "the start of what is flipped", [](auto x) { return flip<1>(reshape<extents<2, 50>>(x)); },
        [](auto x) { return part_of<0, 50>(x) + 1; });
    check_alias<float, 100>(
        "columns and rows of the same numbers", [](auto x) { return reshape<extents<4, 25>>(x); },
        [](auto x) { return transpose(reshape<extents<25, 4>>(x)); });
    check_alias<float, 100>(
        "one number of itself", [](auto x) { return x; },
        [](auto x) { return x + reshape<extents<>>(part_of<50, 51>(x)); });
    check_alias<float, 100>(
        "a product into its left factor", [](auto x) { return reshape<extents<5, 5>>(part_of<0, 25>(x)); },
        [](auto x) {
            return matmul(reshape<extents<5, 5>>(part_of<0, 25>(x)), reshape<extents<5, 5>>(part_of<50, 75>(x)));
        });
    check_alias<float, 100>(
        "a product into its right factor", [](auto x) { return reshape<extents<5, 5>>(part_of<0, 25>(x)); },
        [](auto x) {
            return matmul(reshape<extents<5, 5>>(part_of<50, 75>(x)), reshape<extents<5, 5>>(part_of<0, 25>(x)));
        });
    check_alias<float, 100>(
        "a product into parts of both factors", [](auto x) { return reshape<extents<5, 5>>(part_of<0, 25>(x)); },
        [](auto x) {
            return matmul(reshape<extents<5, 15>>(part_of<0, 75>(x)), reshape<extents<15, 5>>(part_of<10, 85>(x)));
        });
}

TEST_CASE("a batch of run-time size assigned an expression of itself gets the value of a copy's") {
    auto const before = batch_sample<float, 3, 20>(5, 1);
    auto const check = [&](auto const& expression) {
        auto x = before, expected = before;
        expected = expression(before);
        x = expression(x);
        CHECK(entries(x) == entries(expected));
        CHECK(entries(x) != entries(before));
    };
    check([](auto const& x) { return flip<2>(x) + x; });
    check([](auto const& x) { return x - mean<0>(x); });
    check([](auto const& x) { return reshape<extents<dynamic, 3, 20>>(permute<0, 2, 1>(x)); });
}

TEST_CASE("assignments on several threads are those on one") {
    using shape = extents<40, 1501>; // several tasks
    tensor<float, shape> const x = random<shape>(random_stream{1, 1}, distribution::normal{}),
                               y = random<shape>(random_stream{1, 2}, distribution::normal{});
    auto const check = [&](auto const& expression) {
        tensor<float, shape_of<decltype(expression)>> one, several;
        one = expression;
        for (index_t threads : {2, 3, 7}) {
            cpu on(threads);
            several = 0;
            assign(several.view(), expression, on);
            CHECK(std::equal(one.span().begin(), one.span().end(), several.span().begin()));
        }
    };
    check(tanh(x) * y + 1);
    check(flip<1>(x) - slice_of<1, 0, 1>(y));
    check(transpose(x));
    check(sum<1>(x * y));
    check(sum<0>(x * y));
}

TEST_CASE("tensors are assigned to parts of others, and numbers to all of them") {
    tensor<float, extents<4, 20>> x;
    auto const row = sample<float, 20>(1);
    assign(slice_of<0, 1, 3>(x), row); // a tensor, broadcast
    assign(slice_of<0, 3, 4>(x), row * 2);
    for (index_t j = 0; j < 20; ++j) {
        CHECK(x(0, j) == 0);
        CHECK(x(1, j) == row(j));
        CHECK(x(2, j) == row(j));
        CHECK(x(3, j) == row(j) * 2);
    }
    x = 3;
    for (float one : x.span()) CHECK(one == 3);
}

TEST_CASE("an expression of one axis of run-time length that cannot be read in a row is assigned whole") {
    for (index_t n : {1, 2, 15, 16, 17, 100}) {
        auto const x = batch_sample<float, 3>(n, 1);
        tensor<float, extents<dynamic>> sums(n);
        sums = sum<1>(x) * 2;
        for (index_t i = 0; i < n; ++i) CHECK(sums(i) == Approx(2 * (x(i, 0) + x(i, 1) + x(i, 2))).margin(1e-6));
    }
    tensor<float, extents<dynamic, 3>> const none(0);
    tensor<float, extents<dynamic>> sums(0);
    sums = sum<1>(none);
    CHECK(size(sums) == 0);
    cpu(1).assign(sums.view(), sum<1>(none)); // rows of no length, by which nothing is divided
}
