/// Calibration: how far predicted probabilities can be believed.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// The items whose confidence, the largest of their probabilities, lies in one interval.
struct reliability_bin {
    index_t items = 0;
    double confidence = 0; ///< its mean, 0 where there are no items
    double accuracy = 0;   ///< the share of right guesses, 0 where there are none
};

/// The reliability table of the items added so far, in intervals of equal length, each with its upper end, and what
/// follows from it. Where there are no items, all is 0.
class calibration {
  public:
    /// Throws when there is not at least one interval.
    explicit calibration(index_t bins = 15) {
        if (bins < 1) fail("there cannot be ", bins, " intervals of confidence");
        sums_.resize(static_cast<std::size_t>(bins));
    }

    /// Adds an item of class `label` by its predicted class probabilities; the guess is the first of the largest. A
    /// confidence that or another probability that is no number counts as 0. Throws when the label is not one of the
    /// classes.
    template <class T>
    void add(std::span<T const> probabilities, int label) {
        if (label < 0 || label >= std::ssize(probabilities))
            fail("a label is ", label, ", but there are ", probabilities.size(), " classes");
        auto const guess = std::max_element(probabilities.begin(), probabilities.end());
        double const confidence = *guess >= 0 ? std::min(static_cast<double>(*guess), 1.0) : 0;
        auto const bins = static_cast<double>(sums_.size());
        sum& mine = sums_[static_cast<std::size_t>(std::max(std::ceil(confidence * bins) - 1, 0.0))];
        ++mine.items, ++items_;
        mine.confidence += confidence;
        mine.right += guess - probabilities.begin() == label;
        for (std::size_t k = 0; k < probabilities.size(); ++k) {
            double const p = probabilities[k] >= 0 ? static_cast<double>(probabilities[k]) : 0;
            double const off = p - (static_cast<int>(k) == label);
            squares_ += off * off;
        }
    }

    index_t items() const { return items_; }
    /// From low confidence to high.
    std::vector<reliability_bin> table() const {
        std::vector<reliability_bin> all;
        for (sum const& one : sums_) {
            auto const n = static_cast<double>(std::max<index_t>(one.items, 1));
            all.push_back({one.items, one.confidence / n, static_cast<double>(one.right) / n});
        }
        return all;
    }
    /// The expected calibration error: the mean gap between confidence and accuracy, intervals weighted by their items
    /// (Guo, Pleiss, Sun and Weinberger, ICML 2017).
    double expected_error() const {
        double error = 0;
        for (reliability_bin const& one : table())
            error += static_cast<double>(one.items) * std::abs(one.accuracy - one.confidence);
        return per_item(error);
    }
    /// The largest gap.
    double maximum_error() const {
        double error = 0;
        for (reliability_bin const& one : table()) error = std::max(error, std::abs(one.accuracy - one.confidence));
        return error;
    }
    /// The Brier score, as in Brier (1950): the mean over the items of the squared distance of the probabilities to
    /// the truth, from 0 to 2. Of two classes scikit-learn gives half of it.
    double brier_score() const { return per_item(squares_); }

  private:
    struct sum {
        index_t items = 0, right = 0;
        double confidence = 0;
    };
    double per_item(double all) const { return items_ == 0 ? 0 : all / static_cast<double>(items_); }

    std::vector<sum> sums_;
    index_t items_ = 0;
    double squares_ = 0;
};

} // namespace chrnn::CHRNN_ABI
