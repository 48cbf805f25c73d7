#include <chrnn/backend/tensor.hpp>
#include <chrnn/tensor/noise.hpp>
#include <chrnn/tensor/reduce.hpp>
#include <chrnn/tensor/window.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

template <location Where>
using matrix = view<float, extents<4, 4>, Where>;

template <location Where, class E>
constexpr bool lies(E const&) {
    return location_of<E>() == Where;
}

/// Whether all that is made of a view lies where the view does.
template <location Where>
constexpr bool stays() {
    matrix<Where> const x;
    view<float const, extents<dynamic, 4>, Where> const batch = view<float, extents<dynamic, 4>, Where>();
    constexpr window windows{.kernel = 3};
    auto const noise = random<extents<4, 4>>(random_stream{}, distribution::uniform{});
    return lies<Where>(x) && lies<Where>(batch) && lies<Where>(exp(x) * 2) && lies<Where>(2 - x) &&
           lies<Where>(x + noise) && lies<Where>(where(x < 1, noise, 0)) && lies<Where>(slice_of<0, 1, 2>(x)) &&
           lies<Where>(transpose(x)) && lies<Where>(flip<1>(x)) && lies<Where>(broadcast_to<extents<2, 4, 4>>(x)) &&
           lies<Where>(reshape<extents<16>>(x)) && lies<Where>(reshape<extents<16>>(x + 1)) &&
           lies<Where>(reshape<extents<dynamic, 2, 2>>(batch)) && lies<Where>(sum<0>(x)) && lies<Where>(argmax(x)) &&
           lies<Where>(matmul(x, x)) && lies<Where>(matmul(x, noise)) && lies<Where>(matmul(noise, x)) &&
           lies<Where>(patches<windows>(reshape<extents<1, 4, 4>>(x)));
}

} // namespace

TEST_CASE("an expression lies where its operands lie, and one without memory anywhere") {
    static_assert(stays<location::host>() && stays<location::device>());
    auto const noise = random<extents<4>>(random_stream{}, distribution::normal{});
    CHECK((lies<location::anywhere>(noise) && lies<location::anywhere>(constant<float>(1))));
    CHECK((lies<location::anywhere>(noise * 2) && lies<location::anywhere>(sum(flip<0>(noise)))));
    CHECK(lies<location::host>(tensor<float, extents<4>>()));
}

TEST_CASE("what lies anywhere is assigned to a tensor on the host") {
    tensor<float, extents<4>> x;
    x = constant<float>(2);
    CHECK(x(3) == 2);
    x = 3;
    CHECK(x(0) == 3);
    x = random<extents<4>>(random_stream{}, distribution::uniform{.low = 5, .high = 6}) * 1;
    CHECK((x(1) >= 5 && x(1) <= 6));
}
