#include <chrnn/backend/cpu/memory.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

TEST_CASE("storage is zeroed, aligned, and moved without copying") {
    for (index_t n : {1, 3, 64, 1000}) {
        host_storage<double> a(n);
        CHECK(reinterpret_cast<std::uintptr_t>(a.data()) % alignment == 0);
        CHECK(std::all_of(a.span().begin(), a.span().end(), [](double x) { return x == 0; }));
        CHECK(a.size() == n);
        double const* const where = a.data();
        a.data()[n - 1] = 3;
        host_storage<double> b = std::move(a), c;
        CHECK(b.data() == where);
        CHECK((a.data() == nullptr && a.size() == 0));
        c = std::move(b);
        CHECK((c.data() == where && c.data()[n - 1] == 3 && c.size() == n));
    }
    CHECK(host_storage<float>(0).data() == nullptr);

    host_storage<float> large(index_t{3} << 20); // which asks for large pages
    CHECK(reinterpret_cast<std::uintptr_t>(large.data()) % alignment == 0);
    CHECK(std::all_of(large.span().begin(), large.span().end(), [](float x) { return x == 0; }));
    large.data()[large.size() - 1] = 1;
}

TEST_CASE("more memory than there is, or less than none, is refused in one sentence") {
    CHECK_THROWS_WITH(host_storage<float>(-4), "there is no memory of -4 numbers for a tensor");
    CHECK_THROWS_WITH(host_storage<double>(index_t{1} << 62),
                      "there is no memory of 4611686018427387904 numbers for a tensor");
#if !defined(__SANITIZE_ADDRESS__) // which ends the program itself
    CHECK_THROWS_WITH(host_storage<char>(index_t{1} << 60),
                      "out of memory: 1152921504606846976 bytes were asked for by a tensor");
#endif
}
