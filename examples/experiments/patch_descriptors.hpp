/// Patch descriptors: what the last hidden layer of a network says of patches of an image at three scales.
#pragma once

#include "any_network.hpp"

#include <chrnn/data/crop.hpp>

#include <array>
#include <utility>

namespace experiment {

/// Of an image at each scale: the whole, patches of half its side, patches of a quarter. [patches, numbers of the
/// layer]
using descriptors_of_scales = std::array<std::vector<float>, 3>;
inline constexpr index_t scale_count = 3;

/// Patches of a scale along a side: 1, 5, 7. Those of a part of the side lie an eighth of it apart.
constexpr index_t patches_along(index_t scale) { return 8 - (8 >> scale) + 1; }

/// Patch number `i` of a scale, in rows.
inline bitmap patch_of(bitmap const& image, index_t scale, index_t i) {
    index_t const row = i / patches_along(scale), column = i % patches_along(scale);
    bitmap patch(std::max<index_t>(1, image.rows >> scale), std::max<index_t>(1, image.columns >> scale),
                 image.channels);
    index_t const top = row * image.rows / 8, left = column * image.columns / 8,
                  length = patch.columns * patch.channels;
    for (index_t r = 0; r < patch.rows; ++r)
        std::copy_n(image.pixels.begin() + ((top + r) * image.columns + left) * image.channels, length,
                    patch.pixels.begin() + r * length);
    return patch;
}

/// Reads descriptors off a network. Refers to it.
class patch_reader {
  public:
    /// Throws when the network has no fully connected layer.
    explicit patch_reader(any_network& net) : net_(&net), prepared_(net.predicts().preprocessing()) {
        layer_description const* before = nullptr;
        layer_description const* const output = net.layer_of_kind("fc");
        for (layer_description const& one : net.layers()) {
            if (&one == output) layer_ = before;
            before = &one;
        }
        if (!layer_) fail("the network has no hidden layer to read from");
        net.keep_outputs();
        // A patch fills the input to its borders, so that of the mean image the centre is what it loses.
        feature_shape const input = net.predicts().input();
        mean_image const whole = std::exchange(prepared_.mean, {});
        prepared_.rows = input.rows(), prepared_.columns = input.columns();
        if (whole.values.empty()) return;
        prepared_.mean = {whole.channels, input.rows(), input.columns(), {}};
        index_t const top = (whole.rows - input.rows()) / 2, left = (whole.columns - input.columns()) / 2;
        for (index_t c = 0; c < whole.channels; ++c)
            for (index_t r = 0; r < input.rows(); ++r) {
                auto const from = whole.values.begin() + (c * whole.rows + top + r) * whole.columns + left;
                prepared_.mean.values.insert(prepared_.mean.values.end(), from, from + input.columns());
            }
    }

    /// Numbers of a descriptor.
    index_t size() const { return layer_->out.size(); }

    /// Throws when the image has other channels than the network takes.
    descriptors_of_scales read(bitmap const& image) {
        descriptors_of_scales all;
        for (index_t scale = 0; scale < scale_count; ++scale)
            all[static_cast<std::size_t>(scale)] = read_scale(image, scale);
        return all;
    }

  private:
    std::vector<float> read_scale(bitmap const& image, index_t scale) {
        predictor& run = net_->predicts();
        index_t const patches = patches_along(scale) * patches_along(scale), length = run.input().size();
        std::vector<float> found;
        for (index_t first = 0, n = 0; first < patches; first += n) {
            n = std::min(run.capacity(), patches - first);
            inputs_.resize(static_cast<std::size_t>(n * length));
            probabilities_.resize(static_cast<std::size_t>(n * run.classes()));
            for (index_t i = 0; i < n; ++i)
                write_input(
                    patch_of(image, scale, first + i), prepared_, run.input(),
                    std::span(inputs_).subspan(static_cast<std::size_t>(i * length), static_cast<std::size_t>(length)));
            run.predict(inputs_, probabilities_);
            auto const out = net_->output(layer_->name.view());
            found.insert(found.end(), out.begin(), out.end());
        }
        return found;
    }

    any_network* net_;
    preprocessing prepared_;
    layer_description const* layer_ = nullptr;
    std::vector<float> inputs_, probabilities_; ///< of the patches that are being read
};

} // namespace experiment
