#include "dataset/sample_images.hpp"

#include <chrnn/data/augment/colour_jitter.hpp>
#include <chrnn/data/augment/cutout.hpp>
#include <chrnn/data/augment/grayscale.hpp>
#include <chrnn/data/augment/horizontal_flip.hpp>
#include <chrnn/data/augment/random_resized_crop.hpp>
#include <chrnn/data/augment/rotation.hpp>
#include <chrnn/data/loader.hpp>

#include <catch2/catch.hpp>

#include <map>

using namespace chrnn;
using Catch::Contains;

namespace {

augmentation const everything = random_resized_crop{.share = {0.5, 1}} | horizontal_flip{} | rotation{} |
                                colour_jitter{.brightness = 0.4, .contrast = 0.4, .saturation = 0.4} | grayscale{} |
                                cutout{};

loader_options with(augmentation const& augment, int workers = 0, index_t batch = 4) {
    return {.rows = 4, .columns = 5, .batch = batch, .augment = augment, .shuffled = true, .workers = workers};
}

using image = std::vector<float>;

/// What the batches from number `first` on hold, item by item.
std::map<index_t, image> images_of(loader& all, index_t epoch, index_t first = 0) {
    std::map<index_t, image> found;
    all.start(epoch, first);
    while (auto const batch = all.next())
        for (std::size_t i = 0; i < batch->items.size(); ++i)
            found[batch->items[i]] = {batch->inputs.begin() + 60 * i, batch->inputs.begin() + 60 * (i + 1)};
    return found;
}

} // namespace

TEST_CASE("an item's changes follow from seed, epoch and its number: not from workers, batches, order or cache") {
    random_images const data(23);
    mean_image const mean = mean_of(data, 3);
    auto const found = [&](auto change) {
        loader_options options = with(everything);
        change(options);
        loader all(data, mean, options);
        images_of(all, 0);
        return images_of(all, 5);
    };
    auto const expected = found([](loader_options&) {});
    REQUIRE(expected.size() == 23);
    for (int workers : {1, 3}) CHECK(found([&](loader_options& o) { o.workers = workers; }) == expected);
    for (index_t batch : {1, 7, 23}) CHECK(found([&](loader_options& o) { o.batch = batch; }) == expected);
    CHECK(found([](loader_options& o) { o.shuffled = false; }) == expected);
    CHECK(found([](loader_options& o) { o.cache_bytes = 0, o.workers = 2; }) == expected);
    CHECK(found([](loader_options& o) { o.seed = 2; }) != expected);
}

TEST_CASE("another epoch changes an item otherwise, and an interrupted one goes on with the same changes") {
    random_images const data(23);
    loader whole(data, {}, with(everything, 3)), later(data, {}, with(everything));
    auto const all = images_of(whole, 2);
    for (auto const& [item, one] : images_of(whole, 3)) CHECK(one != all.at(item));
    auto const rest = images_of(later, 2, 3);
    CHECK(rest.size() == 11);
    for (auto const& [item, one] : rest) CHECK(one == all.at(item));
}

TEST_CASE("an augmented image has the centre of the mean subtracted, whatever was done to it") {
    random_images const data(3);
    mean_image const mean = mean_of(data, 3);
    loader all(data, mean, with(random_resized_crop{}));
    for (auto const& [item, one] : images_of(all, 1)) {
        augmented_image made(4, 5);
        augmentation(random_resized_crop{})
            .apply(made, data.load(item, 3), {},
                   {random_key(1, "augmentation", "1"), static_cast<std::uint64_t>(item)});
        for (index_t c = 0; c < 3; ++c)
            for (index_t r = 0; r < 4; ++r)
                for (index_t q = 0; q < 5; ++q)
                    CHECK(one[static_cast<std::size_t>((c * 4 + r) * 5 + q)] ==
                          (made.image().at(r, q, c) -
                           mean.values[static_cast<std::size_t>((c * 6 + r + 1) * 8 + q + 1)]) /
                              64);
    }
}

TEST_CASE("without a step that crops the centre of the image is taken") {
    random_images const data(5);
    loader all(data, mean_of(data, 3), with(horizontal_flip{0}));
    loader_options plain = with({});
    loader centres(data, mean_of(data, 3), plain);
    CHECK(images_of(all, 0) == images_of(centres, 0));
}

TEST_CASE("what is cut out is near 0 to the network, which has the mean colour subtracted") {
    random_images const data(40);
    mean_image const mean = mean_of(data, 3);
    loader all(data, mean, with(cutout{.probability = 1, .share = {0.7, 0.7}, .ratio = {0.7, 0.7}}, 2));
    mean_image const centre = detail::centre_of(mean, 4, 5);
    auto const colour = detail::colour_of(centre);
    auto const one = images_of(all, 0).at(0);
    index_t blank = 0;
    for (std::size_t k = 0; k < 20; ++k) blank += one[k] == (static_cast<float>(colour[0]) - centre.values[k]) / 64;
    CHECK(blank == 20); // 5 x 7 of 6 x 8 pixels hold all of the centre
    CHECK(std::abs(colour[0] - 127) < 10);
}

TEST_CASE("the colour of a mean image is the mean of each channel, within black and white") {
    mean_image const mean{3, 1, 2, {10, 20, 300, 400, NAN, 5}};
    CHECK(detail::colour_of(mean) == std::array<std::uint8_t, 3>{15, 255, 0});
    CHECK(detail::colour_of({}) == std::array<std::uint8_t, 3>{});
}

TEST_CASE("a loader refuses numbers that make no sense, and views beside an augmentation") {
    random_images const data(5);
    CHECK_THROWS_WITH(loader(data, {}, with(random_resized_crop{} | horizontal_flip{1.5})),
                      "the probability of horizontal_flip is from 0 to 1, not 1.5");
    for (crop_policy crops : {crop_policy::ten, crop_policy::random_of_ten}) {
        loader_options both = with(random_resized_crop{});
        both.crops = crops;
        CHECK_THROWS_WITH(loader(data, {}, both),
                          "an image is either augmented or cut into some of its ten views, not both");
    }
    CHECK(data.loads == 0);
}
