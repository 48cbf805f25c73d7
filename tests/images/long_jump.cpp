// The way out of a C library's function that fails.
#include <chrnn/data/long_jump.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

TEST_CASE("a step that leaves has not come to its end, and the next one may") {
    detail::long_jump jump;
    int volatile reached = 0;
    auto const fails = [&] {
        reached = 1;
        jump.leave();
    };
    CHECK_FALSE(jump.completes(fails));
    CHECK(reached == 1);
    CHECK(jump.completes([&] { reached = 2; }));
    CHECK(reached == 2);
    CHECK_FALSE(jump.completes(fails));
    CHECK(reached == 1);
}
