/// Metrics: how good predictions are, counted item by item.
#pragma once

#include <chrnn/train/calibration.hpp>
#include <chrnn/train/confusion_matrix.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// How many classes stand before `label` when they are ordered by probability; of equal ones the lower number is first.
/// Probabilities that are not numbers put the label last.
template <class T>
constexpr index_t rank_of(std::span<T const> probabilities, int label) {
    index_t ahead = 0;
    auto const at = static_cast<std::size_t>(label);
    for (std::size_t k = 0; k < probabilities.size(); ++k)
        if (k != at)
            ahead += k < at ? !(probabilities[k] < probabilities[at]) : !(probabilities[k] <= probabilities[at]);
    return ahead;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Loss, shares of right guesses, confusion matrix and calibration of the items added so far. Shares are from 0 to 1,
/// and 0 where there are no items.
class metrics {
  public:
    /// Throws when there is not at least one class.
    explicit metrics(index_t classes) : matrix_(classes), ranks_(static_cast<std::size_t>(classes)) {}

    /// Adds an item of class `label` by its predicted class probabilities; its loss is -log p(label). Throws unless the
    /// classes are as many and the label is one of them.
    template <class T>
    void add(std::span<T const> probabilities, int label) {
        if (std::ssize(probabilities) != classes())
            fail("a prediction has ", probabilities.size(), " probabilities for ", classes(), " classes");
        auto const guess = std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin();
        matrix_.add(label, guess);
        ++count_;
        ++ranks_[static_cast<std::size_t>(detail::rank_of(probabilities, label))];
        calibration_.add(probabilities, label);
        // A probability that is too small for float counts as the smallest that is not.
        constexpr double least = std::numeric_limits<float>::min();
        loss_ -= std::log(std::max(static_cast<double>(probabilities[static_cast<std::size_t>(label)]), least));
    }

    index_t classes() const { return matrix_.classes(); }
    index_t count() const { return count_; }
    double loss() const { return share(loss_, count_); }
    /// The share of items whose class is among the `k` most probable ones; of equal ones the lower number is first.
    double top(index_t k) const {
        index_t within = 0;
        for (index_t rank = 0; rank < std::min(k, classes()); ++rank) within += ranks_[static_cast<std::size_t>(rank)];
        return share(within, count_);
    }
    double top1() const { return top(1); }
    double top5() const { return top(5); }

    /// From which precision, recall, F1 and their means follow.
    confusion_matrix const& matrix() const { return matrix_; }
    /// How many items of class `truth` were taken for `guess`.
    index_t confusion(index_t truth, index_t guess) const { return matrix_.count(truth, guess); }
    /// All of them, [truth, guess].
    std::span<index_t const> confusion() const { return matrix_.counts(); }
    /// The share of a class's items that were predicted right.
    double class_accuracy(index_t label) const { return matrix_.of(label).recall; }
    /// The mean of that over the classes that have items.
    double mean_class_accuracy() const { return matrix_.balanced_accuracy(); }

    /// Of 15 intervals of confidence.
    chrnn::calibration const& calibration() const { return calibration_; }

  private:
    template <class Number>
    static double share(Number part, index_t whole) {
        return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
    }

    confusion_matrix matrix_;
    std::vector<index_t> ranks_; ///< items by how many classes stand before their own
    chrnn::calibration calibration_;
    index_t count_ = 0;
    double loss_ = 0;
};

} // namespace chrnn::CHRNN_ABI
