/// The choice of a hyper-parameter: its values compared on a part of the training images that is not trained on.
#pragma once

#include "runner.hpp"

namespace experiment {

/// Runs each of `runs` with every value of `plan::choose`: trains on `train` but for the part set aside, prints the
/// accuracies on that, and writes them to <out>/choose_<name>.md.
void choose(plan const& p, std::vector<run> const& runs, dataset const& train);

} // namespace experiment
