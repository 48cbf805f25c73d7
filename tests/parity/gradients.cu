// What the second pass on a device and those behind it, which repeat it, make of the gradients that lie there.
#include "network/leftover_gradients.hpp"

#include <chrnn/cuda.hpp>

using namespace chrnn;

TEST_CASE("what lies among the gradients counts for nothing in a backward pass on a device") {
    leftover_gradients::count_for_nothing<gpu>();
}
TEST_CASE("a backward pass from a layer leaves no gradients behind it on a device") {
    leftover_gradients::are_zero_behind<gpu>();
}
TEST_CASE("gradients of the next part of an update are added to those of the first on a device") {
    leftover_gradients::are_added_to<gpu>();
}
