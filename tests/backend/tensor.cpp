#include <tensor/sample.hpp>

#include <chrnn/tensor/noise.hpp>
#include <chrnn/tensor/reduce.hpp>

using namespace chrnn;

TEST_CASE("a tensor begins as zeros at a boundary of 64 bytes") {
    std::vector<tensor<float, extents<dynamic>>> all;
    for (index_t n = 1; n < 40; ++n) {
        all.emplace_back(n);
        CHECK(reinterpret_cast<std::uintptr_t>(all.back().span().data()) % 64 == 0);
        CHECK(static_cast<index_t>(all.back().span().size()) == n);
        for (float one : all.back().span()) CHECK(one == 0);
        all.back() = 1; // so that memory used again is not zero by chance
        if (n % 3 == 0) all.pop_back();
    }
    tensor<double, extents<3, 5>> const x;
    CHECK(reinterpret_cast<std::uintptr_t>(x.span().data()) % 64 == 0);
}

TEST_CASE("a copy has numbers of its own") {
    auto a = sample<float, 3, 20>(1);
    auto const before = entries(a);
    tensor<float, extents<3, 20>> b = a, c;
    c = a;
    a = 5;
    CHECK(entries(b) == before);
    CHECK(entries(c) == before);
    auto const& same = b;
    b = same;
    CHECK(entries(b) == before);

    auto const batch = batch_sample<float, 3>(4, 2);
    tensor<float, extents<dynamic, 3>> const copy = batch;
    CHECK(copy.leading() == 4);
    CHECK(entries(copy) == entries(batch));
    tensor<float, extents<dynamic, 3>> shorter(2);
    CHECK_THROWS_WITH(shorter = batch, "the leading extents of two operands differ: 2 and 4");
}

TEST_CASE("a move hands over the numbers and their extent, and what was left can be assigned to") {
    auto a = batch_sample<float, 3>(4, 1);
    auto const before = entries(a);
    float const* const where = a.span().data();
    tensor<float, extents<dynamic, 3>> b = std::move(a), c(1);
    CHECK(b.span().data() == where);
    CHECK(b.leading() == 4);
    c = std::move(b);
    CHECK(c.span().data() == where);
    CHECK(c.leading() == 4);
    CHECK(entries(c) == before);
    a = c;
    CHECK(entries(a) == before);

    auto x = sample<float, 20>(1);
    auto y = std::move(x);
    x = y + 1;
    CHECK(entries(x) == entries(y + 1));
    auto const z = std::move(x);
    x = 2;
    CHECK(entries(x) == std::vector<float>(20, 2));
    CHECK(entries(z) == entries(y + 1));
}

TEST_CASE("a tensor made of an expression takes its leading extent, and needs one where it has one") {
    auto const x = batch_sample<float, 3>(4, 1);
    tensor<float, extents<dynamic, 3>> const y = x * 2;
    CHECK(y.leading() == 4);
    CHECK(entries(y) == entries(x * 2));
    using batch = tensor<float, extents<dynamic, 3>>;
    auto const row = sample<float, 3>(2);
    CHECK_THROWS_WITH(batch(row), "a tensor of nx3 needs the number n, which its value lacks");
    CHECK_THROWS_WITH((batch(random<extents<dynamic, 3>>(random_stream{}, distribution::uniform{}))),
                      "a tensor of nx3 needs the number n, which its value lacks");
}

TEST_CASE("compound assignments combine with what is there, also with itself") {
    auto const a = sample<double, 3, 20>(1), b = sample<double, 3, 20>(2, 1, 2);
    auto x = a;
    x += b * 2;
    CHECK(entries(x) == entries(a + b * 2));
    x -= b;
    x *= 3;
    CHECK(entries(x) == entries((a + b * 2 - b) * 3));
    x /= b;
    CHECK(entries(x) == entries((a + b * 2 - b) * 3 / b));
    x = a;
    x += flip<1>(x);
    CHECK(entries(x) == entries(a + flip<1>(a)));
    x = a;
    x -= mean<0>(x);
    CHECK(entries(x) == entries(a - mean<0>(a)));
    x = a;
    x *= x;
    CHECK(entries(x) == entries(a * a));
}

TEST_CASE("indices reach the entries of a tensor, and read those of one that is constant") {
    tensor<float, extents<2, 3>> x;
    x(1, 2) = 4;
    CHECK(x.span()[5] == 4);
    tensor<float, extents<2, 3>> const& y = x;
    CHECK(y(1, 2) == 4);
    static_assert(std::is_same_v<decltype(y(1, 2)), float>);
    static_assert(std::is_same_v<decltype(y.view()), view<float const, extents<2, 3>>>);
    tensor<float, extents<>> number;
    number() = 7;
    CHECK(value(number) == 7);
}

TEST_CASE("a tensor of a number that no tensor can have is refused") {
    using batch = tensor<float, extents<dynamic, 3>>;
    CHECK_THROWS_WITH(batch(-1), "a tensor of nx3 cannot have n = -1");
    CHECK_THROWS_WITH(batch(std::numeric_limits<index_t>::max() / 2),
                      "a tensor of nx3 cannot have n = 4611686018427387903");
}

TEST_CASE("what was moved from can be copied, and copied to") {
    auto x = batch_sample<float, 3>(4, 1);
    auto const y = std::move(x);
    auto z = x;
    z = y;
    CHECK(entries(z) == entries(y));
    z = x;
    z = y;
    CHECK(entries(z) == entries(y));
}
