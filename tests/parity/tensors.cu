#include "tensor/sample.hpp"

#include <chrnn/cuda.hpp>
#include <chrnn/tensor/window.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// Checks that `make(tensors...)` is the same on the CPU and on a device, entry by entry up to rounding.
template <class Make, class... Shape>
void evaluates_the_same(Make const& make, tensor<double, Shape> const&... host) {
    auto const expression = make(host...);
    using shape = shape_of<decltype(expression)>;
    tensor<double, shape> const expected(expression);
    auto const on_device = [&](auto const&... device) { return tensor<double, shape, gpu>(make(device...)); };
    tensor<double, shape> const found(on_device(tensor<double, Shape, gpu>(host)...));
    for (std::size_t i = 0; i < expected.span().size(); ++i)
        CHECK(found.span()[i] == Approx(expected.span()[i]).epsilon(1e-13).margin(1e-13));
}

} // namespace

TEST_CASE("tensors go to a device and back") {
    auto const x = sample<float, 3, 5>(1);
    tensor<float, extents<3, 5>, gpu> there(x), moved;
    moved = there;
    tensor<float, extents<3, 5>> back;
    back = moved;
    CHECK(std::ranges::equal(back.span(), x.span()));
    auto const many = batch_sample<double, 4>(7, 1);
    tensor<double, extents<chrnn::dynamic, 4>, gpu> const batch(many);
    tensor<double, extents<chrnn::dynamic, 4>> const home(batch);
    CHECK(std::ranges::equal(home.span(), many.span()));
    tensor<double, extents<chrnn::dynamic, 4>> shorter(6);
    CHECK_THROWS_AS(shorter = batch, error);
    auto const taken = std::move(back);
    back = moved; // takes memory again
    CHECK(std::ranges::equal(back.span(), x.span()));
}
TEST_CASE("elementwise expressions agree, broadcast and re-indexed ones too") {
    auto const a = sample<double, 4, 6>(1), b = sample<double, 4, 6>(2);
    auto const row = sample<double, 6>(3);
    auto const column = sample<double, 4, 1>(4);
    evaluates_the_same([](auto& x, auto& y) { return tanh(x) * sigmoid(y) + exp(x * 0.5) / (2 + abs(y)); }, a, b);
    evaluates_the_same([](auto& x, auto& y) { return where(x < y, x, relu(y)) - max(x, y) * sqrt(abs(x)); }, a, b);
    evaluates_the_same([](auto& x, auto& r, auto& c) { return (x + r) * c; }, a, row, column);
    evaluates_the_same([](auto& x) { return transpose(x); }, a);
    evaluates_the_same([](auto& x) { return flip<1>(x) + slice_of<0, 0, 4>(x); }, a);
}
TEST_CASE("products and reductions agree") {
    auto const a = sample<double, 4, 6>(1);
    auto const b = sample<double, 6, 5>(2);
    auto const c = sample<double, 7, 6>(3);
    evaluates_the_same([](auto& x, auto& y) { return matmul(x, y); }, a, b);
    evaluates_the_same([](auto& x, auto& y) { return matmul(x, transpose(y)); }, a, c);
    evaluates_the_same([](auto& x, auto& y) { return matmul(x + 1, y) * 2; }, a, b);
    evaluates_the_same([](auto& x) { return sum<1>(x * x); }, a);
    evaluates_the_same([](auto& x) { return max<0>(x) + mean<0>(x); }, a);
}
TEST_CASE("reshapes agree, of tensors and of expressions, alone and inside others") {
    auto const a = sample<double, 4, 6>(1);
    auto const b = sample<double, 24>(2);
    evaluates_the_same([](auto& x) { return reshape<extents<3, 8>>(x); }, a);
    evaluates_the_same([](auto& x) { return reshape<extents<3, 8>>(transpose(x)); }, a);
    evaluates_the_same([](auto& x) { return transpose(reshape<extents<8, 3>>(x)); }, a);
    evaluates_the_same([](auto& x) { return slice_of<1, 2, 5>(reshape<extents<2, 12>>(x)); }, a);
    evaluates_the_same([](auto& x, auto& y) { return x + flip<0>(reshape<extents<4, 6>>(y)); }, a, b);
    evaluates_the_same([](auto& x) { return matmul(reshape<extents<3, 8>>(x), reshape<extents<8, 3>>(x)); }, a);
    evaluates_the_same([](auto& x) { return sum<1>(reshape<extents<2, 3, 4>>(x)); }, a);
    evaluates_the_same([](auto& x) { return max<0, 1>(patches<window{.kernel = 3}>(reshape<extents<1, 4, 6>>(x))); },
                       a);
}
TEST_CASE("a batch of run-time size is reshaped on a device") {
    auto const many = batch_sample<double, 4, 6>(5, 1);
    tensor<double, extents<chrnn::dynamic, 4, 6>, gpu> const there(many);
    tensor<double, extents<chrnn::dynamic, 24>, gpu> flat(5), twice(reshape<extents<chrnn::dynamic, 24>>(there) * 2);
    flat = reshape<extents<chrnn::dynamic, 24>>(there);
    tensor<double, extents<chrnn::dynamic, 24>> const found(flat), found_twice(twice);
    CHECK(std::ranges::equal(found.span(), many.span()));
    CHECK(found_twice(4, 23) == many(4, 3, 5) * 2);
}
TEST_CASE("slices, permutations and reshapes of a tensor on a device are written to") {
    auto const a = sample<double, 4, 6>(1), b = sample<double, 4, 6>(2);
    auto const c = sample<double, 24>(3);
    tensor<double, extents<4, 6>, gpu> there(a), other(b);
    tensor<double, extents<24>, gpu> const line(c);
    gpu& on = gpu::shared();
    auto expected = a;
    auto const agree = [&] {
        tensor<double, extents<4, 6>> const found(there);
        return std::ranges::equal(found.span(), expected.span());
    };
    assign(slice_of<0, 1, 3>(there), slice_of<0, 2, 4>(other), on);
    assign(slice_of<0, 1, 3>(expected), slice_of<0, 2, 4>(b));
    CHECK(agree());
    assign(transpose(there), reshape<extents<6, 4>>(line), on);
    assign(transpose(expected), reshape<extents<6, 4>>(c));
    CHECK(agree());
    assign(reshape<extents<24>>(there), line, on);
    assign(reshape<extents<24>>(expected), c);
    CHECK(agree());
    assign(reshape<extents<24>>(there), flip<0>(reshape<extents<24>>(there)), on); // by way of memory in between
    assign(reshape<extents<24>>(expected), flip<0>(reshape<extents<24>>(expected)));
    CHECK(agree());
    assign(there.view(), other.view() * 2, on);
    expected = b * 2;
    CHECK(agree());
}
TEST_CASE("what lies anywhere is assigned to a tensor on a device") {
    tensor<double, extents<3>, gpu> there;
    static_assert(location_of<decltype(there)>() == location::device);
    there = 2;
    there += constant<double>(0.5);
    tensor<double, extents<3>> const found(there);
    CHECK((found(0) == 2.5 && found(2) == 2.5));
}
TEST_CASE("a tensor that is assigned from itself goes through memory that is there until all is done") {
    auto square = sample<double, 6, 6>(1);
    tensor<double, extents<6, 6>, gpu> there(square);
    for (int i = 0; i < 3; ++i) {
        square = transpose(square) + square * 0.5;
        there = transpose(there) + there * 0.5;
    }
    tensor<double, extents<6, 6>> const found(there);
    CHECK(std::ranges::equal(found.span(), square.span()));
}
TEST_CASE("noise is the same numbers") {
    auto const normal = random<extents<50, 3>, double>(random_stream{5, 2}, distribution::normal{});
    tensor<double, extents<50, 3>> const expected(normal * 1.0);
    tensor<double, extents<50, 3>, gpu> const there(normal * 1.0);
    tensor<double, extents<50, 3>> const found(there);
    for (std::size_t i = 0; i < expected.span().size(); ++i)
        CHECK(found.span()[i] == Approx(expected.span()[i]).epsilon(1e-14));
}
