#include "dataset/sample_images.hpp"

#include <chrnn/data/augment/augmentation.hpp>
#include <chrnn/data/augment/colour_jitter.hpp>
#include <chrnn/data/augment/cutout.hpp>
#include <chrnn/data/augment/grayscale.hpp>
#include <chrnn/data/augment/horizontal_flip.hpp>
#include <chrnn/data/augment/random_resized_crop.hpp>
#include <chrnn/data/augment/rotation.hpp>

#include <catch2/catch.hpp>

#include <numeric>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {

/// The number of each pixel as its label.
std::vector<int> numbered(bitmap const& image) {
    std::vector<int> all(static_cast<std::size_t>(image.rows * image.columns));
    std::iota(all.begin(), all.end(), 0);
    return all;
}

/// An image and its labels, as an augmentation made them.
struct outcome {
    bitmap image;
    std::vector<int> labels;
    bool operator==(outcome const&) const = default;
};
outcome apply(augmentation const& augment, bitmap const& image, index_t rows, index_t columns,
              std::uint64_t stream = 0) {
    augmented_image made(rows, columns, {1, 2, 3}, 255);
    auto const labels = numbered(image);
    augment.apply(made, image, labels, {9, stream});
    return {made.image(), {made.labels().begin(), made.labels().end()}};
}

/// Whether each pixel is that of the image which its label names, and the ignored label stands where it is black.
bool follows(outcome const& one, bitmap const& image) {
    for (std::size_t i = 0; i < one.labels.size(); ++i)
        for (std::size_t c = 0; c < 3; ++c) {
            auto const from = static_cast<std::size_t>(one.labels[i]);
            if (one.image.pixels[3 * i + c] != (one.labels[i] == 255 ? 0 : image.pixels[3 * from + c])) return false;
        }
    return true;
}

} // namespace

TEST_CASE("a flip exchanges left and right, of the labels as well") {
    bitmap const image = any_image(3, 4, 3, 1);
    auto const one = apply(horizontal_flip{1}, image, 3, 4);
    CHECK(one.labels == std::vector<int>{3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8});
    CHECK(follows(one, image));
    CHECK(apply(horizontal_flip{1} | horizontal_flip{1}, image, 3, 4) == outcome{image, numbered(image)});
}

TEST_CASE("a part in its own size is cut out, with its labels") {
    bitmap const image = any_image(9, 9, 3, 1);
    augmented_image made(5, 4);
    auto const labels = numbered(image);
    made.begin(image, labels);
    made.resize_part({3, 2, 5, 4}, 5, 4);
    CHECK(made.labels()[0] == 3 * 9 + 2);
    CHECK(made.labels()[19] == 7 * 9 + 5);
    CHECK(follows({made.image(), {made.labels().begin(), made.labels().end()}}, image));
}

TEST_CASE("a resized part is the resized image of that part, and each label that of the nearest pixel") {
    bitmap const image = any_image(20, 30, 3, 1);
    auto const labels = numbered(image);
    for (pixel_box const& box : {pixel_box{2, 3, 15, 6}, {0, 20, 4, 10}, {19, 29, 1, 1}, {0, 0, 20, 30}}) {
        bitmap part(box.rows, box.columns, 3);
        for (index_t r = 0; r < box.rows; ++r)
            for (index_t q = 0; q < box.columns; ++q)
                for (index_t c = 0; c < 3; ++c) part.at(r, q, c) = image.at(box.top + r, box.left + q, c);
        augmented_image made(7, 8);
        made.begin(image, labels);
        made.resize_part(box, 7, 8);
        CHECK(made.image() == resize(part, 7, 8));
        for (index_t r = 0; r < 7; ++r)
            for (index_t q = 0; q < 8; ++q) {
                index_t const row = box.top + index_t(std::floor((double(r) + 0.5) * double(box.rows) / 7)),
                              column = box.left + index_t(std::floor((double(q) + 0.5) * double(box.columns) / 8));
                CHECK(made.labels()[static_cast<std::size_t>(r * 8 + q)] == row * 30 + column);
            }
    }
}

TEST_CASE("a crop that fits nowhere is the centre, as wide or high as the ratio allows") {
    dice random{{1}};
    random_resized_crop const whole{.share = {1, 1}};
    CHECK(whole.part(10, 90, random) == pixel_box{0, 38, 10, 13});
    CHECK(whole.part(90, 10, random) == pixel_box{38, 0, 13, 10});
    for (std::uint64_t stream = 0; stream < 20; ++stream) {
        dice other{{1, stream}};
        CHECK(whole.part(30, 32, other) == pixel_box{0, 0, 30, 32});
    }
}

TEST_CASE("what is cut out is neither as high nor as wide as the image") {
    cutout const nearly_all{.share = {0.5, 1}};
    int found = 0;
    for (std::uint64_t stream = 0; stream < 200; ++stream) {
        dice random{{1, stream}};
        auto const part = nearly_all.part(8, 8, random);
        if (!part) continue;
        ++found;
        CHECK(part->rows < 8);
        CHECK(part->columns < 8);
    }
    CHECK(found > 100);
    dice random{{1}};
    CHECK_FALSE(nearly_all.part(1, 100, random));
}

TEST_CASE("an image turned by a right angle or a half turn is the same pixels elsewhere") {
    bitmap const image = any_image(5, 5, 3, 1);
    auto const turned = [&](double degrees) {
        bitmap to(5, 5, 3);
        draw_turned<3>(image, to, turning(5, 5, degrees));
        return to;
    };
    bitmap left(5, 5, 3), half(5, 5, 3);
    for (index_t r = 0; r < 5; ++r)
        for (index_t q = 0; q < 5; ++q)
            for (index_t c = 0; c < 3; ++c) {
                left.at(r, q, c) = image.at(q, 4 - r, c);
                half.at(r, q, c) = image.at(4 - r, 4 - q, c);
            }
    CHECK(turned(0) == image);
    CHECK(turned(90) == left);
    CHECK(turned(180) == half);
    CHECK(turned(-180) == half);
}

TEST_CASE("a turned image mixes the four pixels around where each comes from, and nothing is known beyond the edge") {
    bitmap const image = any_image(12, 9, 1, 1);
    double const degrees = 25, angle = degrees * std::numbers::pi / 180;
    auto const at = [&](index_t r, index_t q) -> double {
        return r < 0 || r >= 12 || q < 0 || q >= 9 ? 0 : image.at(r, q);
    };
    bitmap to(12, 9, 1);
    turning const turn(12, 9, degrees);
    draw_turned<1>(image, to, turn);
    for (index_t r = 0; r < 12; ++r)
        for (index_t q = 0; q < 9; ++q) {
            double const y = double(r) - 5.5, x = double(q) - 4;
            double const row = 5.5 + std::cos(angle) * y + std::sin(angle) * x,
                         column = 4 + std::cos(angle) * x - std::sin(angle) * y;
            auto const top = index_t(std::floor(row)), left = index_t(std::floor(column));
            double const below = row - double(top), right = column - double(left);
            double const mixed = (1 - below) * ((1 - right) * at(top, left) + right * at(top, left + 1)) +
                                 below * ((1 - right) * at(top + 1, left) + right * at(top + 1, left + 1));
            CHECK(std::abs(to.at(r, q) - mixed) < 0.75);
            CHECK(double(turn.row(r, q)) / double(turn.one) == Approx(row).margin(1e-6));
            CHECK(double(turn.column(r, q)) / double(turn.one) == Approx(column).margin(1e-6));
        }
}

TEST_CASE("labels turn with the image to the nearest pixel, and are ignored where nothing is known") {
    bitmap const plain = any_image(21, 21, 1, 1);
    double unknown = 0, off = 0; // how far labels are from where they come from, along both axes
    for (std::uint64_t stream = 0; stream < 10; ++stream) {
        auto const one = apply(rotation{45}, plain, 21, 21, stream);
        unknown += static_cast<double>(std::ranges::count(one.labels, 255));
        dice random{{9, stream}};
        turning const turn(21, 21, random.within(-45, 45));
        for (index_t i = 0; i < 441; ++i) {
            int const from = one.labels[static_cast<std::size_t>(i)];
            if (from == 255) continue;
            off = std::max({off, std::abs(double(turn.row(i / 21, i % 21)) / double(turn.one) - from / 21),
                            std::abs(double(turn.column(i / 21, i % 21)) / double(turn.one) - from % 21)});
        }
        CHECK(one.labels[10 * 21 + 10] == 10 * 21 + 10); // the centre stays
        CHECK(one.image.at(10, 10) == plain.at(10, 10));
    }
    CHECK(off <= 0.5 + 1e-6);
    CHECK(unknown > 100);
}

TEST_CASE("what changes colours or cuts out leaves the labels, and blank is the colour that was given") {
    bitmap const image = any_image(6, 6, 3, 1);
    auto const one =
        apply(colour_jitter{.brightness = 0.9, .contrast = 0.9, .saturation = 0.9} | grayscale{1}, image, 6, 6);
    CHECK(one.labels == numbered(image));
    for (std::size_t i = 0; i < 36; ++i) {
        CHECK(one.image.pixels[3 * i] == one.image.pixels[3 * i + 1]);
        CHECK(one.image.pixels[3 * i] == one.image.pixels[3 * i + 2]);
    }
    auto const cut = apply(cutout{.probability = 1, .share = {0.25, 0.25}, .ratio = {1, 1}}, image, 6, 6);
    CHECK(cut.labels == numbered(image));
    index_t blank = 0, kept = 0;
    for (std::size_t i = 0; i < 36; ++i) {
        auto const pixel = cut.image.pixels.begin() + 3 * i;
        blank += std::equal(pixel, pixel + 3, std::array<std::uint8_t, 3>{1, 2, 3}.begin());
        kept += std::equal(pixel, pixel + 3, image.pixels.begin() + 3 * i);
    }
    CHECK(blank == 9);
    CHECK(kept == 27);
}

TEST_CASE("steps are applied one after another, each by numbers of its own, and gray images take all of them") {
    bitmap const image = any_image(12, 10, 3, 1), gray = any_image(12, 10, 1, 2);
    augmentation const crop = random_resized_crop{}, flip = horizontal_flip{};
    bool differs = false;
    for (std::uint64_t stream = 0; stream < 20; ++stream) {
        auto const both = apply(crop | flip, image, 6, 7, stream), first = apply(crop, image, 6, 7, stream);
        differs |= !(both == first);
        CHECK((both == first || both == apply(horizontal_flip{1}, first.image, 6, 7) ||
               both.image == apply(horizontal_flip{1}, first.image, 6, 7).image));
        augmented_image made(6, 7);
        (crop | flip | rotation{} | colour_jitter{.brightness = 0.4, .contrast = 0.4, .saturation = 0.4} | grayscale{} |
         cutout{})
            .apply(made, gray, {}, {9, stream});
        CHECK(made.image().channels == 1);
        CHECK(made.image().pixels.size() == 42);
        CHECK(made.labels().empty());
    }
    CHECK(differs);
}

TEST_CASE("colours may be changed beyond all bounds") {
    auto const one = apply(colour_jitter{.contrast = 1e38, .saturation = 1e38}, any_image(4, 4, 3, 1), 4, 4);
    for (std::uint8_t level : one.image.pixels) CHECK((level == 0 || level == 255));
}

TEST_CASE("two steps draw different numbers") {
    bitmap const image = any_image(2, 2, 3, 1);
    index_t both = 0, one = 0;
    for (std::uint64_t stream = 0; stream < 400; ++stream) {
        augmentation const flip = horizontal_flip{};
        one += !(apply(flip, image, 2, 2, stream).image == image);
        both += !(apply(flip | flip, image, 2, 2, stream).image == image);
    }
    CHECK(std::abs(one - 200) < 40);
    CHECK(std::abs(both - 200) < 40); // one of the two and not the other
}

TEST_CASE("without any step, or one that crops, the centre comes out, and the image that went in stays as it was") {
    bitmap const image = any_image(9, 8, 3, 1), before = image;
    auto const centre = apply({}, image, 3, 4);
    CHECK(centre.labels == std::vector<int>{26, 27, 28, 29, 34, 35, 36, 37, 42, 43, 44, 45});
    CHECK(follows(centre, image));
    apply(colour_jitter{.brightness = 1} | cutout{1} | rotation{}, image, 9, 8);
    CHECK(image == before);
    CHECK_THROWS_WITH(apply(horizontal_flip{}, image, 10, 8),
                      "an augmented image of 10 x 8 pixels cannot be cut out of one of 9 x 8");
}

TEST_CASE("a step of one's own stands beside the others") {
    struct black {
        void check() const {}
        void apply(augmented_image& to, dice&) const { std::ranges::fill(to.pixels().pixels, 0); }
    };
    CHECK(apply(random_resized_crop{} | black{}, any_image(9, 8, 3, 1), 2, 2).image == bitmap(2, 2, 3));
}

TEST_CASE("wrong numbers end in one sentence") {
    auto const refused = [](augmentation const& augment, std::string const& sentence) {
        CHECK_THROWS_WITH((horizontal_flip{} | augment).check(), sentence);
    };
    refused(horizontal_flip{-0.5}, "the probability of horizontal_flip is from 0 to 1, not -0.5");
    refused(grayscale{NAN}, "the probability of grayscale is from 0 to 1, not nan");
    refused(cutout{1.5}, "the probability of cutout is from 0 to 1, not 1.5");
    refused(cutout{.share = {0.3, 0.2}}, "cutout takes shares of an image between 0 and 1, not from 0.3 to 0.2");
    refused(random_resized_crop{.share = {-0.1, 1}},
            "random_resized_crop takes shares of an image between 0 and 1, not from -0.1 to 1");
    refused(random_resized_crop{.share = {0, 0}},
            "random_resized_crop takes shares of an image between 0 and 1, not from 0 to 0");
    refused(random_resized_crop{.share = {0.5, 1.1}},
            "random_resized_crop takes shares of an image between 0 and 1, not from 0.5 to 1.1");
    refused(random_resized_crop{.ratio = {0, 1}},
            "random_resized_crop takes ratios of two sides above 0, not from 0 to 1");
    refused(random_resized_crop{.ratio = {2, 1}},
            "random_resized_crop takes ratios of two sides above 0, not from 2 to 1");
    refused(cutout{.ratio = {1, INFINITY}}, "cutout takes ratios of two sides above 0, not from 1 to inf");
    refused(rotation{-1}, "rotation is by 0 to 180 degrees, not -1");
    refused(rotation{181}, "rotation is by 0 to 180 degrees, not 181");
    refused(colour_jitter{.contrast = -0.1},
            "colour_jitter changes a colour by a factor of 1 - x to 1 + x for an x of 0 to 1e38, not -0.1");
    refused(colour_jitter{.hue = 0.6}, "colour_jitter turns the hue by up to x in 0 to 0.5, not 0.6");
    refused(colour_jitter{.saturation = INFINITY},
            "colour_jitter changes a colour by a factor of 1 - x to 1 + x for an x of 0 to 1e38, not inf");
    CHECK_THROWS_WITH(augmented_image(0, 5), "an augmented image cannot have 0 x 5 pixels");
    augmented_image made(2, 2);
    CHECK_THROWS_WITH(made.begin(bitmap(2, 3, 1), std::vector<int>(5)), "an image of 2 x 3 pixels came with 5 labels");
}
