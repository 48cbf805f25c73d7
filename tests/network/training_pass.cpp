#include "network/leftover_gradients.hpp"

TEST_CASE("what lies among the gradients counts for nothing in a backward pass") {
    leftover_gradients::count_for_nothing<chrnn::cpu>();
}
TEST_CASE("a backward pass from a layer leaves no gradients behind it") {
    leftover_gradients::are_zero_behind<chrnn::cpu>();
}
TEST_CASE("gradients of the next part of an update are added to those of the first") {
    leftover_gradients::are_added_to<chrnn::cpu>();
}
