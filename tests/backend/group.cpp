#include <chrnn/backend/cpu/cpu.hpp>
#include <chrnn/backend/group.hpp>

#include <catch2/catch.hpp>

#include <vector>

using namespace chrnn;
using namespace chrnn::detail;

TEST_CASE("a thread that is alone in its group does all, in order, and what it has is what all have") {
    group_of_one const group;
    std::vector<index_t> seen;
    group.each(4, [&](index_t i) { seen.push_back(i); });
    CHECK(seen == std::vector<index_t>{0, 1, 2, 3});
    group.each(0, [&](index_t) { seen.clear(); });
    CHECK(seen.size() == 4);
    CHECK(group.sum(2.5) == 2.5);
    CHECK(group.greatest(-3) == -3);
}

TEST_CASE("parallel_for_groups calls its kernel once for every number, on any number of threads") {
    for (index_t threads : {1, 3})
        for (index_t cost : {1, 100'000}) {
            cpu on(threads);
            std::vector<int> calls(1000);
            on.parallel_for_groups(1000, cost, [&](auto const& group, index_t i) {
                group.each(2, [&](index_t) { ++calls[static_cast<std::size_t>(i)]; });
            });
            CHECK(calls == std::vector<int>(1000, 2));
        }
}
