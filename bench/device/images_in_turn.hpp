/// Images in turn: those of a small data set as a larger one.
#pragma once

#include <chrnn/data/dataset.hpp>

/// A data set's images again and again, in as many classes as are asked for.
class images_in_turn : public chrnn::dataset {
  public:
    images_in_turn(chrnn::dataset const& of, chrnn::index_t count, chrnn::index_t classes) : of_(of), count_(count) {
        for (chrnn::index_t k = 0; k < classes; ++k) names_.push_back(std::to_string(k));
    }
    chrnn::index_t size() const override { return count_; }
    chrnn::index_t rows() const override { return of_.rows(); }
    chrnn::index_t columns() const override { return of_.columns(); }
    std::vector<std::string> const& classes() const override { return names_; }
    int label(chrnn::index_t i) const override { return static_cast<int>(i * 31 % std::ssize(names_)); }
    std::string name(chrnn::index_t i) const override { return of_.name(i % of_.size()); }
    chrnn::bitmap load(chrnn::index_t i, chrnn::index_t channels) const override {
        return of_.load(i % of_.size(), channels);
    }

  private:
    chrnn::dataset const& of_;
    chrnn::index_t count_;
    std::vector<std::string> names_;
};
