#include <chrnn/base/sentence.hpp>

#include <catch2/catch.hpp>

#include <limits>

using namespace chrnn;

static_assert(sentence("the kernel ", 11, "x", 11, " is ", -3, " too large").view() ==
              "the kernel 11x11 is -3 too large");
static_assert(sentence().view().empty());
static_assert(sentence(0).view() == "0");
static_assert(sentence(fixed_string("a"), std::string_view("b"), "c").view() == "abc");

TEST_CASE("a sentence holds every integer in full") {
    CHECK(sentence(std::numeric_limits<std::int64_t>::min()).view() == "-9223372036854775808");
    CHECK(sentence(std::numeric_limits<std::uint64_t>::max()).view() == "18446744073709551615");
    CHECK(sentence(std::int8_t{-128}).view() == "-128");
}

TEST_CASE("a fixed string keeps what fits it") {
    fixed_string<4> text;
    text.append("abc").append(123);
    CHECK(text.view() == "abc1");
    CHECK(fixed_string<3>(std::string_view("abcdef")).view() == "abc");
    CHECK(fixed_string("abc") == fixed_string<3>(std::string_view("abc")));
    CHECK_FALSE(fixed_string("abc") == fixed_string("abd"));
}
