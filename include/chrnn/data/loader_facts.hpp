/// Facts of a loader: what processes that train together must agree on. An augmentation is tried out, and what came of
/// it told.
#pragma once

#include <chrnn/data/loader_options.hpp>
#include <chrnn/network/preprocessing.hpp>
#include <chrnn/process/agreement.hpp>

namespace chrnn::CHRNN_ABI::detail {

inline fact fact_of(sampling const& which) {
    constexpr std::array names{"each once", "balanced", "weighted", "weighted without replacement"};
    std::string text = names[static_cast<std::size_t>(which.how)];
    if (which.items > 0) text += ", " + std::to_string(which.items) + " items";
    if (!which.weights.empty()) text += ", fingerprint " + std::to_string(fingerprint_of_numbers(which.weights));
    return {"the sampling", text};
}

/// What it makes of a drawn image, which is brought to so many pixels.
inline fact fact_of(augmentation const& augment, bitmap image, index_t rows, index_t columns) {
    if (augment.empty()) return {"the augmentation", "none"};
    random_stream const drawn{1};
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = static_cast<std::uint8_t>(drawn.below(256, i));
    fnv1a print;
    augmented_image made(rows, columns);
    for (std::uint64_t turn = 0; turn < 8; ++turn) {
        augment.apply(made, image, {}, random_stream{2, turn});
        for (std::uint8_t one : made.image().pixels) print.add(one);
    }
    return {"the augmentation", "fingerprint " + std::to_string(print.value())};
}

/// Of images of so many pixels, with labels or without.
template <class LoaderOptions>
std::vector<fact> facts_of(LoaderOptions const& how, mean_image const& mean, index_t rows, index_t columns) {
    return {fact_of(how.sampling), fact_of(how.augment, bitmap(rows, columns, how.channels), how.rows, how.columns),
            fact_of("the scale of pixels", how.scale),
            fact_of("the fingerprint of the mean image", fingerprint_of_numbers(mean.values)),
            fact_of("whether bad files are skipped", how.on_bad_file == bad_file::skip)};
}

} // namespace chrnn::CHRNN_ABI::detail
