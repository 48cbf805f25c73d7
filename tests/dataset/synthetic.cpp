#include "dataset/checksum.hpp"

#include <chrnn/data/synthetic.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <map>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {

/// What 12 random filters of 5 x 5 pixels, rectified, find on average in each of `cells` x `cells` parts of a scene.
std::vector<double> found(bitmap const& image, index_t cells) {
    static constexpr index_t filters = 12, size = 5, stride = 2;
    static std::vector<float> const weights = [] {
        std::vector<float> all(filters * size * size);
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<float>(random_stream{99}.uniform(i) - 0.5);
        return all;
    }();
    index_t const places = image.rows - size + 1;
    std::vector<double> sums(filters * cells * cells);
    for (index_t f = 0; f < filters; ++f)
        for (index_t r = 0; r < places; r += stride)
            for (index_t q = 0; q < places; q += stride) {
                float response = 0;
                for (index_t i = 0; i < size; ++i)
                    for (index_t j = 0; j < size; ++j)
                        response += weights[(f * size + i) * size + j] *
                                    (image.pixels[(r + i) * image.columns + q + j] - 128.0f);
                sums[(f * cells + r * cells / places) * cells + q * cells / places] += std::max(0.0f, response);
            }
    return sums;
}

/// The share of unseen scenes that a linear classifier of such findings gets right.
double accuracy(index_t cells) {
    synthetic_scenes const training(800, 64, 1), test(400, 64, 2);
    std::vector<std::vector<double>> seen, unseen;
    for (index_t i = 0; i < training.size(); ++i) seen.push_back(found(training.load(i, 1), cells));
    for (index_t i = 0; i < test.size(); ++i) unseen.push_back(found(test.load(i, 1), cells));
    std::size_t const length = seen[0].size(), classes = training.classes().size();
    for (std::size_t k = 0; k < length; ++k) { // to mean 0 and variance 1
        double mean = 0, square = 0;
        for (auto const& x : seen) mean += x[k] / double(seen.size());
        for (auto const& x : seen) square += (x[k] - mean) * (x[k] - mean) / double(seen.size());
        for (auto* set : {&seen, &unseen})
            for (auto& x : *set) x[k] = (x[k] - mean) / std::sqrt(square);
    }
    std::vector<double> weights(classes * (length + 1));
    auto const scores = [&](std::vector<double> const& x) {
        std::vector<double> all(classes);
        for (std::size_t c = 0; c < classes; ++c) {
            all[c] = weights[c * (length + 1) + length];
            for (std::size_t k = 0; k < length; ++k) all[c] += weights[c * (length + 1) + k] * x[k];
        }
        return all;
    };
    for (int epoch = 0; epoch < 30; ++epoch)
        for (std::size_t i = 0; i < seen.size(); ++i) {
            auto p = scores(seen[i]);
            double const top = *std::max_element(p.begin(), p.end());
            double total = 0;
            for (double& x : p) total += x = std::exp(x - top);
            for (std::size_t c = 0; c < classes; ++c) {
                double const step =
                    0.01 * (p[c] / total - (training.label(static_cast<index_t>(i)) == static_cast<int>(c)));
                for (std::size_t k = 0; k < length; ++k) weights[c * (length + 1) + k] -= step * seen[i][k];
                weights[c * (length + 1) + length] -= step;
            }
        }
    double right = 0;
    for (std::size_t i = 0; i < unseen.size(); ++i) {
        auto const all = scores(unseen[i]);
        right += std::max_element(all.begin(), all.end()) - all.begin() == test.label(static_cast<index_t>(i));
    }
    return right / double(unseen.size());
}

} // namespace

TEST_CASE("small windows averaged over a synthetic scene do not tell its class, but where they lie does") {
    double const anywhere = accuracy(1), placed = accuracy(4);
    CAPTURE(anywhere, placed);
    CHECK(anywhere < 0.22); // chance is 0.125
    CHECK(placed > 0.4);
}

TEST_CASE("a synthetic scene follows from its seed and number, on any machine") {
    synthetic_scenes const one(20, 64, 5), longer(40, 64, 5), other(20, 64, 6);
    CHECK(one.load(13, 3) == longer.load(13, 3));
    CHECK(one.load(13, 3) != other.load(13, 3));
    CHECK(one.load(13, 3) != one.load(5, 3)); // of the same class
    CHECK(one.label(13) == one.label(5));
    CHECK(checksum(synthetic_scenes(16)) == 0xD809F90BAF21CF82);
    CHECK(checksum(synthetic_scenes(8, 45, 7, 4)) == 0xD460C342BECE3F1D);
}

TEST_CASE("synthetic scenes have eight classes, equally many of each") {
    synthetic_scenes const scenes(80);
    REQUIRE(scenes.classes().size() == 8);
    CHECK(scenes.classes()[0] == "rows ABCD");
    std::map<int, int> count;
    for (index_t i = 0; i < scenes.size(); ++i) ++count[scenes.label(i)];
    for (int k = 0; k < 8; ++k) CHECK(count[k] == 10);
}

TEST_CASE("a gray synthetic scene is the coloured one without its colours") {
    synthetic_scenes const scenes(3, 48);
    CHECK(scenes.load(2, 3).rows == 48);
    CHECK(scenes.load(2, 1) == with_channels(scenes.load(2, 3), 1));
    CHECK(scenes.load(2, 3) != with_channels(scenes.load(2, 1), 3));
}

TEST_CASE("synthetic scenes of any side can be drawn") {
    for (index_t side : {32, 33, 50, 127, 256}) {
        synthetic_scenes const scenes(8, side, 1, 4);
        for (index_t i = 0; i < 8; ++i) CHECK(scenes.load(i, 3).columns == side);
    }
}

TEST_CASE("the fingerprint of synthetic scenes depends on their number, side, seed and shift") {
    auto const one = synthetic_scenes(16).fingerprint();
    CHECK(one == synthetic_scenes(16).fingerprint());
    CHECK(one != synthetic_scenes(17).fingerprint());
    CHECK(one != synthetic_scenes(16, 32).fingerprint());
    CHECK(one != synthetic_scenes(16, 64, 2).fingerprint());
    CHECK(one != synthetic_scenes(16, 64, 1, 0).fingerprint());
}

TEST_CASE("synthetic scenes that cannot be are refused") {
    CHECK_THROWS_WITH(synthetic_scenes(-1), Contains("-1"));
    CHECK_THROWS_WITH(synthetic_scenes(1, 31), Contains("31"));
    CHECK_THROWS_WITH(synthetic_scenes(1, 64, 1, 5), Contains("not 5"));
    CHECK_THROWS_WITH(synthetic_scenes(1, 64, 1, -1), Contains("not -1"));
    CHECK_THROWS_WITH(synthetic_scenes(4).load(4, 3), Contains("no scene 4 among 4"));
    CHECK_THROWS_WITH(synthetic_scenes(4).load(-1, 3), Contains("no scene -1 among 4"));
}
