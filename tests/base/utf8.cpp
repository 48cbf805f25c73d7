#include <chrnn/base/in_quotes.hpp>
#include <chrnn/base/utf8.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
using namespace std::string_literals;

TEST_CASE("UTF-8 characters of one to four bytes are recognised") {
    CHECK(utf8_bytes("a") == 1);
    CHECK(utf8_bytes("\0"s) == 1);
    CHECK(utf8_bytes("\u00e9t\u00e9") == 2);
    CHECK(utf8_bytes("\u20ac5") == 3);
    CHECK(utf8_bytes("\U0010FFFF") == 4);
    for (auto const* first_or_last : {"\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\U00010000"})
        CHECK(is_utf8(first_or_last));
    CHECK(is_utf8("na\u00efve \u20ac \U0001F600"));
    CHECK(is_utf8(""));
}

TEST_CASE("what RFC 3629 forbids is not UTF-8") {
    for (auto const* text : {"\x80", "\xc3", "\xc3(", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf",
                             "\xed\xa0\x80", "\xed\xbf\xbf", "\xe2\x82", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
                             "\xf5\x80\x80\x80", "\xf0\x9f\x98", "\xff", "\xe2\x82\xc0"}) {
        CHECK(utf8_bytes(text) == 0);
        CHECK(!is_utf8("before"s + text));
        CHECK(!is_utf8(text + "after"s));
    }
    CHECK(utf8_bytes("") == 0);
}

TEST_CASE("quoted text stays on one line and short") {
    CHECK(in_quotes("plain \u00e9") == "'plain \u00e9'");
    CHECK(in_quotes("a\nb\x7f\x01") == "'a\\x0ab\\x7f\\x01'");
    CHECK(in_quotes("abcdef", 3) == "'abc...'");
    CHECK(in_quotes("ab\u00e9f", 3) == "'ab...'"); // not half of a character
    CHECK(in_quotes("ab\u00e9f", 4) == "'ab\u00e9...'");
    CHECK(in_quotes("abc", 3) == "'abc'");
    CHECK(in_quotes("") == "''");
}
