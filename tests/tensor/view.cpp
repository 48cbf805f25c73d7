#include <tensor/sample.hpp>

using namespace chrnn;

TEST_CASE("a span is seen as a tensor, and written to through it") {
    std::vector<float> numbers{0, 1, 2, 3, 4, 5};
    view<float, extents<2, 3>> const x{std::span(numbers)};
    CHECK(x(1, 0) == 3);
    assign(x, x * 2);
    CHECK(numbers == std::vector<float>{0, 2, 4, 6, 8, 10});
    CHECK(x.span().data() == numbers.data());
    CHECK(x.span().size() == 6);

    view<float const, extents<3, 2>> const read{std::span<float const>(numbers)};
    CHECK(read(2, 1) == 10);
    view<float const, extents<2, 3>> const narrowed = x;
    CHECK(narrowed(1, 2) == 10);
}

TEST_CASE("a span of another size is refused with both sizes") {
    std::vector<float> numbers(7);
    using square = view<float, extents<2, 3>>;
    CHECK_THROWS_WITH(square(std::span(numbers)), "a span of 7 numbers does not hold a tensor of 6");
    using rows = view<float, extents<dynamic, 3>>;
    CHECK_THROWS_WITH(rows(std::span(numbers)), "a span of 7 numbers is not a whole number of times 3");
}

TEST_CASE("a span gives a run-time leading extent") {
    std::vector<double> numbers{0, 1, 2, 3, 4, 5};
    view<double, extents<dynamic, 2>> const x{std::span(numbers)};
    CHECK(x.leading() == 3);
    CHECK(x(2, 0) == 4);
    CHECK(size(x) == 6);
}
