/// Mixing: how much of each image of a batch comes from another, and where.
#pragma once

#include <chrnn/data/pixel_box.hpp>
#include <chrnn/data/symmetric_beta.hpp>

#include <string>

namespace chrnn::CHRNN_ABI::detail {

/// What becomes of each image of a batch.
struct mixture {
    double share = 1; ///< its own; the rest is the other's,
    pixel_box cut{};  ///< in this part, or, where it is empty, all over

    bool cuts() const { return cut.rows * cut.columns > 0; }
};

/// The part of an image around a pixel that has 1 - `share` of the image's area, as far as it lies within:
/// torchvision's CutMix.
inline pixel_box cut_around(index_t row, index_t column, double share, index_t rows, index_t columns) {
    double const half = std::sqrt(1 - share) / 2;
    auto const up = static_cast<index_t>(half * static_cast<double>(rows));
    auto const aside = static_cast<index_t>(half * static_cast<double>(columns));
    index_t const top = std::max<index_t>(0, row - up), left = std::max<index_t>(0, column - aside);
    return {top, left, std::min(rows, row + up) - top, std::min(columns, column + aside) - left};
}

/// How batches are mixed: an image keeps a share from Beta(alpha, alpha), the batch's, all over (mixup: Zhang et al.,
/// "mixup: Beyond empirical risk minimization", 2018) or outside of a box (CutMix: Yun et al., "CutMix: Regularization
/// strategy to train strong classifiers with localizable features", 2019). With both each batch has one of the two.
struct mixing {
    double mixup = 0, cutmix = 0; ///< alphas; 0: not at all
    std::uint64_t seed = 1;

    void check() const {
        for (auto const& [name, alpha] : {std::pair{"mixup", mixup}, {"cutmix", cutmix}})
            if (!(alpha >= 0 && std::isfinite(alpha))) fail(name, " takes an alpha of at least 0, not ", alpha);
    }
    bool mixes() const { return mixup > 0 || cutmix > 0; }

    /// Of images of `rows` x `columns`.
    mixture of(index_t epoch, index_t batch, index_t rows, index_t columns) const {
        if (!mixes()) return {};
        dice random{{random_key(seed, "mixup", std::to_string(epoch)), static_cast<std::uint64_t>(batch)}};
        if (cutmix == 0 || (mixup > 0 && random.heads())) return {symmetric_beta(mixup, random)};
        double const share = symmetric_beta(cutmix, random);
        index_t const row = random.between(0, rows - 1), column = random.between(0, columns - 1);
        pixel_box const cut = cut_around(row, column, share, rows, columns);
        return {1 - static_cast<double>(cut.rows * cut.columns) / static_cast<double>(rows * columns), cut};
    }
};

} // namespace chrnn::CHRNN_ABI::detail
