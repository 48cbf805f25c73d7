#include <chrnn/data/batch_source.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace chrnn;
using namespace chrnn::detail;

namespace {
std::vector<index_t> order_of(index_t count, index_t epoch, std::uint64_t seed, bool shuffled = true) {
    std::vector<index_t> order(static_cast<std::size_t>(count), -1);
    order_samples(order, epoch, seed, shuffled);
    return order;
}
} // namespace

TEST_CASE("an epoch goes on with any of its batches, or behind the last, and with no other") {
    CHECK_NOTHROW(check_start(5, 0, 0));
    CHECK_NOTHROW(check_start(5, 3, 5));
    CHECK_THROWS_WITH(check_start(5, 3, 6), "there is no batch 6 of epoch 3: an epoch has 5 batches");
    CHECK_THROWS_AS(check_start(5, 3, -1), error);
    CHECK_THROWS_AS(check_start(5, -1, 0), error);
}

TEST_CASE("an epoch's order has every sample once, and follows from the seed and the epoch alone") {
    CHECK(order_of(5, 7, 1, false) == std::vector<index_t>{0, 1, 2, 3, 4});
    auto const first = order_of(100, 0, 1);
    CHECK(first == order_of(100, 0, 1));
    CHECK(first != order_of(100, 1, 1));
    CHECK(first != order_of(100, 0, 2));
    for (index_t epoch : {0, 1}) {
        auto sorted = order_of(100, epoch, 1);
        std::sort(sorted.begin(), sorted.end());
        CHECK(sorted == order_of(100, 0, 1, false));
    }
}
