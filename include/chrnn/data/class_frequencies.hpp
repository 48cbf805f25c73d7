/// Class frequencies: how often each class occurs in the data, and the weights of classes that make up for it.
#pragma once

#include <chrnn/data/bad_file.hpp>
#include <chrnn/data/dataset.hpp>
#include <chrnn/data/labelled_images.hpp>
#include <chrnn/data/samples.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI {

/// Counts labels, of items or of the regions of maps. A class that does not occur has the weight 0.
///
///     set_class_weights(net, class_frequencies(train).inverse());
class class_frequencies {
  public:
    /// Of no label yet; the label `ignored` will not be counted. Throws when there is not at least one class.
    explicit class_frequencies(index_t classes, int ignored = -1) : ignored_(ignored) {
        if (classes < 1) fail("there cannot be ", classes, " classes");
        counts_.resize(static_cast<std::size_t>(classes));
        beside_.resize(static_cast<std::size_t>(classes));
    }
    explicit class_frequencies(dataset const& data) : class_frequencies(std::ssize(data.classes())) {
        std::vector<int> labels;
        for (index_t i = 0; i < data.size(); ++i) labels.push_back(detail::label_checked(data, i));
        add(labels);
    }
    /// Of samples whose targets are one class each, or a map of classes.
    class_frequencies(samples<int> const& data, index_t classes, int ignored = -1)
        : class_frequencies(classes, ignored) {
        index_t const each = std::ssize(data.targets()) == data.size() ? data.size() : 1;
        for (index_t i = 0; i < data.size(); i += each) add(data.targets(i, each));
    }

    /// Of the pixels of images whose pixels have labels, each of which is loaded once. Throws the error about the first
    /// that is bad, unless they are to be skipped.
    explicit class_frequencies(labelled_images const& data, bad_file policy = bad_file::fatal)
        : class_frequencies(std::ssize(data.classes()), data.ignored()) {
        for (index_t i = 0; i < data.size(); ++i) try {
                auto const& labels = detail::load_checked(data, i, 3).labels.pixels;
                add(std::vector<int>(labels.begin(), labels.end()));
            } catch (error const&) {
                if (policy == bad_file::fatal) throw;
            }
    }

    /// Adds the labels of one map, or of items that have one each. Throws, and adds none, when one is not of a class.
    void add(std::span<int const> labels) {
        std::vector<index_t> own(counts_.size());
        index_t all = 0;
        for (int label : labels) {
            if (label == ignored_) continue;
            if (label < 0 || label >= std::ssize(counts_))
                fail("a label is ", label, ", but there are ", counts_.size(), " classes");
            ++own[static_cast<std::size_t>(label)], ++all;
        }
        for (std::size_t k = 0; k < own.size(); ++k) counts_[k] += own[k], beside_[k] += own[k] > 0 ? all : 0;
    }

    std::span<index_t const> counts() const { return counts_; }

    /// all / (classes * count), of the classes that occur, so that the mean weight of a label is 1: scikit-learn's
    /// "balanced".
    std::vector<double> inverse() const {
        double all = 0, met = 0;
        for (index_t n : counts_) all += static_cast<double>(n), met += n > 0;
        return weights([&](std::size_t k) { return all / (met * static_cast<double>(counts_[k])); });
    }
    /// Median frequency balancing (Eigen and Fergus, ICCV 2015): with f(k) the share of class k in the maps that have
    /// it, the median of all f over f(k).
    std::vector<double> median() const {
        auto const share = [&](std::size_t k) {
            return static_cast<double>(counts_[k]) / static_cast<double>(beside_[k]);
        };
        std::vector<double> shares;
        for (std::size_t k = 0; k < counts_.size(); ++k)
            if (counts_[k] > 0) shares.push_back(share(k));
        if (shares.empty()) return std::vector<double>(counts_.size());
        std::sort(shares.begin(), shares.end());
        double const middle = (shares[(shares.size() - 1) / 2] + shares[shares.size() / 2]) / 2;
        return weights([&](std::size_t k) { return middle / share(k); });
    }

  private:
    template <class Weight>
    std::vector<double> weights(Weight const& of) const {
        std::vector<double> all(counts_.size());
        for (std::size_t k = 0; k < all.size(); ++k)
            if (counts_[k] > 0) all[k] = of(k);
        return all;
    }

    std::vector<index_t> counts_;
    std::vector<index_t> beside_; ///< labels in the maps that have the class
    int ignored_;
};

} // namespace chrnn::CHRNN_ABI
