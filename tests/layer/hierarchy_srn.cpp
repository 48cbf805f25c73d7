#include "layer/hierarchy_agreement.hpp"

TEST_CASE("linked hierarchies of srn agree with the oracle in every subset of directions") {
    comparison::check_every_subset<chrnn::srn, chrnn::linked>();
}
TEST_CASE("the modified CNN of srn agrees with the oracle") { comparison::check_modified_cnn<chrnn::srn>(); }
TEST_CASE("recurrences of srn on one grid agree with the oracle") { comparison::check_recurrences<chrnn::srn>(); }
