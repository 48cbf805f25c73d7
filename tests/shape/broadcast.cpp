#include <chrnn/shape/broadcast.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

template <class Result, class... Shapes>
constexpr bool gives = std::is_same_v<typename broadcast<Shapes...>::shape, Result>;

static_assert(gives<extents<2, 3>, extents<2, 3>>);
static_assert(gives<extents<2, 3>, extents<2, 3>, extents<2, 3>>);
static_assert(gives<extents<2, 3>, extents<2, 3>, extents<3>>);
static_assert(gives<extents<2, 3>, extents<3>, extents<2, 3>>);
static_assert(gives<extents<2, 3>, extents<2, 1>, extents<3>>);
static_assert(gives<extents<2, 3>, extents<1, 3>, extents<2, 1>>);
static_assert(gives<extents<4, 2, 3>, extents<2, 1>, extents<>, extents<4, 1, 3>>);
static_assert(gives<extents<dynamic, 2, 3>, extents<3>, extents<dynamic, 2, 1>>);
static_assert(gives<extents<dynamic, 3>, extents<dynamic, 1>, extents<1, 3>>);
static_assert(gives<extents<>, extents<>, extents<>>);

TEST_CASE("a position in the broadcast shape projects to the entry that repeats there") {
    coordinates<3> const position{{5, 6, 7}};
    CHECK(project<extents<9, 9, 9>>(position) == position);
    CHECK(project<extents<9, 9>>(position) == coordinates<2>{{6, 7}});
    CHECK(project<extents<9, 1>>(position) == coordinates<2>{{6, 0}});
    CHECK(project<extents<dynamic, 1, 9>>(position) == coordinates<3>{{5, 0, 7}});
    CHECK(project<extents<>>(position) == coordinates<0>{});
}
