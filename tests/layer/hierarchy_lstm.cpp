#include "layer/hierarchy_agreement.hpp"

TEST_CASE("linked hierarchies of lstm agree with the oracle in every subset of directions") {
    comparison::check_every_subset<chrnn::lstm, chrnn::linked>();
}
TEST_CASE("the modified CNN of lstm agrees with the oracle") { comparison::check_modified_cnn<chrnn::lstm>(); }
TEST_CASE("recurrences of lstm on one grid agree with the oracle") { comparison::check_recurrences<chrnn::lstm>(); }
