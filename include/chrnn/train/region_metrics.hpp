/// Region metrics: how well maps of labels agree with the true ones, counted region by region or pixel by pixel.
#pragma once

#include <chrnn/train/confusion_matrix.hpp>

namespace chrnn::CHRNN_ABI {

/// The four figures of Long, Shelhamer and Darrell (CVPR 2015) over all maps added so far; 0 where nothing counts.
///
///     region_metrics found(4);
///     found.add(truth, guess); // maps of the same size, row by row
///     found.mean_iou();
class region_metrics {
  public:
    /// Where the truth is `ignored`, nothing is counted; the label need not be one of a class.
    explicit region_metrics(index_t classes, int ignored = -1) : matrix_(classes), ignored_(ignored) {}

    /// Throws unless the maps are of one size and hold labels of classes, but for the ignored one in the truth; nothing
    /// is counted then.
    void add(std::span<int const> truth, std::span<int const> guess) {
        if (truth.size() != guess.size())
            fail("a map of ", guess.size(), " labels cannot be compared with one of ", truth.size());
        for (std::size_t i = 0; i < truth.size(); ++i)
            if (truth[i] != ignored_)
                for (int label : {truth[i], guess[i]})
                    if (label < 0 || label >= matrix_.classes())
                        fail("a label is ", label, ", but there are ", matrix_.classes(), " classes");
        for (std::size_t i = 0; i < truth.size(); ++i)
            if (truth[i] != ignored_) matrix_.add(truth[i], guess[i]);
    }

    /// The share of right labels.
    double pixel_accuracy() const { return matrix_.accuracy(); }
    /// The mean, over the classes that the truth has, of the share of right labels.
    double mean_class_accuracy() const { return matrix_.balanced_accuracy(); }
    /// The intersection of a class's places in the truth and in the guesses over their union.
    double iou(index_t label) const { return matrix_.of(label).iou; }
    /// The mean of that over the classes that the truth or the guesses have.
    double mean_iou() const { return matrix_.mean().iou; }
    /// The mean over the classes by how often the truth has them.
    double frequency_weighted_iou() const { return matrix_.weighted_mean().iou; }

    confusion_matrix const& matrix() const { return matrix_; }

  private:
    confusion_matrix matrix_;
    int ignored_;
};

} // namespace chrnn::CHRNN_ABI
