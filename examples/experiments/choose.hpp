/// The choice of a hyper-parameter: its values compared on a part of the training images that is not trained on.
#pragma once

#include "plan.hpp"

namespace experiment {

/// Trains every network of the plan with every value of `plan::choose` on the rest, prints the accuracies on the part
/// set aside, and writes them to <out>/choose_<name>.md. The test images stay unread.
void choose(plan const& p);

} // namespace experiment
