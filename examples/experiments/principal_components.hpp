/// Principal components: the directions in which points differ most.
#pragma once

#include <chrnn/backend/cpu/eigen_core.hpp>
#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <Eigen/Eigenvalues>

#include <cmath>
#include <span>
#include <vector>

namespace experiment {

using namespace chrnn;

class principal_components {
  public:
    /// The `most` directions of the largest variance of `points` [n, size], fewer where the points do not differ in as
    /// many; not whitened. Takes memory for the square of the smaller of n and size. Throws when the points are not
    /// whole ones, or are all the same.
    principal_components(std::span<float const> points, index_t size, index_t most) {
        if (size < 1 || points.empty() || std::ssize(points) % size != 0)
            fail(points.size(), " numbers are no points of ", size);
        using rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        index_t const n = std::ssize(points) / size;
        Eigen::MatrixXd x = Eigen::Map<rows const>(points.data(), n, size).cast<double>();
        Eigen::RowVectorXd const mean = x.colwise().mean();
        x.rowwise() -= mean;
        bool const few = n < size; // then the products of points have the same eigenvalues as those of numbers
        Eigen::MatrixXd const products = few ? Eigen::MatrixXd(x * x.transpose()) : Eigen::MatrixXd(x.transpose() * x);
        Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> const solved(products);
        auto const& values = solved.eigenvalues(); // the largest last
        index_t count = 0;
        double const largest = values(values.size() - 1);
        while (count < std::min<index_t>(most, values.size()) && values(values.size() - 1 - count) > 1e-9 * largest)
            ++count;
        if (count == 0) fail("the points are all the same and have no principal components");
        axes_.resize(count, size);
        for (index_t k = 0; k < count; ++k) {
            Eigen::VectorXd axis = solved.eigenvectors().col(values.size() - 1 - k);
            if (few) axis = (x.transpose() * axis).eval().normalized();
            axes_.row(k) = axis.cast<float>();
        }
        mean_ = mean.transpose().cast<float>();
    }

    index_t count() const { return axes_.rows(); }

    /// The components [n, count()] of `points` [n, size].
    std::vector<float> of(std::span<float const> points) const {
        index_t const size = axes_.cols(), n = std::ssize(points) / size;
        std::vector<float> found(static_cast<std::size_t>(n * count()));
        for (index_t i = 0; i < n; ++i)
            Eigen::Map<Eigen::VectorXf>(found.data() + i * count(), count()) =
                axes_ * (Eigen::Map<Eigen::VectorXf const>(points.data() + i * size, size) - mean_);
        return found;
    }

  private:
    Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> axes_; ///< [count, size]
    Eigen::VectorXf mean_;
};

} // namespace experiment
