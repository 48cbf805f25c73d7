/// Region metrics: how well the regions or pixels of images are labelled.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <concepts>
#include <span>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// The confusion matrix of the labels added so far, and the three figures that segmentation is judged by (Long,
/// Shelhamer, Darrell: Fully convolutional networks, CVPR 2015). Shares are from 0 to 1, and 0 where there are none.
class region_metrics {
  public:
    /// What has the label `ignored` does not count. Throws when there is not at least one class.
    explicit region_metrics(index_t classes, int ignored = 255) : classes_(classes), ignored_(ignored) {
        if (classes < 1) fail("there cannot be ", classes, " classes");
        confusion_.resize(static_cast<std::size_t>(classes * classes));
    }

    /// Adds regions by their labels and what was predicted. Throws, with nothing added, when there are not as many of
    /// both or one is no class.
    template <std::integral Label>
    void add(std::span<Label const> truth, std::span<Label const> guess) {
        if (truth.size() != guess.size()) fail(truth.size(), " labels came with ", guess.size(), " predictions");
        for (auto const& labels : {truth, guess})
            for (auto const label : labels)
                if (!is_class(label) && (labels.data() == guess.data() || static_cast<int>(label) != ignored_))
                    fail("a label is ", static_cast<int>(label), ", but there are ", classes_, " classes");
        for (std::size_t i = 0; i < truth.size(); ++i)
            if (static_cast<int>(truth[i]) != ignored_)
                ++confusion_[static_cast<std::size_t>(static_cast<index_t>(truth[i]) * classes_ +
                                                      static_cast<index_t>(guess[i]))];
    }

    index_t classes() const { return classes_; }
    /// How many of class `truth` were taken for `guess`.
    index_t confusion(index_t truth, index_t guess) const {
        return confusion_[static_cast<std::size_t>(truth * classes_ + guess)];
    }
    /// All of them, [truth, guess].
    std::span<index_t const> confusion() const { return confusion_; }
    index_t count() const {
        index_t all = 0;
        for (index_t n : confusion_) all += n;
        return all;
    }

    /// The share of all that count that were predicted right.
    double accuracy() const {
        index_t right = 0;
        for (index_t k = 0; k < classes_; ++k) right += confusion(k, k);
        return share(right, count());
    }
    /// The share of a class's that were predicted right, and the mean of that over the classes that are there.
    double class_accuracy(index_t label) const { return share(confusion(label, label), of_truth(label)); }
    double mean_class_accuracy() const {
        return mean([&](index_t k) { return of_truth(k); }, [&](index_t k) { return class_accuracy(k); });
    }
    /// Intersection over union: of what has the class or was taken for it, the share that has and was; and the mean of
    /// that over the classes that are there or were predicted.
    double iou(index_t label) const { return share(confusion(label, label), in_union(label)); }
    double mean_iou() const {
        return mean([&](index_t k) { return in_union(k); }, [&](index_t k) { return iou(k); });
    }

  private:
    template <std::integral Label>
    bool is_class(Label label) const {
        return static_cast<index_t>(label) >= 0 && static_cast<index_t>(label) < classes_;
    }
    index_t of_truth(index_t label) const {
        index_t all = 0;
        for (index_t k = 0; k < classes_; ++k) all += confusion(label, k);
        return all;
    }
    index_t in_union(index_t label) const {
        index_t guessed = 0;
        for (index_t k = 0; k < classes_; ++k) guessed += confusion(k, label);
        return of_truth(label) + guessed - confusion(label, label);
    }
    template <class Counts, class Value>
    double mean(Counts const& counts, Value const& value) const {
        double sum = 0;
        index_t met = 0;
        for (index_t k = 0; k < classes_; ++k)
            if (counts(k) > 0) ++met, sum += value(k);
        return met == 0 ? 0 : sum / static_cast<double>(met);
    }
    static double share(index_t part, index_t whole) {
        return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
    }

    index_t classes_;
    int ignored_;
    std::vector<index_t> confusion_; ///< [classes, classes]
};

} // namespace chrnn::CHRNN_ABI
