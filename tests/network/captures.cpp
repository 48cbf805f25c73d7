#include <chrnn/network/captures.hpp>

#include <catch2/catch.hpp>

#include <vector>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// A backend whose captures say when they are used first.
struct counting_backend {
    int made = 0;
    struct capture {
        bool before = false;
        template <class Act>
        void run(counting_backend& on, Act const& act) {
            on.made += !std::exchange(before, true);
            act();
        }
    };
};

/// How many captures are made for batches of these sizes, one after the other.
int made_for(std::vector<index_t> const& sizes, std::uint64_t revision_of_last = 1) {
    counting_backend on;
    captures<counting_backend> kept;
    int acted = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i)
        kept.run(on, i + 1 == sizes.size() ? revision_of_last : 1, sizes[i], [&] { ++acted; });
    CHECK(acted == static_cast<int>(sizes.size()));
    return on.made;
}

} // namespace

TEST_CASE("every size of batch has a capture of its own, which is used again") {
    CHECK(made_for({64, 64, 32, 64, 32}) == 2);
    CHECK(made_for({1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8}) == 8);
}
TEST_CASE("of many sizes the captures used last are kept") {
    CHECK(made_for({1, 2, 3, 4, 5, 6, 7, 8, 1, 9, 1}) == 9);
    CHECK(made_for({1, 2, 3, 4, 5, 6, 7, 8, 1, 9, 2}) == 10);
}
TEST_CASE("captures of a pass that has changed since are not used") { CHECK(made_for({64, 64, 64}, 2) == 2); }
