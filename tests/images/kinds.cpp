// Every kind of file in tests/data/images, against what Pillow makes of it.
#include <chrnn/files.hpp>
#include <chrnn/images.hpp>

#include "images/decoders.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;
using detail::decode_by_stb;

namespace {

auto const folder = std::filesystem::path(__FILE__).parent_path() / "../data/images";

/// The largest difference from what Pillow decodes.
int difference_from_pillow(std::string const& name) {
    static tensor_file const expected = read_safetensors(folder / "expected.safetensors");
    auto const [shape, pixels] = read_tensor<float>(expected, name);
    bitmap const image = decode(read_file(folder / name), 3, name);
    REQUIRE(shape == std::vector<index_t>{image.rows, image.columns, 3});
    int largest = 0;
    for (std::size_t i = 0; i < pixels.size(); ++i)
        largest = std::max(largest, std::abs(static_cast<int>(pixels[i]) - image.pixels[i]));
    return largest;
}

} // namespace

TEST_CASE("every kind of PNG and BMP is decoded as Pillow does") {
    WITH_EACH_SET_OF_DECODERS;
    for (std::string const name :
         {"rgb.png", "grey.png", "palette.png", "palette_4_bits.png", "palette_transparent.png", "two_colours.png",
          "rgb_alpha.png", "grey_alpha.png", "rgb_16_bits.png", "rgb_interlaced.png", "24_bits.bmp", "32_bits.bmp",
          "8_bits.bmp", "4_bits.bmp", "1_bit.bmp", "from_the_top.bmp", "os2_1_bit.bmp", "os2_8_bits.bmp",
          "os2_24_bits.bmp"}) {
        INFO(name);
        CHECK(difference_from_pillow(name) == 0);
    }
}
TEST_CASE("five and six bits of a BMP become eight as Pillow has them, but for rounding") {
    for (std::string const name : {"555.bmp", "565.bmp"}) CHECK(difference_from_pillow(name) <= 1);
}
TEST_CASE("every kind of JPEG is decoded as Pillow does, by stb_image but for rounding") {
    WITH_EACH_SET_OF_DECODERS;
    bool const same = set.jpeg != decode_by_stb; // as Pillow stands on libjpeg-turbo, too
    // In one column more: stb_image 2.27 mistakes the weights of the last two.
    CHECK(difference_from_pillow("422.jpg") <= (same ? 0 : 9));
    for (std::string const name : {"444.jpg", "420.jpg", "progressive.jpg", "restarts.jpg", "rgb_components.jpg",
                                   "grey.jpg", "turned.jpg", "cmyk.jpg"}) {
        INFO(name);
        CHECK(difference_from_pillow(name) <= (same ? 0 : 3));
    }
}
TEST_CASE("a BMP of runs is refused") {
    CHECK_THROWS_WITH(decode(read_file(folder / "runs.bmp"), 3, "runs.bmp"),
                      "cannot read 'runs.bmp': its pixels are compressed, which is not read");
}
