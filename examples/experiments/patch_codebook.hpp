/// The patch codebook: what VLAD pooling learns from descriptors of training images, a scale at a time.
#pragma once

#include "orderless_pooling.hpp"
#include "principal_components.hpp"

namespace experiment {

struct codebook_options {
    index_t components = 32; ///< of a descriptor
    index_t centres = 32;
    index_t pooled = 256; ///< numbers of an image's vector, at most
    std::uint64_t seed = 1;
};

class patch_codebook {
  public:
    /// Learns from descriptors [patches, size] of some images. Throws when they are too few, or all the same.
    patch_codebook(std::vector<std::vector<float>> const& images, index_t size, codebook_options const& how)
        : of_patches_(joined(images), size, how.components),
          centres_(k_means(of_patches_.of(joined(images)), of_patches_.count(), how.centres, how.seed)),
          of_images_(joined(aggregated(images)), std::ssize(centres_), how.pooled) {}

    /// The image's vector of length 1.
    std::vector<float> pooled(std::span<float const> descriptors) const {
        std::vector<float> found = of_images_.of(aggregated(descriptors));
        make_unit(found);
        return found;
    }

  private:
    static std::vector<float> joined(std::vector<std::vector<float>> const& parts) {
        std::vector<float> all;
        for (auto const& one : parts) all.insert(all.end(), one.begin(), one.end());
        return all;
    }
    std::vector<float> aggregated(std::span<float const> descriptors) const {
        std::vector<float> sums = vlad(of_patches_.of(descriptors), of_patches_.count(), centres_);
        take_signed_roots(sums);
        make_unit(sums);
        return sums;
    }
    std::vector<std::vector<float>> aggregated(std::vector<std::vector<float>> const& images) const {
        std::vector<std::vector<float>> all;
        for (auto const& one : images) all.push_back(aggregated(std::span<float const>(one)));
        return all;
    }

    principal_components of_patches_;
    std::vector<float> centres_;
    principal_components of_images_;
};

} // namespace experiment
