// A program of two files, of which only the other was compiled with libjpeg and libpng: see kinds.cpp.
#ifdef CHRNN_JPEG
#undef CHRNN_JPEG
#undef CHRNN_PNG
#include <chrnn/images.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

TEST_CASE("one file with libjpeg is enough for all files of a program") {
    CHECK(detail::jpeg_decoder != detail::decode_by_stb);
    auto const folder = std::filesystem::path(__FILE__).parent_path() / "../data/images";
    auto const bytes = read_file(folder / "420.jpg");
    bitmap const image = decode(bytes, 3, "420.jpg");
    detail::image_decoder const libjpeg = detail::jpeg_decoder.exchange(detail::decode_by_stb);
    bitmap const other = decode(bytes, 3, "420.jpg");
    detail::jpeg_decoder = libjpeg;
    CHECK(image.rows == other.rows);
    CHECK(image != other); // but for rounding
}
#endif
