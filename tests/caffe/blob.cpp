#include <chrnn/caffe/blob.hpp>

#include "caffe/written.hpp"
#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;
using Catch::EndsWith;

namespace {

std::string const file = "a file";

caffe_blob blob_in(std::string const& bytes) {
    return detail::read_blob({file, std::as_bytes(std::span(bytes)), "a blob"});
}
std::string refusal_of_blob(std::string const& bytes) {
    return complaint([&] { blob_in(bytes); });
}

} // namespace

TEST_CASE("a blob's numbers may be packed or stand one by one, in float or double precision") {
    float const two[] = {1.5f, -2};
    double const precise[] = {0.1, -2};
    auto const shape = written::bytes(7, written::number(1, 1) + written::number(1, 2));
    caffe_blob const expected{{1, 2}, {1.5f, -2}};
    CHECK(blob_in(shape + written::bytes(5, written::raw(two))) == expected);
    CHECK(blob_in(shape + written::tag(5, 5) + written::raw(std::span(two).first(1)) + written::tag(5, 5) +
                  written::raw(std::span(two).last(1))) == expected);
    CHECK(blob_in(shape + written::bytes(8, written::raw(precise))) == caffe_blob{{1, 2}, {0.1f, -2}});
    CHECK(blob_in(shape + written::bytes(5, written::raw(two)) + written::bytes(6, written::raw(two))) == expected);
}
TEST_CASE("the four extents of older files are a blob's shape where they are there") {
    float const two[] = {1.5f, -2};
    auto const old = written::number(1, 1) + written::number(2, 1) + written::number(3, 1) + written::number(4, 2);
    CHECK(blob_in(old + written::bytes(5, written::raw(two))) == caffe_blob{{1, 1, 1, 2}, {1.5f, -2}});
    CHECK(blob_in(old + written::blob({2}, {1.5f, -2})) == caffe_blob{{1, 1, 1, 2}, {1.5f, -2}});
    CHECK(detail::without_ones({1, 1, 1, 2}, 1) == std::vector<index_t>{2});
    CHECK(detail::without_ones({1, 1, 3, 2}, 1) == std::vector<index_t>{3, 2});
    CHECK(detail::without_ones({1, 1, 1, 1}, 2) == std::vector<index_t>{1, 1});
}
TEST_CASE("a blob whose numbers do not make its shape is refused") {
    CHECK(refusal_of_blob(written::blob({2, 3}, {1, 2, 3, 4, 5})) ==
          "cannot read 'a file': a blob has 5 numbers, which do not make the shape [2, 3]");
    CHECK_THAT(refusal_of_blob(written::blob({~std::uint64_t{0}}, {})), Contains("the shape [-1]"));
    auto const huge = std::uint64_t{1} << 62;
    CHECK_THAT(refusal_of_blob(written::blob({huge, huge, 4}, {})), Contains("has 0 numbers"));
    CHECK_THAT(refusal_of_blob(""), EndsWith("has 0 numbers, which do not make the shape []"));
    CHECK_THAT(refusal_of_blob(written::number(1, 3) + written::bytes(5, "abcd")),
               EndsWith("has 1 numbers, which do not make the shape [3, 0, 0, 0]"));
    CHECK_THAT(refusal_of_blob(written::blob(std::vector<std::uint64_t>(33, 1), {1})),
               EndsWith("has more than 32 numbers in field 1"));
}
