#include <chrnn/data/decoding_budget.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>
#include <thread>

using namespace chrnn;
using chrnn::detail::decoding_budget;

namespace {

bool all_zero(void const* memory, std::size_t begin, std::size_t end) {
    auto const* const bytes = static_cast<unsigned char const*>(memory);
    return std::all_of(bytes + begin, bytes + end, [](unsigned char byte) { return byte == 0; });
}

} // namespace

TEST_CASE("what a decoder takes is zeroed and counted, and no more than the budget is given") {
    decoding_budget budget(1000);
    void* const first = decoding_budget::take(600);
    REQUIRE(first);
    CHECK(all_zero(first, 0, 600));
    CHECK(budget.left() == 400);
    CHECK(decoding_budget::take(401) == nullptr);
    CHECK(budget.exceeded());
    CHECK_FALSE(budget.lacked());
    CHECK(budget.left() == 400); // what was refused is not counted
    void* const last = decoding_budget::take(400);
    CHECK(last);
    CHECK(budget.left() == 0);
    std::free(first), std::free(last);
}
TEST_CASE("memory that grows is counted by what it grows, and zeroed behind what was there") {
    decoding_budget budget(1000);
    void* memory = decoding_budget::take(100);
    std::memset(memory, 7, 100);
    memory = decoding_budget::resize(memory, 100, 900);
    REQUIRE(memory);
    CHECK(static_cast<unsigned char*>(memory)[99] == 7);
    CHECK(all_zero(memory, 100, 900));
    CHECK(budget.left() == 100);
    CHECK(decoding_budget::resize(memory, 900, 1001) == nullptr); // the old memory stays
    CHECK(budget.exceeded());
    CHECK(static_cast<unsigned char*>(memory)[99] == 7);
    std::free(memory);
}
TEST_CASE("a size beyond all numbers is refused") {
    decoding_budget budget(std::numeric_limits<index_t>::max());
    std::size_t const volatile most = std::numeric_limits<std::size_t>::max(); // or g++ warns of it
    CHECK(decoding_budget::take(most) == nullptr);
    CHECK(budget.exceeded());
}
TEST_CASE("a budget is that of its thread while it is there, and otherwise there is none") {
    {
        decoding_budget budget(10);
        std::thread([] {
            void* const memory = decoding_budget::take(1000);
            CHECK(memory);
            std::free(memory);
        }).join();
        CHECK(budget.left() == 10);
    }
    void* const memory = decoding_budget::take(1000);
    CHECK(memory);
    std::free(memory);
}
