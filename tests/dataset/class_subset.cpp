#include <chrnn/data/class_subset.hpp>

#include "dataset/sample_images.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

TEST_CASE("a class subset has the items of its classes, in order, labelled by its own classes") {
    random_images const whole(40);
    class_subset const part(whole, {2, 0});
    CHECK(part.classes() == std::vector{whole.classes()[2], whole.classes()[0]});
    CHECK(part.rows() == whole.rows());
    CHECK(part.columns() == whole.columns());
    index_t wanted = 0;
    for (index_t i = 0; i < whole.size(); ++i) {
        if (whole.label(i) != 0 && whole.label(i) != 2) continue;
        REQUIRE(wanted < part.size());
        CHECK(part.items()[static_cast<std::size_t>(wanted)] == i);
        CHECK(part.label(wanted) == (whole.label(i) == 2 ? 0 : 1));
        CHECK(part.name(wanted) == whole.name(i));
        ++wanted;
    }
    CHECK(part.size() == wanted);
    CHECK(part.load(0, 1) == whole.load(part.items()[0], 1));
    CHECK(part.fingerprint() != class_subset(whole, {0, 2}).fingerprint());
}

TEST_CASE("a class subset refuses classes that are not there or come twice") {
    random_images const whole(10);
    auto const classes = static_cast<int>(whole.classes().size());
    CHECK_THROWS_WITH(class_subset(whole, {classes}), Contains("class " + std::to_string(classes)));
    CHECK_THROWS_AS(class_subset(whole, {-1}), error);
    CHECK_THROWS_WITH(class_subset(whole, {1, 1}), Contains("class 1 twice"));
}
