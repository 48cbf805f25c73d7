#include <chrnn/backend/storage.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <set>
#include <utility>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// Memory that knows what is out, and whom it was given to.
struct counted_memory {
    inline static std::set<void*> out;
    inline static std::string purpose;

    static void* take(std::size_t bytes, std::string_view what_for) {
        purpose = what_for;
        return *out.insert(std::calloc(bytes, 1)).first;
    }
    static void give_back(void* memory) {
        if (!memory) return;
        REQUIRE(out.erase(memory) == 1);
        std::free(memory);
    }
};
using counted = storage<int, counted_memory>;

} // namespace

TEST_CASE("a storage gives back what it took, once, whoever owns it last") {
    {
        counted first(3, "the first"), none;
        CHECK(counted_memory::purpose == "the first");
        CHECK(none.data() == nullptr);
        int* const numbers = first.data();
        first.data()[2] = 7;
        counted second(std::move(first));
        CHECK((first.data() == nullptr && first.size() == 0 && first.span().empty()));
        CHECK((second.data() == numbers && second.size() == 3 && second.span()[2] == 7));
        counted third(5);
        CHECK(counted_memory::purpose == "a tensor");
        third = std::move(second);
        CHECK((third.data() == numbers && std::as_const(third).span().size() == 3));
        CHECK(counted_memory::out.size() == 2);
        none = std::move(third);
        CHECK(none.data() == numbers);
    }
    CHECK(counted_memory::out.empty());
}
TEST_CASE("a storage of nothing takes no memory") {
    counted_memory::purpose.clear();
    counted const nothing(0, "nothing");
    CHECK((nothing.size() == 0 && nothing.data() == nullptr));
    CHECK(counted_memory::purpose.empty());
}
