/// Metrics: how good predictions are, counted item by item.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

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

/// Loss, top-1, top-5 and the confusion matrix of the items added so far. Shares are from 0 to 1, and 0 where there are
/// no items.
class metrics {
  public:
    /// Throws when there is not at least one class.
    explicit metrics(index_t classes) : classes_(classes) {
        if (classes < 1) fail("there cannot be ", classes, " classes");
        confusion_.resize(static_cast<std::size_t>(classes * classes));
    }

    /// Adds an item of class `label` by its predicted class probabilities; its loss is -log p(label). Throws unless the
    /// classes are as many and the label is one of them.
    template <class T>
    void add(std::span<T const> probabilities, int label) {
        if (std::ssize(probabilities) != classes_)
            fail("a prediction has ", probabilities.size(), " probabilities for ", classes_, " classes");
        if (label < 0 || label >= classes_) fail("a label is ", label, ", but there are ", classes_, " classes");
        auto const truth = static_cast<std::size_t>(label);
        auto const guess = std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin();
        index_t const rank = detail::rank_of(probabilities, label);
        ++count_;
        first_ += rank < 1;
        first_five_ += rank < 5;
        ++confusion_[truth * static_cast<std::size_t>(classes_) + static_cast<std::size_t>(guess)];
        // A probability that is too small for float counts as the smallest that is not.
        constexpr double least = std::numeric_limits<float>::min();
        loss_ -= std::log(std::max(static_cast<double>(probabilities[truth]), least));
    }

    index_t classes() const { return classes_; }
    index_t count() const { return count_; }
    double loss() const { return share(loss_, count_); }
    double top1() const { return share(first_, count_); }
    double top5() const { return share(first_five_, count_); }

    /// How many items of class `truth` were taken for `guess`.
    index_t confusion(index_t truth, index_t guess) const {
        return confusion_[static_cast<std::size_t>(truth * classes_ + guess)];
    }
    /// All of them, [truth, guess].
    std::span<index_t const> confusion() const { return confusion_; }

    /// The share of a class's items that were predicted right.
    double class_accuracy(index_t label) const {
        index_t items = 0;
        for (index_t k = 0; k < classes_; ++k) items += confusion(label, k);
        return share(confusion(label, label), items);
    }
    /// The mean of that over the classes that have items.
    double mean_class_accuracy() const {
        double sum = 0;
        index_t met = 0;
        for (index_t label = 0; label < classes_; ++label) {
            bool any = false;
            for (index_t k = 0; k < classes_; ++k) any |= confusion(label, k) > 0;
            met += any;
            sum += class_accuracy(label);
        }
        return share(sum, met);
    }

  private:
    template <class Number>
    static double share(Number part, index_t whole) {
        return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
    }

    index_t classes_;
    index_t count_ = 0, first_ = 0, first_five_ = 0;
    double loss_ = 0;
    std::vector<index_t> confusion_; ///< [classes, classes]
};

} // namespace chrnn::CHRNN_ABI
