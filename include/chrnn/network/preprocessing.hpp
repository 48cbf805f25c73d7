/// Preprocessing: what must be done to an image before a network sees it, and what its classes are called.
#pragma once

#include <chrnn/base/config.hpp>

#include <string>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// The mean of some images, in gray levels (0 .. 255). An empty one stands for zero.
struct mean_image {
    index_t channels = 0;
    index_t rows = 0;
    index_t columns = 0;
    std::vector<float> values; ///< [channels, rows, columns]

    bool operator==(mean_image const&) const = default;
};

/// Belongs to a model's parameters and is saved with them. An image is resized to `rows` x `columns`, and the network
/// is fed `scale` * (pixel - mean) of its crop.
struct preprocessing {
    static constexpr float usual_scale = 1.f / 64; ///< numbers then have a deviation of about 1

    index_t rows = 0, columns = 0; ///< 0 while nothing is known
    mean_image mean{};
    float scale = usual_scale;
    std::vector<std::string> classes{}; ///< by label; empty while nothing is known

    bool operator==(preprocessing const&) const = default;
};

} // namespace chrnn::CHRNN_ABI
