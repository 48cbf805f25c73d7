#include <chrnn/base/fnv1a.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {
std::uint64_t hash_of(std::string_view text) {
    fnv1a all;
    all.add(text);
    return all.value();
}
} // namespace

TEST_CASE("the hash is FNV-1a of 64 bits, as published") {
    CHECK(hash_of("") == 0xCBF29CE484222325);
    CHECK(hash_of("a") == 0xAF63DC4C8601EC8C);
    CHECK(hash_of("foobar") == 0x85944171F73967E8);
}

TEST_CASE("a byte above 127 counts as itself, not as a negative number") {
    fnv1a byte;
    byte.add(static_cast<unsigned char>(0xFF));
    CHECK(hash_of("\xFF") == byte.value());
    CHECK(hash_of("\xFF") == 0xAF64724C8602EB6E);
}
