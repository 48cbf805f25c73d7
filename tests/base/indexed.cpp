#include <chrnn/base/indexed.hpp>

#include <catch2/catch.hpp>

#include <type_traits>

using namespace chrnn::detail;

namespace {

/// Two members of one type and one of another.
struct three : indexed<0, int>, indexed<1, int>, indexed<2, double> {};

template <std::size_t I, class T>
T& member(indexed<I, T>& one) {
    return one.value;
}

} // namespace

TEST_CASE("members of one type are told apart by their place, and found by it alone") {
    three all{{1}, {2}, {0.5}};
    CHECK(member<0>(all) == 1);
    CHECK(member<1>(all) == 2);
    CHECK(member<2>(all) == 0.5);
    member<1>(all) = 7;
    CHECK(member<0>(all) == 1);
    CHECK(member<1>(all) == 7);
    CHECK(std::is_same_v<decltype(member<2>(all)), double&>);
}
