#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

TEST_CASE("fail throws an error whose sentence is its parts in a row") {
    CHECK_THROWS_AS(fail("a"), error);
    CHECK_THROWS_AS(fail("a"), std::runtime_error);
    CHECK_THROWS_WITH(fail("the file ", std::string("x.png"), " has ", 3, " channels and ", 0.5, " pixels"),
                      "the file x.png has 3 channels and 0.5 pixels");
}

TEST_CASE("what the machine lacks is an error that can be told from others") {
    CHECK_THROWS_AS(fail<shortage>("a"), shortage);
    CHECK_THROWS_AS(fail<shortage>("a"), error);
    CHECK_THROWS_WITH(fail<shortage>("only ", 3, " threads"), "only 3 threads");
    CHECK_FALSE(std::is_base_of_v<shortage, error>);
}

TEST_CASE("round_up gives the least multiple that is not below") {
    for (index_t step : {1, 2, 3, 16})
        for (index_t n = 0; n < 50; ++n) {
            index_t const rounded = round_up(n, step);
            CHECK((rounded % step == 0 && rounded >= n && rounded - step < n));
        }
}
