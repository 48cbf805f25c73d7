/// The images of a page, each with what a network says of it.
#pragma once

#include <chrnn/report/embedded_image.hpp>
#include <chrnn/report/html.hpp>
#include <chrnn/report/notable_items.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Sides of images in pixels: the most that is stored, and below which an enlarged pixel keeps its edges.
inline constexpr index_t longest_on_page = 320, small_on_page = 128;

/// Throws when an image's pixels do not make its shape.
inline void add_image(html& to, judged_image const& one) {
    image_view const whole{one.image.pixels, one.image.rows, one.image.columns, one.image.channels};
    if (!whole.whole())
        fail("an image in a page has ", whole.pixels.size(), " bytes, not ", whole.rows, " x ", whole.columns, " x ",
             whole.channels);
    std::vector<std::uint8_t> storage;
    image_view const kept = shrunk(whole, longest_on_page, storage);
    std::string const source =
        "data:image/png;base64," + base64(png(kept.pixels, kept.rows, kept.columns, kept.channels));
    std::string const guess = one.guesses.empty() ? "nothing" : one.guesses.front().name;
    std::string const verdict = one.right() ? "\u2713 rightly " + guess : "\u2717 taken for " + guess;
    to.element("li", {}, [&] {
        to.lone("img", {{"class", kept.columns < small_on_page ? "small" : "large"},
                        {"src", source},
                        {"alt", "An image of the class " + one.truth},
                        {"width", std::to_string(kept.columns)},
                        {"height", std::to_string(kept.rows)}});
        to.element("p", {{"class", "verdict"}}, verdict);
        if (!one.right()) to.element("p", "is " + one.truth);
        to.element("ul", {}, [&] {
            for (class_probability const& each : one.guesses)
                to.element("li", each.name + " " + fixed_decimal(100 * each.probability, 1) + "%");
            to.element("li", "loss " + fixed_decimal(one.loss, 2));
        });
        to.element("p", {{"class", "file"}}, one.name);
    });
}

inline void add_images(html& to, std::vector<judged_image> const& images) {
    to.element("ul", {{"class", "images"}}, [&] {
        for (judged_image const& one : images) add_image(to, one);
    });
}

} // namespace chrnn::CHRNN_ABI::detail
