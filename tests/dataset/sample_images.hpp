/// Images and a data set for the tests of this folder, made up from random numbers.
#pragma once

#include <chrnn/base/random.hpp>
#include <chrnn/data/dataset.hpp>

#include <atomic>
#include <set>

/// An image of random pixels.
inline chrnn::bitmap any_image(chrnn::index_t rows, chrnn::index_t columns, chrnn::index_t channels,
                               std::uint64_t seed) {
    chrnn::bitmap image(rows, columns, channels);
    chrnn::random_stream const random{seed};
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = static_cast<std::uint8_t>(random.below(256, i));
    return image;
}

/// Random images of 6 x 8 pixels in three classes; some of them, on wish, cannot be read.
class random_images : public chrnn::dataset {
  public:
    explicit random_images(chrnn::index_t count, std::set<chrnn::index_t> bad = {}) : count_(count), bad_(bad) {}

    chrnn::index_t size() const override { return count_; }
    chrnn::index_t rows() const override { return 6; }
    chrnn::index_t columns() const override { return 8; }
    std::vector<std::string> const& classes() const override { return classes_; }
    int label(chrnn::index_t i) const override { return static_cast<int>(i * i % 3); }
    std::string name(chrnn::index_t i) const override { return "image " + std::to_string(i); }
    chrnn::bitmap load(chrnn::index_t i, chrnn::index_t channels) const override {
        ++loads;
        if (bad_.contains(i)) chrnn::fail(name(i), " cannot be read");
        return chrnn::detail::with_channels(any_image(6, 8, 3, static_cast<std::uint64_t>(i)), channels);
    }

    mutable std::atomic<int> loads = 0;

  private:
    chrnn::index_t count_;
    std::set<chrnn::index_t> bad_;
    std::vector<std::string> classes_{"a", "b", "c"};
};
