/// The data of a training: drawn scenes, or the images of a folder. Networks see crops of CHRNN_SIDE pixels.
#pragma once

#include "training_options.hpp"

#include <chrnn/images.hpp>

#include <memory>

namespace training {

using image = input<3, CHRNN_SIDE, CHRNN_SIDE>;

/// What there is to learn from and to be tested on.
struct data {
    std::unique_ptr<dataset> train, test;

    explicit data(options const& o) {
        index_t const side = CHRNN_SIDE * 8 / 7; // crops of 224 from images of 256
        if (o.folder.empty()) {
            train = std::make_unique<synthetic_scenes>(o.scenes, side, 1);
            test = std::make_unique<synthetic_scenes>(o.scenes / 4, side, 2);
        } else {
            auto const part = [&](char const* name) { return (std::filesystem::path(o.folder) / name).string(); };
            train = std::make_unique<image_folder>(part("train"), side);
            test = std::make_unique<image_folder>(part("test"), side, train->classes());
        }
    }
};

/// The images to train on and to validate on.
inline two_parts parts_of(data const& from, options const& o) {
    two_parts parts = split(*from.train, o.validation, o.seed);
    if (o.validation > 0 && parts.validation.size() == 0)
        fail("a share of ", o.validation, " for validation is no whole image of any class");
    return parts;
}

} // namespace training
