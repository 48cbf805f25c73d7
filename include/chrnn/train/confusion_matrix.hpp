/// The confusion matrix: how often each class was taken for which, and what follows from that.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <span>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// How well one class is recognised, or the mean of that over several.
struct class_figures {
    double precision = 0; ///< the share of right ones among the items taken for the class
    double recall = 0;    ///< the share of right ones among the items of the class
    double f1 = 0;        ///< the harmonic mean of both
    double iou = 0;       ///< intersection over union: right ones among all that are of the class or taken for it
};

/// Counts pairs of a true class and a guess. A share of nothing is 0, as in scikit-learn; so are means of nothing.
class confusion_matrix {
  public:
    /// Throws when there is not at least one class.
    explicit confusion_matrix(index_t classes) : classes_(classes) {
        if (classes < 1) fail("there cannot be ", classes, " classes");
        counts_.resize(static_cast<std::size_t>(classes * classes));
    }

    /// Throws unless both are one of the classes.
    void add(index_t truth, index_t guess, index_t items = 1) {
        for (index_t label : {truth, guess})
            if (label < 0 || label >= classes_) fail("a label is ", label, ", but there are ", classes_, " classes");
        counts_[static_cast<std::size_t>(truth * classes_ + guess)] += items;
    }

    index_t classes() const { return classes_; }
    /// How many items of class `truth` were taken for `guess`.
    index_t count(index_t truth, index_t guess) const {
        return counts_[static_cast<std::size_t>(truth * classes_ + guess)];
    }
    /// All of them, [truth, guess].
    std::span<index_t const> counts() const { return counts_; }
    index_t items() const {
        index_t all = 0;
        for (index_t n : counts_) all += n;
        return all;
    }
    index_t items_of(index_t label) const {
        index_t all = 0;
        for (index_t k = 0; k < classes_; ++k) all += count(label, k);
        return all;
    }
    index_t taken_for(index_t label) const {
        index_t all = 0;
        for (index_t k = 0; k < classes_; ++k) all += count(k, label);
        return all;
    }

    /// The share of all items that were recognised.
    double accuracy() const {
        index_t right = 0;
        for (index_t k = 0; k < classes_; ++k) right += count(k, k);
        return share(right, items());
    }
    class_figures of(index_t label) const {
        index_t const right = count(label, label), own = items_of(label), taken = taken_for(label);
        return {share(right, taken), share(right, own), share(2 * right, own + taken),
                share(right, own + taken - right)};
    }
    /// Over the classes that have items or were taken for one, each counting the same: scikit-learn's "macro".
    class_figures mean() const {
        return mean_by([&](index_t k) { return index_t{items_of(k) > 0 || taken_for(k) > 0}; });
    }
    /// Over the classes by how many items they have: scikit-learn's "weighted".
    class_figures weighted_mean() const {
        return mean_by([&](index_t k) { return items_of(k); });
    }
    /// The mean recall of the classes that have items, also called mean class accuracy.
    double balanced_accuracy() const {
        return mean_by([&](index_t k) { return index_t{items_of(k) > 0}; }).recall;
    }

  private:
    static double share(index_t part, index_t whole) {
        return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
    }
    template <class Weight>
    class_figures mean_by(Weight const& weight) const {
        class_figures sum;
        index_t all = 0;
        for (index_t k = 0; k < classes_; ++k) all += weight(k);
        for (index_t k = 0; k < classes_; ++k) {
            class_figures const one = of(k);
            double const part = share(weight(k), all);
            sum.precision += part * one.precision, sum.recall += part * one.recall;
            sum.f1 += part * one.f1, sum.iou += part * one.iou;
        }
        return sum;
    }

    index_t classes_;
    std::vector<index_t> counts_; ///< [truth, guess]
};

} // namespace chrnn::CHRNN_ABI
