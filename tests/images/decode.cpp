#include <chrnn/base/random.hpp>
#include <chrnn/images.hpp>

#include "images/decoders.hpp"
#include "images/pictures.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {

int largest_difference(bitmap const& a, bitmap const& b) {
    REQUIRE(a.pixels.size() == b.pixels.size());
    int largest = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i) largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
    return largest;
}

/// The bytes of a PNG of the given size that ends after its header.
std::vector<std::byte> png_header(std::uint32_t columns, std::uint32_t rows) {
    auto bytes = encoded(any_picture(4, 4, 3), "png");
    for (int i = 0; i < 4; ++i) {
        bytes[16 + i] = static_cast<std::byte>(columns >> (24 - 8 * i));
        bytes[20 + i] = static_cast<std::byte>(rows >> (24 - 8 * i));
    }
    return bytes;
}

std::span<std::byte const> bytes_of(std::string const& text) { return std::as_bytes(std::span(text)); }

std::byte const huffman_marker[] = {std::byte{0xFF}, std::byte{0xC4}};

} // namespace

TEST_CASE("PNG and BMP come back exactly, JPEG nearly") {
    WITH_EACH_SET_OF_DECODERS;
    for (index_t channels : {1, 3})
        for (std::string const kind : {"png", "bmp", "jpg"}) {
            bitmap const image = any_picture(13, 22, channels);
            bitmap const back = decode(encoded(image, kind), channels, kind);
            CHECK(back.rows == 13);
            CHECK(back.columns == 22);
            CHECK(largest_difference(back, image) <= (kind == "jpg" ? 12 : 0));
        }
}

TEST_CASE("an image is decoded to gray or to colour, whichever is asked for") {
    WITH_EACH_SET_OF_DECODERS;
    bitmap const colour = any_picture(5, 6, 3), gray = any_picture(5, 6, 1);
    CHECK(decode(encoded(colour, "png"), 1, "") == with_channels(colour, 1));
    CHECK(decode(encoded(gray, "png"), 3, "") == with_channels(gray, 3));
    CHECK(decode(encoded(gray, "jpg"), 3, "").channels == 3);
    CHECK_THROWS_AS(decode(encoded(gray, "png"), 2, ""), error);
}

TEST_CASE("a file cut short anywhere is refused, never filled up") {
    WITH_EACH_SET_OF_DECODERS;
    for (std::string const kind : {"jpg", "png", "bmp"}) {
        auto const bytes = encoded(any_picture(20, 32, 3), kind);
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            INFO(kind << " of " << bytes.size() << " bytes cut to " << length);
            CHECK_THROWS_WITH(decode(std::span(bytes).first(length), 3, "a file"),
                              Contains("cannot read 'a file': it is "));
        }
        CHECK_THROWS_WITH(decode(std::span(bytes).first(bytes.size() - 40), 3, "x"),
                          "cannot read 'x': it is cut short");
    }
}

TEST_CASE("the end of a thumbnail inside a JPEG is not taken for the end of the image") {
    WITH_EACH_SET_OF_DECODERS;
    auto const thumbnail = encoded(any_picture(4, 4, 3), "jpg");
    auto bytes = encoded(any_picture(20, 30, 3), "jpg");
    std::size_t const size = thumbnail.size() + 2;
    std::vector<std::byte> segment{std::byte{0xFF}, std::byte{0xE1}, std::byte(size >> 8), std::byte(size & 255)};
    segment.insert(segment.end(), thumbnail.begin(), thumbnail.end());
    bytes.insert(bytes.begin() + 2, segment.begin(), segment.end());
    CHECK(decode(bytes, 3, "").rows == 20);
    CHECK_THROWS_WITH(decode(std::span(bytes).first(bytes.size() - 2), 3, ""), Contains("cut short"));
}

TEST_CASE("what follows the end of an image does not matter") {
    WITH_EACH_SET_OF_DECODERS;
    for (std::string const kind : {"jpg", "png", "bmp"}) {
        auto bytes = encoded(any_picture(8, 9, 3), kind);
        bitmap const image = decode(bytes, 3, "");
        bytes.resize(bytes.size() + 100, std::byte{7});
        CHECK(decode(bytes, 3, "") == image);
    }
}

TEST_CASE("what is no image is refused with its name") {
    WITH_EACH_SET_OF_DECODERS;
    CHECK_THROWS_WITH(decode(bytes_of("only text"), 3, "a.jpg"),
                      "cannot read 'a.jpg': it is not a JPEG, PNG or BMP image");
    CHECK_THROWS_WITH(decode(bytes_of("GIF89a..."), 3, "a.gif"), Contains("not a JPEG, PNG or BMP"));
    CHECK_THROWS_WITH(decode({}, 3, "a.jpg"), "cannot read 'a.jpg': it is empty");
    CHECK_THROWS_WITH(decode(bytes_of("BM, they said"), 3, "a.bmp"), Contains("a.bmp"));
}

TEST_CASE("an image of too many pixels is refused before memory is taken for it") {
    WITH_EACH_SET_OF_DECODERS;
    CHECK_THROWS_WITH(decode(png_header(60000, 60000), 3, "a.png"),
                      "cannot read 'a.png': it has 60000 x 60000 pixels, more than the 67108864 that are allowed");
    CHECK_THROWS_WITH(decode(png_header(0xFFFFFFFF, 0xFFFFFFFF), 3, ""), Contains("more than"));
    CHECK_THROWS_WITH(decode(png_header(0, 10), 3, ""), Contains("damaged"));
    for (std::string const kind : {"jpg", "png", "bmp"}) {
        auto const bytes = encoded(any_picture(20, 30, 3), kind);
        CHECK(decode(bytes, 3, "", {.pixels = 600}).rows == 20);
        CHECK_THROWS_WITH(decode(bytes, 3, "", {.pixels = 599}), Contains("it has 30 x 20 pixels, more than the 599"));
        CHECK_THROWS_WITH(decode(bytes, 3, "", {.bytes = std::ssize(bytes) - 1}), Contains("bytes, more than the"));
    }
    auto bmp = encoded(any_picture(4, 4, 3), "bmp"); // 65535 x -2147483648
    for (int i : {18, 19, 25}) bmp[i] = i == 25 ? std::byte{0x80} : std::byte{0xFF};
    bmp[22] = std::byte{0};
    CHECK_THROWS_WITH(decode(bmp, 3, ""), Contains("more than"));
}

TEST_CASE("a JPEG whose Huffman table has too many codes is refused") {
    WITH_EACH_SET_OF_DECODERS;
    auto bytes = encoded(any_picture(20, 30, 3), "jpg");
    auto const marker = std::search(bytes.begin(), bytes.end(), std::begin(huffman_marker), std::end(huffman_marker));
    REQUIRE(marker != bytes.end());
    std::fill_n(marker + 5, 16, std::byte{200}); // codes of length 1, 2, ...
    CHECK_THROWS_WITH(decode(bytes, 3, "x"), "cannot read 'x': it is damaged");
}

TEST_CASE("a damaged image gives an error or some image of its size, the same each time") {
    WITH_EACH_SET_OF_DECODERS;
    random_stream const random{4};
    std::uint64_t drawn = 0;
    int refused = 0;
    for (std::string const kind : {"jpg", "png", "bmp"}) {
        auto const whole = encoded(any_picture(24, 24, 3), kind);
        for (int trial = 0; trial < 300; ++trial) {
            auto bytes = whole;
            for (int i = 0; i < 3; ++i)
                bytes[random.below(static_cast<std::uint32_t>(bytes.size()), drawn)] =
                    static_cast<std::byte>(random.word(drawn + 1)),
                                                                             drawn += 2;
            try {
                bitmap const image = decode(bytes, 3, "damaged", {.pixels = 1 << 16});
                CHECK(decode(bytes, 3, "damaged", {.pixels = 1 << 16}) == image);
            } catch (error const& problem) {
                CHECK_THAT(problem.what(), Contains("cannot read 'damaged': "));
                ++refused;
            }
        }
    }
    CHECK(refused > 100);
}

TEST_CASE("stb_image may be used beside, without our limits") {
    auto const bytes = encoded(any_picture(6, 5, 3), "png");
    int columns = 0, rows = 0, channels = 0;
    std::unique_ptr<stbi_uc, void (*)(void*)> const pixels(
        stbi_load_from_memory(reinterpret_cast<stbi_uc const*>(bytes.data()), static_cast<int>(bytes.size()), &columns,
                              &rows, &channels, 3),
        stbi_image_free);
    REQUIRE((rows == 6 && columns == 5));
    CHECK(std::equal(pixels.get(), pixels.get() + 90, any_picture(6, 5, 3).pixels.begin()));
}

TEST_CASE("a file's bytes are read whole") {
    temporary_folder const folder;
    std::string const text("a\0b\r\n\xFF", 6);
    auto const bytes = read_file(folder.write("file", text));
    CHECK(std::string(reinterpret_cast<char const*>(bytes.data()), bytes.size()) == text);
    CHECK(read_file(folder.write("empty", "")).empty());
}

TEST_CASE("a file that cannot be read is named with the reason") {
    temporary_folder const folder;
    std::string const missing = (folder / "missing.jpg").string();
    CHECK_THROWS_WITH(read_file(missing), "cannot read '" + missing + "': No such file or directory");
    CHECK_THROWS_WITH(read_file(folder.path()), Contains("cannot read '" + folder.path().string() + "': "));
    auto const file = folder.write("file", "12345");
    CHECK(read_file(file, 5).size() == 5);
    CHECK_THROWS_WITH(read_file(file, 4), Contains("it has 5 bytes, more than the 4"));
    std::filesystem::permissions(file, std::filesystem::perms::none);
    if (geteuid() != 0) CHECK_THROWS_WITH(read_file(file), Contains("Permission denied"));
    std::filesystem::create_symlink("loop", folder / "loop");
    CHECK_THROWS_WITH(read_file(folder / "loop"), Contains("loop"));
}
