#include <chrnn/base/crc32c.hpp>

#include <catch2/catch.hpp>

#include <string>

using chrnn::detail::crc32c;

TEST_CASE("CRC-32C gives the sums of RFC 3720") {
    static_assert(crc32c("123456789") == 0xE3069283);
    std::string rising(32, '\0');
    for (int i = 0; i < 32; ++i) rising[static_cast<std::size_t>(i)] = static_cast<char>(i);
    CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AA);
    CHECK(crc32c(std::string(32, '\xff')) == 0x62A8AB43);
    CHECK(crc32c(rising) == 0x46DD794E);
    CHECK(crc32c("") == 0);
}
