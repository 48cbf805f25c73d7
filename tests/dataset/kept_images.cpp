#include "dataset/sample_images.hpp"

#include <chrnn/data/kept_images.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <thread>

using namespace chrnn;
using Catch::Contains;

namespace {

/// Random images, of which the first attempt to load one fails.
class fails_once : public random_images {
  public:
    using random_images::random_images;

    bitmap load(index_t i, index_t channels) const override {
        if (loads == 0) {
            ++loads;
            fail(name(i), " could not be read this time");
        }
        return random_images::load(i, channels);
    }
};

} // namespace

TEST_CASE("kept images are those of the data set, each loaded once by however many threads") {
    random_images const whole(5), loaded(5);
    kept_images const kept(loaded);
    CHECK(kept.fingerprint() == whole.fingerprint());
    CHECK(kept.rows() == whole.rows());
    CHECK(kept.columns() == whole.columns());
    std::array<bool, 4> same{};
    {
        std::vector<std::jthread> all;
        for (bool& each : same)
            all.emplace_back([&] {
                each = true;
                for (index_t i = 0; i < 5; ++i) each = each && kept.load(i, 3) == whole.load(i, 3);
            });
    }
    for (bool each : same) CHECK(each);
    CHECK(loaded.loads == 5);
}

TEST_CASE("kept images with other channels are loaded anew, and one that failed is tried again") {
    random_images const whole(3);
    fails_once const loaded(3);
    kept_images const kept(loaded);
    CHECK_THROWS_WITH(kept.load(2, 1), Contains("could not be read this time"));
    CHECK(kept.load(2, 1) == whole.load(2, 1));
    CHECK(kept.load(2, 3) == whole.load(2, 3));
    CHECK(kept.load(2, 1) == whole.load(2, 1));
    CHECK(loaded.loads == 3);
}
