/// Features: what the frozen layers of a network make of a data set, kept so that the others are trained without them.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/network/preprocessing.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// What is known of features beside their numbers.
struct features_info {
    index_t views = 1;       ///< kept of an image: the centre, or all ten
    index_t numbers = 0;     ///< of one view
    std::uint64_t front = 0; ///< fingerprint of the frozen layers and their parameters
    std::uint64_t data = 0;  ///< fingerprint of the data set
    std::vector<int> labels{};
    std::vector<bool> there{}; ///< false for an image that could not be read and is left out
    chrnn::preprocessing preprocessing{};
    index_t computed = 0; ///< images whose features were not in the file
};

/// The features of every view of every image. Copies share the numbers, which `cached_features` maps from a file.
class features {
  public:
    /// `numbers` are [images, views, numbers of a view] and live as long as `owner`. Throws unless there are images and
    /// the sizes fit.
    features(features_info info, std::span<float const> numbers, std::shared_ptr<void const> owner)
        : info_(std::move(info)), numbers_(numbers), owner_(std::move(owner)) {
        if (size() == 0) fail("there are no features");
        if (std::ssize(info_.there) != size() || std::ssize(numbers_) != size() * info_.views * info_.numbers)
            fail(numbers_.size(), " numbers are not the features of ", size(), " images in ", info_.views, " views of ",
                 info_.numbers);
    }

    index_t size() const { return std::ssize(info_.labels); } ///< images
    features_info const& info() const { return info_; }
    chrnn::preprocessing const& preprocessing() const { return info_.preprocessing; }
    /// Of an image that is there.
    std::span<float const> of(index_t item, index_t view) const {
        return numbers_.subspan(static_cast<std::size_t>((item * info_.views + view) * info_.numbers),
                                static_cast<std::size_t>(info_.numbers));
    }

  private:
    features_info info_;
    std::span<float const> numbers_;
    std::shared_ptr<void const> owner_;
};

} // namespace chrnn::CHRNN_ABI
