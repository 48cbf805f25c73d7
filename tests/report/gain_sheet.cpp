#include <chrnn/report/gain_sheet.hpp>

#include "io/complaint.hpp"
#include "report/elements.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {

std::vector<std::uint8_t> const pixels(16 * 16 * 3, 120);
image_view const square{pixels, 16, 16, 3};

compared_image const gained{square, "coast", {"forest", 0.93, 0.02}, {"coast", 0.8, 0.8}};
compared_image const lost{square, "street", {"street", 0.66, 0.66}, {"highway", 0.51, 0.4}};
gain_text const text{"Gains", "on the test images", "SPP-net", "C-HLSTM"};

std::vector<compared_image> copies(std::size_t count, compared_image const& one) {
    return std::vector<compared_image>(count, one);
}

} // namespace

TEST_CASE("a sheet of gains says of each image what both networks take it for, and who is right") {
    CHECK(gained.gain() == Approx(0.78));
    CHECK(lost.gain() == Approx(-0.26));
    auto const all = elements(gain_sheet(text, copies(1, gained), copies(1, lost)).source());
    CHECK(misplaced_texts(all) == std::vector<std::string>{});
    CHECK(tagged(all, "image").size() == 2);
    auto const colored = [&](std::string const& words, color shade) {
        for (auto const& one : tagged(all, "text"))
            if (one.text == words && one.has("fill", shade.text())) return true;
        return false;
    };
    bool explained = false;
    for (auto const& one : tagged(all, "text")) explained |= one.text.starts_with("Below each image: its class");
    CHECK(explained);
    for (auto const* words : {"Gains", "on the test images", "C-HLSTM gains most over SPP-net", "C-HLSTM loses most",
                              "SPP-net", "C-HLSTM", "truth 2% \u2192 80%", "truth 66% \u2192 40%"}) {
        INFO(words);
        CHECK(says(all, words));
    }
    CHECK(colored("coast", palette::ink)); // the truth
    CHECK(colored("forest", palette::red));
    CHECK(colored("93%", palette::red));
    CHECK(colored("coast", palette::green));
    CHECK(colored("80%", palette::green));
    CHECK(colored("street", palette::green));
    CHECK(colored("66%", palette::green));
    CHECK(colored("highway", palette::red));
    CHECK(colored("51%", palette::red));
}

TEST_CASE("losses stand below a dashed line below gains") {
    auto const all = elements(gain_sheet(text, copies(7, gained), copies(2, lost), 3).source());
    CHECK(misplaced_texts(all) == std::vector<std::string>{});
    auto const images = tagged(all, "image");
    REQUIRE(images.size() == 9);
    element line;
    for (auto const& one : tagged(all, "polyline"))
        if (one.attributes.contains("stroke-dasharray")) line = one;
    double const height = std::stod(line.attributes.at("points").substr(line.attributes.at("points").find(',') + 1));
    for (std::size_t i = 0; i < 7; ++i) CHECK(images[i].number("y") + images[i].number("height") < height);
    for (std::size_t i = 7; i < 9; ++i) CHECK(images[i].number("y") > height);
    for (std::size_t i = 1; i < 9; ++i)
        CHECK((images[i].number("x") > images[i - 1].number("x") || images[i].number("y") > images[i - 1].number("y")));
}

TEST_CASE("a sheet of gains bears long names, many images and none") {
    std::string const name = "a name that is far too long to stand below an image";
    compared_image const one{square, name, {name, 1, 1}, {name, 0.999, 0}};
    for (std::size_t gains : {0, 1, 5, 13})
        for (std::size_t losses : {0, 6}) {
            auto const all = elements(
                gain_sheet({name + name + name, name, name, name}, copies(gains, one), copies(losses, one)).source());
            CHECK(misplaced_texts(all) == std::vector<std::string>{});
            CHECK(tagged(all, "image").size() == gains + losses);
            CHECK(says(all, "none") == (gains == 0 || losses == 0));
        }
}

TEST_CASE("an image of gains whose bytes do not make its shape is refused") {
    compared_image bad = gained;
    bad.image.rows = 17;
    CHECK_THAT(complaint([&] { gain_sheet(text, copies(1, bad), {}); }), Contains("768 bytes, not 17 x 16 x 3"));
}
