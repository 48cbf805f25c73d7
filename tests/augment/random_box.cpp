#include <chrnn/data/augment/random_box.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

TEST_CASE("a box lies within the image and has the share and the ratio that were asked for") {
    random_box const half{{0.5, 0.5}, {2, 2}};
    random_box const margins{{0.9, 1}, {0.9, 1.1}, 1};
    for (std::uint64_t i = 0; i < 50; ++i) {
        dice random{{7, i}, 0};
        auto const box = half.draw(40, 40, random);
        REQUIRE(box);
        CHECK(box->rows == 20);
        CHECK(box->columns == 40);
        CHECK((box->top >= 0 && box->top + box->rows <= 40 && box->left == 0));
        if (auto const small = margins.draw(10, 10, random)) CHECK((small->rows <= 9 && small->columns <= 9));
    }
}

TEST_CASE("a box that fits nowhere is none, however long it would be") {
    dice random{{7, 1}, 0};
    CHECK_FALSE(random_box{{0.5, 1}, {100, 200}}.draw(10, 10, random));
    CHECK_FALSE(random_box{{0.5, 1}, {1e307, 1e308}}.draw(10, 10, random));
    CHECK_FALSE(random_box{{0.5, 1}, {1e-308, 1e-307}}.draw(10, 10, random));
    CHECK_FALSE(random_box{{1e-9, 1e-8}, {1, 1}}.draw(10, 10, random));
}

TEST_CASE("shares and ratios that make no sense are refused") {
    auto const said = [](std::array<double, 2> share, std::array<double, 2> ratio) {
        return complaint([&] { check_random_box("a crop", share, ratio); });
    };
    CHECK(said({0.1, 1}, {0.5, 2}) == "");
    CHECK_THAT(said({0.5, 0.4}, {1, 1}), Contains("not from 0.5 to 0.4"));
    CHECK_THAT(said({0, 1.5}, {1, 1}), Contains("between 0 and 1"));
    CHECK_THAT(said({0, 1}, {0, 1}), Contains("ratios of two sides above 0"));
    CHECK_THAT(said({0, 1}, {2, 1}), Contains("not from 2 to 1"));
    CHECK_THAT(said({NAN, 1}, {1, 1}), Contains("a crop takes shares"));
}
