#include <chrnn/shape/extents.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

using image = extents<4, 3, 5>;
static_assert(image::rank == 3 && image::extent(0) == 4 && image::extent(2) == 5 && image::extent(-1) == 5 &&
              image::extent(-3) == 4);
static_assert(image::stride(0) == 15 && image::stride(1) == 5 && image::stride(2) == 1);
static_assert(image::inner == 60 && image::last == 5 && !image::is_dynamic);
static_assert(image::text().view() == "4x3x5");

using number = extents<>;
static_assert(number::rank == 0 && number::inner == 1 && number::last == 1 && !number::is_dynamic);
static_assert(number::text().view() == "a single number");

using run_time = extents<dynamic, 3, 5>;
static_assert(run_time::is_dynamic && run_time::inner == 15 && run_time::stride(0) == 15);
static_assert(run_time::text().view() == "nx3x5");
static_assert(extents<dynamic>::inner == 1 && extents<dynamic>::text().view() == "n");

static_assert(std::is_same_v<extents_of<std::array<index_t, 2>{7, 8}>, extents<7, 8>>);
static_assert(std::is_empty_v<image>);

TEST_CASE("offset and position are inverse and go in row-major order") {
    index_t offset = 0;
    for (index_t i = 0; i < 4; ++i)
        for (index_t j = 0; j < 3; ++j)
            for (index_t k = 0; k < 5; ++k, ++offset) {
                CHECK(image::offset({{i, j, k}}) == offset);
                CHECK(image::position(offset) == coordinates<3>{{i, j, k}});
                CHECK(run_time::offset({{i, j, k}}) == offset);
                CHECK(run_time::position(offset) == coordinates<3>{{i, j, k}});
            }
}
