#include <chrnn/base/wire_text.hpp>

#include <catch2/catch.hpp>

using chrnn::detail::wire_text;
using namespace std::string_view_literals;

// The bytes are those of protobuf's encoding guide, or follow from it by hand.
TEST_CASE("fields are written as protobuf writes them") {
    wire_text number;
    number.number(1, chrnn::index_t{150});
    CHECK(number.bytes() == "\x08\x96\x01");
    wire_text negative;
    negative.number(1, chrnn::index_t{-1});
    CHECK(negative.bytes() == "\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01");
    wire_text text;
    text.text(2, "testing");
    CHECK(text.bytes() == "\x12\x07testing");
    wire_text reals;
    reals.number(3, 1.f);
    reals.number(16, -2.0);
    CHECK(reals.bytes() == "\x1D\0\0\x80\x3F\x81\x01\0\0\0\0\0\0\0\xC0"sv);
}

TEST_CASE("messages lie within messages, and repeated numbers are packed") {
    wire_text inside, whole, packed;
    inside.number(1, chrnn::index_t{150});
    whole.message(3, inside);
    CHECK(whole.bytes() == "\x1A\x03\x08\x96\x01");
    double const values[]{1, -2};
    packed.numbers(4, values);
    CHECK(packed.bytes() == "\x22\x10\0\0\0\0\0\0\xF0\x3F\0\0\0\0\0\0\0\xC0"sv);
}
