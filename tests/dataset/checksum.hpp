/// The checksum of a data set: a hash of all its pixels, which is the same on every machine.
#pragma once

#include <chrnn/base/fnv1a.hpp>
#include <chrnn/data/dataset.hpp>

inline std::uint64_t checksum(chrnn::dataset const& images) {
    chrnn::fnv1a hash;
    for (chrnn::index_t i = 0; i < images.size(); ++i)
        for (std::uint8_t p : images.load(i, 3).pixels) hash.add(p);
    return hash.value();
}
