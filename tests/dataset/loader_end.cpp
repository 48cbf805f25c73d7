// What a loader waits for when it ends.
#include "dataset/sample_images.hpp"

#include <chrnn/data/loader.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <thread>

using namespace chrnn;

namespace {

void wait_until(auto const& holds) {
    while (!holds()) std::this_thread::yield();
}

/// Images that take long to read.
struct slow_images : random_images {
    using random_images::random_images;
    bitmap load(index_t i, index_t channels) const override {
        bitmap image = random_images::load(i, channels);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        return image;
    }
};
loader_options const options{.channels = 1, .rows = 4, .columns = 5, .batch = 100, .workers = 8};

} // namespace

TEST_CASE("a loader that ends waits for the images that are being read, and for no other") {
    slow_images const data(100);
    auto images = std::make_unique<loader>(data, mean_image{}, options);
    images->start(0);
    wait_until([&] { return data.loads >= options.workers; });
    int const begun = data.loads;
    images.reset();
    CHECK(data.loads - begun < options.workers); // were they told one after another, the last would read eight more
}
TEST_CASE("a loader whose workers have prepared all that they may ends at once") {
    random_images const data(12);
    loader_options two = options;
    two.batch = 2;
    auto images = std::make_unique<loader>(data, mean_image{}, two);
    images->start(0);
    wait_until([&] { return data.loads == 4; });
    images.reset();
    CHECK(data.loads == 4);
}
