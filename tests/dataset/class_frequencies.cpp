#include <chrnn/data/class_frequencies.hpp>
#include <chrnn/data/lakes.hpp>

#include "dataset/sample_images.hpp"
#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {
void agree(std::vector<double> const& found, std::vector<double> const& expected) {
    REQUIRE(found.size() == expected.size());
    for (std::size_t k = 0; k < found.size(); ++k) CHECK(found[k] == Approx(expected[k]));
}
} // namespace

// scikit-learn 1.9.1: compute_class_weight("balanced", classes=[0, 1, 3], y=labels).
TEST_CASE("inverse frequencies are scikit-learn's balanced weights, and 0 for a class that does not occur") {
    class_frequencies all(4);
    all.add(std::vector{0, 0, 0, 0, 0, 0, 0, 1, 1, 3, 3, 3});
    agree(all.inverse(), {0.5714285714285714, 2, 0, 1.3333333333333333});
    agree(all.median(), {3 / 7.0, 3 / 2.0, 0, 1}); // of 7/12, 2/12 and 3/12 the median is 3/12
}

TEST_CASE("median frequency balancing counts a class in the maps that have it") {
    class_frequencies all(4, 255);
    all.add(std::vector{0, 0, 0, 1, 255, 0});
    all.add(std::vector{0, 2, 2, 1, 1, 1});
    all.add(std::vector{2, 0, 0, 0, 0, 0});
    CHECK(std::ranges::equal(all.counts(), std::vector<index_t>{10, 4, 3, 0}));
    // The shares are 10/17, 4/11 and 3/12.
    agree(all.median(), {4 / 11.0 / (10 / 17.0), 1, 4 / 11.0 / 0.25, 0});
    all.add(std::vector{3, 3, 255}); // now there are four, the last 1: the median lies between two of them
    agree(all.median(), {(4 / 11.0 + 10 / 17.0) / 2 / (10 / 17.0), (4 / 11.0 + 10 / 17.0) / 2 / (4 / 11.0),
                         (4 / 11.0 + 10 / 17.0) / 2 / 0.25, (4 / 11.0 + 10 / 17.0) / 2});
}

TEST_CASE("frequencies are those of a data set, or of samples with a class or a map each") {
    random_images const data(10); // the classes i * i % 3
    CHECK(std::ranges::equal(class_frequencies(data).counts(), std::vector<index_t>{4, 6, 0}));
    std::vector<float> const inputs(3);
    samples<int> const single(inputs, std::vector{0, 1, 1}),
        maps(inputs, std::vector<std::vector<int>>{{0, 1}, {1, 1}, {-1, 1}});
    agree(class_frequencies(single, 2).median(), {1.5, 0.75});
    class_frequencies const regions(maps, 2);
    CHECK(std::ranges::equal(regions.counts(), std::vector<index_t>{1, 4}));
    agree(regions.median(), {1.3, 0.8125}); // the shares are 1/2 and 4/5
}

TEST_CASE("frequencies of nothing give weights of 0, and labels of no class are refused whole") {
    class_frequencies all(2);
    agree(all.inverse(), {0, 0});
    agree(all.median(), {0, 0});
    CHECK(complaint([&] { all.add(std::vector{0, 2}); }) == "a label is 2, but there are 2 classes");
    CHECK(complaint([] { class_frequencies(0); }) == "there cannot be 0 classes");
    CHECK(all.counts()[0] == 0);
}

TEST_CASE("frequencies of labelled images are those of all pixels that count") {
    synthetic_lakes const data(3, 32);
    class_frequencies by_hand(3, data.ignored());
    for (index_t i = 0; i < 3; ++i) {
        auto const pixels = data.load(i, 3).labels.pixels;
        by_hand.add(std::vector<int>(pixels.begin(), pixels.end()));
    }
    class_frequencies const found(data);
    CHECK(std::ranges::equal(found.counts(), by_hand.counts()));
    CHECK(found.counts()[0] + found.counts()[1] + found.counts()[2] == 3 * 32 * 32);
    agree(found.median(), by_hand.median());
}

TEST_CASE("labelled images that are bad end the counting, or are left out of it") {
    struct one_bad : synthetic_lakes {
        using synthetic_lakes::synthetic_lakes;
        labelled_image load(index_t i, index_t channels) const override {
            if (i == 1) fail("it is bad");
            return synthetic_lakes::load(i, channels);
        }
    };
    one_bad const data(2, 32);
    CHECK(complaint([&] { class_frequencies{data}; }) == "it is bad");
    CHECK(std::ranges::equal(class_frequencies(data, bad_file::skip).counts(),
                             class_frequencies(synthetic_lakes(1, 32)).counts()));
}
