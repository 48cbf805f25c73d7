#include "dataset/sample_images.hpp"

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

namespace {

/// What many draws of one thing are like.
struct sample {
    std::vector<double> all;

    double mean() const { return std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size()); }
    double moment(int power) const {
        double sum = 0;
        for (double x : all) sum += std::pow(x - mean(), power);
        return sum / static_cast<double>(all.size());
    }
    /// Whether mean and variance are those of a uniform distribution from `low` to `high`, to four standard errors and
    /// `slack` times its width for what is rounded on the way.
    bool uniform(double low, double high, double slack = 0) const {
        double const width = high - low, n = static_cast<double>(all.size());
        double const off_mean = std::abs(mean() - (low + high) / 2),
                     off_variance = std::abs(moment(2) - width * width / 12);
        return off_mean < 4 * width / std::sqrt(12 * n) + slack * width &&
               off_variance < 4 * width * width / std::sqrt(180 * n) + slack * width * width;
    }
    /// The same of a thing that happens (1) or not (0).
    bool happens(double p) const {
        return std::abs(mean() - p) <= 4 * std::sqrt(p * (1 - p) / static_cast<double>(all.size()));
    }
};

/// `of(dice)` for streams 0 .. count - 1.
sample drawn(int count, auto const& of) {
    sample s;
    for (int i = 0; i < count; ++i) {
        dice random{{3, static_cast<std::uint64_t>(i)}};
        s.all.push_back(of(random));
    }
    return s;
}

constexpr int draws = 5000;

/// A box that `part(dice)` gives, in numbers that have to be uniform.
void check_boxes(auto const& part, std::array<double, 2> share, std::array<double, 2> ratio, index_t rows,
                 index_t columns) {
    auto const area = static_cast<double>(rows * columns);
    auto const of = [&](auto const& number) {
        return drawn(draws, [&](dice& random) { return number(part(random)); });
    };
    CHECK(of([&](pixel_box b) {
              return static_cast<double>(b.rows * b.columns) / area;
          }).uniform(share[0], share[1], 1e-3));
    CHECK(of([&](pixel_box b) {
              return std::log(static_cast<double>(b.columns) / static_cast<double>(b.rows));
          }).uniform(std::log(ratio[0]), std::log(ratio[1]), 1e-3));
    CHECK(of([&](pixel_box b) {
              return (0.5 + static_cast<double>(b.top)) / static_cast<double>(rows - b.rows + 1);
          }).uniform(0, 1, 1e-3));
    CHECK(of([&](pixel_box b) {
              return (0.5 + static_cast<double>(b.left)) / static_cast<double>(columns - b.columns + 1);
          }).uniform(0, 1, 1e-3));
    auto const outside = of(
        [&](pixel_box b) { return b.top < 0 || b.left < 0 || b.top + b.rows > rows || b.left + b.columns > columns; });
    CHECK(outside.mean() == 0);
}

/// An image of 1 x n pixels of three channels, changed by `step`.
std::vector<std::uint8_t> changed(auto const& step, std::vector<std::uint8_t> const& pixels, dice& random) {
    bitmap image(1, std::ssize(pixels) / 3, 3);
    image.pixels = pixels;
    augmented_image made(1, image.columns);
    made.begin(image);
    step.apply(made, random);
    return made.image().pixels;
}

} // namespace

TEST_CASE("area, shape and place of a random crop are uniform, as torchvision draws them") {
    random_resized_crop const crop{.share = {0.1, 0.5}, .ratio = {0.6, 1.8}};
    check_boxes([&](dice& random) { return crop.part(700, 900, random); }, crop.share, {0.6, 1.8}, 700, 900);
}
TEST_CASE("area, shape and place of what is cut out are uniform, as torchvision draws them") {
    cutout const cut{.share = {0.02, 0.25}, .ratio = {0.5, 3}};
    check_boxes([&](dice& random) { return *cut.part(900, 900, random); }, cut.share, {1. / 3, 2}, 900, 900);
}

TEST_CASE("what happens with a probability happens so often") {
    std::vector<std::uint8_t> const two{10, 20, 30, 40, 50, 60};
    for (double p : {0., 0.1, 0.5, 1.}) {
        INFO("probability " << p);
        auto const often = [&](auto const& step) {
            return drawn(draws, [&](dice& random) { return changed(step, two, random) != two; }).happens(p);
        };
        CHECK(often(horizontal_flip{p}));
        CHECK(often(grayscale{p}));
        bitmap const image = any_image(4, 4, 3, 1);
        augmented_image made(4, 4);
        CHECK(drawn(draws, [&](dice& random) {
                  made.begin(image);
                  cutout{p, {0.25, 0.25}, {1, 1}}.apply(made, random);
                  return made.image() != image;
              }).happens(p));
    }
    CHECK(horizontal_flip{}.probability == 0.5);
    CHECK(grayscale{}.probability == 0.1);
    CHECK(cutout{}.probability == 0.5);
}

TEST_CASE("angles are uniform up to the greatest, either way") {
    constexpr index_t side = 51; // a label of the last column's middle tells where it came from
    bitmap const image(side, side, 1);
    std::vector<int> labels(side * side);
    std::iota(labels.begin(), labels.end(), 0);
    augmented_image made(side, side);
    auto const angles = drawn(1500, [&](dice& random) {
        made.begin(image, labels);
        rotation{30}.apply(made, random);
        int const from = made.labels()[side * (side / 2) + side - 2];
        return std::atan2(from / side - side / 2, from % side - side / 2) * 180 / std::numbers::pi;
    });
    CHECK(angles.uniform(-30, 30, 0.01));
}

TEST_CASE("factors are uniform around 1, of brightness, contrast and saturation each") {
    auto const factors = [&](colour_jitter const& step, std::vector<std::uint8_t> const& pixels, double at_one,
                             std::size_t other = 3) {
        return drawn(draws, [&](dice& random) {
            auto const now = changed(step, pixels, random);
            return (now[0] - now[other]) / at_one;
        });
    };
    CHECK(factors({.brightness = 0.4}, {150, 0, 0, 0, 0, 0}, 150).uniform(0.6, 1.4, 0.01));
    CHECK(factors({.contrast = 0.3}, {150, 150, 150, 50, 50, 50}, 100).uniform(0.7, 1.3, 0.01));
    CHECK(factors({.saturation = 0.5}, {170, 100, 100}, 70, 1).uniform(0.5, 1.5, 0.01));
    CHECK(factors({.brightness = 2}, {80, 0, 0, 0, 0, 0}, 80).uniform(0, 3, 0.01)); // no less than 0
}

TEST_CASE("hues are turned by uniform parts of the circle, either way, and the largest and smallest channel stay") {
    auto const turns = drawn(draws, [&](dice& random) {
        auto const now = changed(colour_jitter{.hue = 0.15}, {250, 0, 0}, random);
        CHECK(now[0] == 250);
        CHECK(std::min(now[1], now[2]) == 0);
        return (now[1] - now[2]) / (6 * 250.);
    });
    CHECK(turns.uniform(-0.15, 0.15, 0.01));
    dice random{{3, 1}};
    CHECK(changed(colour_jitter{.hue = 0.5}, {7, 7, 7, 255, 255, 255}, random) ==
          std::vector<std::uint8_t>{7, 7, 7, 255, 255, 255});
}

TEST_CASE("brightness comes before contrast and before saturation as often as behind them") {
    // Of what is black and white already, more brightness changes nothing, unless there was less contrast before.
    auto const gray_of_two = drawn(draws, [&](dice& random) {
        auto const now = changed(colour_jitter{.brightness = 1, .contrast = 1}, {255, 255, 255, 0, 0, 0}, random);
        return std::abs(now[0] + now[3] - 255) <= 1 && now[3] > 2;
    });
    auto const gray_of_red = drawn(draws, [&](dice& random) {
        std::vector<std::uint8_t> const red{255, 0, 0};
        auto const now = changed(colour_jitter{.brightness = 1, .saturation = 1}, red, random);
        return std::abs(gray_of(now.data()) - gray_of(red.data())) < 1 && now[1] > 2;
    });
    CHECK(std::abs(gray_of_two.mean() - 0.125) < 0.025); // brightness above 1, the other below, and the order
    CHECK(std::abs(gray_of_red.mean() - 0.125) < 0.025);
}
