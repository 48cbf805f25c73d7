#include <chrnn/report/svg.hpp>

#include "io/complaint.hpp"
#include "io/full_disk.hpp"
#include "report/elements.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;
using namespace std::string_literals;

TEST_CASE("decimals are short, and never in scientific notation") {
    CHECK(decimal(0) == "0");
    CHECK(decimal(-0.001) == "0");
    CHECK(decimal(1.5) == "1.5");
    CHECK(decimal(100) == "100");
    CHECK(decimal(-2.345678) == "-2.35");
    CHECK(decimal(1e6) == "1000000");
    CHECK(decimal(NAN) == "0");
    CHECK(decimal(-INFINITY) == "0");
    CHECK(fixed_decimal(2.0 / 3, 3) == "0.667");
    CHECK(fixed_decimal(2, 1) == "2.0");
    CHECK(fixed_decimal(1e300, 0).size() == 301);
    CHECK(shortest_decimal(0.002f) == "0.002");
    CHECK(shortest_decimal(0.1 + 0.2) == "0.30000000000000004");
}

TEST_CASE("colors mix and have a name") {
    CHECK(color{0, 160, 255}.text() == "#00a0ff");
    CHECK(mix(palette::white, {0, 0, 0}, 0) == palette::white);
    CHECK(mix(palette::white, {5, 105, 0}, 1) == color{5, 105, 0});
    CHECK(mix({0, 0, 0}, {100, 200, 50}, 0.5) == color{50, 100, 25});
}

TEST_CASE("any bytes become text that XML can hold") {
    CHECK(xml_text("a < b && c > \"d\" 'e'") == "a &lt; b &amp;&amp; c &gt; &quot;d&quot; &#39;e&#39;");
    CHECK(xml_text("two\nlines\tand \u00e9\u20ac") == "two lines and \u00e9\u20ac");
    CHECK(xml_text("bell\a nul\0 del\x7f"s) == "bell\uFFFD nul\uFFFD del\uFFFD");
    CHECK(xml_text("\xff\xc3(") == "\uFFFD\uFFFD(");
    CHECK(xml_text("\xEF\xBF\xBE") == "\uFFFD");
}

TEST_CASE("text is measured by its characters, and shortened in its middle") {
    CHECK(text_width("", 12) == 0);
    CHECK(text_width("abc", 24) == Approx(2 * text_width("abc", 12)));
    CHECK(text_width("abc", 12, true) > text_width("abc", 12));
    CHECK(text_width("WWW", 12) > text_width("iii", 12));
    CHECK(text_width("\u00e9\u00e9", 10) == Approx(13.6));

    CHECK(shortened("short", 12, 100) == "short");
    std::string const name = "a name that is much too long for its place";
    for (double width : {30.0, 60.0, 100.0, 200.0}) {
        std::string const cut = shortened(name, 12, width);
        CHECK(text_width(cut, 12) <= width);
        CHECK(text_width(cut, 12) > width - 20);
        CHECK_THAT(cut, Contains("\u2026"));
        CHECK(cut[0] == 'a');
        CHECK(cut.back() == 'e');
    }
    CHECK(is_utf8(shortened("\u00e9\u20ac\U0001F600\u00e9\u20ac\U0001F600\u00e9\u20ac\U0001F600", 12, 60)));
    CHECK(shortened(std::string(100'000, 'x'), 12, 50).size() < 20);
    CHECK(shortened("anything", 12, 0) == "\u2026");
}

TEST_CASE("an SVG picture is a well-formed file of what was drawn, in its order") {
    svg picture(200, 100.5);
    picture.rectangle(1, 2, 3, 4, {.fill = palette::green, .stroke = palette::red, .width = 2, .radius = 5});
    picture.line({{0, 0}, {1.25, 3}}, {.stroke = palette::blue, .dashed = true});
    picture.circle(9, 8, 7, {.fill = palette::ink});
    picture.text(5, 6, "<a & \"b\">\x01\xff", {.size = 10, .at = svg::align::right, .bold = true, .angle = -45});
    picture.image(0, 0, 10, 20, "data:image/png;base64,AAAA", true);
    auto const all = elements(picture.source());
    REQUIRE(all.size() == 7);
    CHECK(all[0].tag == "svg");
    CHECK(all[0].number("width") == 200);
    CHECK(all[0].has("viewBox", "0 0 200 100.5"));
    CHECK_THAT(all[0].attributes.at("font-family"), Contains("sans-serif"));
    CHECK(all[1].has("fill", "#ffffff"));
    CHECK((all[2].tag == "rect" && all[2].has("fill", palette::green.text()) &&
           all[2].has("stroke", palette::red.text())));
    CHECK((all[2].number("x") == 1 && all[2].number("height") == 4 && all[2].number("rx") == 5));
    CHECK((all[3].has("points", "0,0 1.25,3") && all[3].has("fill", "none")));
    CHECK(all[3].attributes.contains("stroke-dasharray"));
    CHECK((all[4].number("cx") == 9 && all[4].number("r") == 7 && !all[4].attributes.contains("stroke")));
    CHECK(all[5].text == "<a & \"b\">\uFFFD\uFFFD");
    CHECK((all[5].has("text-anchor", "end") && all[5].has("font-weight", "bold")));
    CHECK(all[5].has("transform", "rotate(-45 5 6)"));
    CHECK((all[6].tag == "image" && all[6].has("xlink:href", "data:image/png;base64,AAAA")));
}

TEST_CASE("saving an SVG picture writes it whole or not at all") {
    temporary_folder const folder;
    svg picture(10, 10);
    picture.save(folder / "p.svg");
    CHECK(contents(folder / "p.svg") == picture.source());
    svg large(10, 10);
    for (int i = 0; i < 1000; ++i) large.text(0, 0, "more", {});
    CHECK_THAT(complaint([&] {
                   full_disk const full(5000);
                   large.save(folder / "p.svg");
               }),
               Contains("cannot write '" + (folder / "p.svg").string() + "': File too large"));
    CHECK(contents(folder / "p.svg") == picture.source());
    CHECK(folder.size() == 1);
}

TEST_CASE("the test's reader of SVG notices faults") {
    auto const file = [](std::string const& body) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg width=\"100\" height=\"50\">\n" + body + "</svg>\n";
    };
    CHECK(elements(file("<rect x=\"1\"/>\n")).size() == 2);
    for (auto const* body : {"<rect x=\"1\">\n", "<rect x=1/>\n", "<text>a & b</text>\n", "<text>a < b</text>\n",
                             "text\n", "<rect x=\"1\" x=\"1\"/>\n", "<text>\xff</text>\n", "<text>a</txet>\n"})
        CHECK_THROWS(elements(file(body)));

    auto const text = [](std::string const& place, std::string const& words) {
        return "<text font-size=\"10\" " + place + ">" + words + "</text>\n";
    };
    auto const misplaced = [&](std::string const& body) { return misplaced_texts(elements(file(body))).size(); };
    CHECK(misplaced(text("x=\"5\" y=\"20\"", "left") + text("x=\"50\" y=\"20\"", "right")) == 0);
    CHECK(misplaced(text("x=\"5\" y=\"20\"", "left") + text("x=\"15\" y=\"22\"", "right")) == 1);
    CHECK(misplaced(text("x=\"90\" y=\"20\"", "right")) == 1);
    CHECK(misplaced(text("x=\"10\" y=\"20\" text-anchor=\"end\"", "right")) == 1);
    CHECK(misplaced(text("x=\"5\" y=\"5\"", "high")) == 1);
    CHECK(misplaced(text("x=\"50\" y=\"20\" transform=\"rotate(-90 50 20)\"", "long text")) == 1);
}
