#include "layer/hierarchy_agreement.hpp"

TEST_CASE("unlinked hierarchies of srn agree with the oracle in every subset of directions") {
    comparison::check_every_subset<chrnn::srn>();
}
