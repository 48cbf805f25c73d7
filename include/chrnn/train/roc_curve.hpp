/// The ROC curve: what a threshold on the scores of two classes finds, and what it takes along by mistake.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// Where all items with a score of at least `threshold` are taken for class 1.
struct roc_point {
    double threshold;
    double false_positives; ///< the share of class 0 that is among them
    double true_positives;  ///< the share of class 1
};

/// Of items of class 0 and 1, whose scores are the higher the more likely they are of class 1.
class roc_curve {
  public:
    /// Throws unless there are as many scores as labels, all labels are 0 or 1 and both are there, and the scores are
    /// numbers.
    roc_curve(std::span<double const> scores, std::span<int const> labels) {
        if (scores.size() != labels.size()) fail(scores.size(), " scores are not those of ", labels.size(), " items");
        index_t of_class[2] = {};
        for (int label : labels) {
            if (label != 0 && label != 1) fail("a ROC curve is of classes 0 and 1, not of class ", label);
            ++of_class[label];
        }
        if (of_class[0] == 0 || of_class[1] == 0)
            fail("a ROC curve needs items of both classes, not ", of_class[0], " of class 0 and ", of_class[1],
                 " of class 1");
        for (double score : scores)
            if (std::isnan(score)) fail("a score is not a number");
        std::vector<std::size_t> order(scores.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });

        points_.push_back({std::numeric_limits<double>::infinity(), 0, 0});
        index_t taken[2] = {};
        for (std::size_t i = 0; i < order.size(); ++i) {
            ++taken[labels[order[i]]];
            if (i + 1 < order.size() && scores[order[i + 1]] == scores[order[i]]) continue; // equal ones go together
            points_.push_back({scores[order[i]], share(taken[0], of_class[0]), share(taken[1], of_class[1])});
        }
    }

    /// One for every score that occurs, from high thresholds to low, behind one at which nothing is taken.
    std::span<roc_point const> points() const { return points_; }

    /// The area under the curve: the probability that of an item of each class that of class 1 has the higher score,
    /// equal ones counting half.
    double area() const {
        double sum = 0;
        for (std::size_t i = 1; i < points_.size(); ++i)
            sum += (points_[i].false_positives - points_[i - 1].false_positives) *
                   (points_[i].true_positives + points_[i - 1].true_positives) / 2;
        return sum;
    }

  private:
    static double share(index_t part, index_t whole) { return static_cast<double>(part) / static_cast<double>(whole); }

    std::vector<roc_point> points_;
};

} // namespace chrnn::CHRNN_ABI
