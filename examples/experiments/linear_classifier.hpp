/// The linear classifier: softmax regression on features of images at three scales.
#pragma once

#include "outcome.hpp"

#include <chrnn/data/samples.hpp>

namespace experiment {

/// Numbers of a scale that the classifier takes; those that features do not fill are zero. Shapes are in its type.
inline constexpr index_t scale_numbers = 256, classifier_numbers = 3 * scale_numbers;

struct linear_options {
    index_t epochs = 100;
    double rate = 0.5;   ///< of the first epoch, for vectors of length 1 a scale
    double decay = 1e-5; ///< of weights
    std::uint64_t seed = 1;
};

/// Throws unless the build's classifiers tell so many classes apart.
void check_classifier(index_t classes);

/// Trains on features [n, classifier_numbers] with their classes and tests on others. Throws what `fit` throws.
test_result test_linearly(samples<int> const& train, samples<int> const& test, linear_options const& how);

} // namespace experiment
