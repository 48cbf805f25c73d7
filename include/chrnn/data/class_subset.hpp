/// The class subset: the items of some classes of a data set, themselves a data set with those classes only.
#pragma once

#include <chrnn/data/subset.hpp>

namespace chrnn::CHRNN_ABI {

/// The items of the given classes, in the data set's order; labels count into the classes as they are given. Refers to
/// the data set, which must outlive it.
class class_subset : public dataset {
  public:
    /// Throws when a class is not one of the data set's, or is given twice.
    class_subset(dataset const& whole, std::vector<int> const& classes) : items_(whole, list(whole, classes)) {
        labels_.resize(whole.classes().size(), -1);
        for (int one : classes) {
            labels_[static_cast<std::size_t>(one)] = static_cast<int>(std::ssize(classes_));
            classes_.push_back(whole.classes()[static_cast<std::size_t>(one)]);
        }
    }
    class_subset(dataset const&& whole, std::vector<int> const& classes) = delete;

    index_t size() const override { return items_.size(); }
    index_t rows() const override { return items_.rows(); }
    index_t columns() const override { return items_.columns(); }
    std::vector<std::string> const& classes() const override { return classes_; }
    int label(index_t i) const override { return labels_[static_cast<std::size_t>(items_.label(i))]; }
    std::string name(index_t i) const override { return items_.name(i); }
    bitmap load(index_t i, index_t channels) const override { return items_.load(i, channels); }

    /// The items' numbers in the whole data set.
    std::span<index_t const> items() const { return items_.items(); }

  private:
    static std::vector<index_t> list(dataset const& whole, std::vector<int> const& classes) {
        std::vector<bool> wanted(whole.classes().size());
        for (int one : classes) {
            if (one < 0 || one >= std::ssize(wanted))
                fail("a subset cannot hold class ", one, " of a data set of ", wanted.size());
            if (wanted[static_cast<std::size_t>(one)]) fail("a subset cannot hold class ", one, " twice");
            wanted[static_cast<std::size_t>(one)] = true;
        }
        std::vector<index_t> items;
        for (index_t i = 0; i < whole.size(); ++i)
            if (wanted[static_cast<std::size_t>(detail::label_checked(whole, i))]) items.push_back(i);
        return items;
    }

    subset items_;
    std::vector<std::string> classes_;
    std::vector<int> labels_; ///< by the whole data set's labels; -1: not among the classes
};

} // namespace chrnn::CHRNN_ABI
