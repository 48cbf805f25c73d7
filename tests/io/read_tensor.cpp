#include <chrnn/io/read_tensor.hpp>
#include <chrnn/io/safetensors.hpp>

#include "io/complaint.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

template <class T>
tensor_bytes whole(std::string const& name, std::vector<index_t> const& shape, std::vector<T> const& values) {
    return {name, std::string(dtype_of<T>), shape, reinterpret_cast<std::byte const*>(values.data()),
            values.size() * sizeof(T)};
}

/// A file of this header and this data, as another program might write it.
std::string file_text(std::string const& header, std::string const& data) {
    std::uint64_t const length = header.size();
    return std::string(reinterpret_cast<char const*>(&length), 8) + header + data;
}

template <class T>
std::string refusal(std::filesystem::path const& path, std::string const& name) {
    std::string const sentence = complaint([&] { read_tensor<T>(read_safetensors(path), name); });
    CHECK(sentence.find('\n') == sentence.npos);
    return sentence;
}

} // namespace

TEMPLATE_TEST_CASE("a tensor is read with its shape, to the bit", "", float, double) {
    using limits = std::numeric_limits<TestType>;
    temporary_folder const folder;
    std::vector<TestType> const values{TestType(1) / 3,    -0.0f, limits::max(), limits::denorm_min(),
                                       limits::infinity(), -7};
    write_safetensors(folder / "f", {whole("w", {2, 3}, values), whole<TestType>("b", {}, {5})});
    auto const file = read_safetensors(folder / "f");
    named_tensor<TestType> const w = read_tensor<TestType>(file, "w");
    CHECK(w.shape == std::vector<index_t>{2, 3});
    CHECK(w.values == values);
    CHECK(std::signbit(w.values[1]));
    CHECK(read_tensor<TestType>(file, "b").shape.empty());
    CHECK(read_tensor<TestType>(file, "b").values == std::vector<TestType>{5});
}

TEST_CASE("whole numbers are read as what they are, and a tensor may hold none") {
    temporary_folder const folder;
    std::vector<std::int64_t> const labels{-1, std::int64_t{1} << 62};
    std::vector<std::uint8_t> const pixels{0, 255, 7};
    write_safetensors(folder / "f", {whole("labels", {2}, labels), whole("pixels", {3, 1}, pixels),
                                     whole<float>("none", {4, 0}, {})});
    auto const file = read_safetensors(folder / "f");
    CHECK(read_tensor<std::int64_t>(file, "labels").values == labels);
    CHECK(read_tensor<std::uint8_t>(file, "pixels").values == pixels);
    CHECK(read_tensor<float>(file, "none").values.empty());
    CHECK(read_tensor<float>(file, "none").shape == std::vector<index_t>{4, 0});
}

TEST_CASE("floats are read from numbers of 16 bits as well, infinities included, and others are not") {
    temporary_folder const folder;
    std::uint16_t const bits[] = {0x3c00, 0xfc00, 0x8001};
    auto const bytes = reinterpret_cast<std::byte const*>(bits);
    write_safetensors(folder / "f", {{"half", "F16", {3}, bytes, 6}, {"brain", "BF16", {3, 1}, bytes, 6}});
    auto const file = read_safetensors(folder / "f");
    CHECK(read_tensor<float>(file, "half").values == std::vector<float>{1, -INFINITY, -0x1p-24f});
    CHECK(read_tensor<float>(file, "brain").values == std::vector<float>{0x1p-7f, -0x1p121f, -0x1p-133f});
    CHECK(read_tensor<float>(file, "brain").shape == std::vector<index_t>{3, 1});
    CHECK_THAT(refusal<double>(folder / "f", "half"), Catch::Contains("is of 'F16', not of F64"));
    CHECK_THAT(refusal<std::uint8_t>(folder / "f", "brain"), Catch::Contains("is of 'BF16', not of U8"));
}

TEST_CASE("a tensor is read from wherever it lies in the file, aligned or not") {
    temporary_folder const folder;
    std::vector<double> const numbers{1.5, -2};
    std::string const data(reinterpret_cast<char const*>(numbers.data()), 16);
    put(folder / "f", file_text(R"({"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},)"
                                R"("y":{"dtype":"F64","shape":[2],"data_offsets":[3,19]}})",
                                "abc" + data));
    CHECK(read_tensor<double>(read_safetensors(folder / "f"), "y").values == numbers);
}

TEST_CASE("a tensor that is missing or of another type is refused in a sentence that names it and the file") {
    temporary_folder const folder;
    auto const path = folder / "f";
    std::string const file = "'" + path.string() + "'";
    std::vector<float> const one{1};
    std::vector<double> const two{1, 2};
    write_safetensors(path, {whole("a", {1}, one), whole("a\nb", {2}, two)});
    CHECK(refusal<float>(path, "c") == file + " has no tensor 'c'");
    CHECK(refusal<float>(path, "") == file + " has no tensor ''");
    CHECK(refusal<float>(path, "a\nc") == file + " has no tensor 'a\\x0ac'");
    CHECK(refusal<double>(path, "a") == "the tensor 'a' of " + file + " is of 'F32', not of F64");
    CHECK(refusal<float>(path, "a\nb") == "the tensor 'a\\x0ab' of " + file + " is of 'F64', not of F32");
    CHECK(refusal<std::int32_t>(path, "a") == "the tensor 'a' of " + file + " is of 'F32', not of I32");
    CHECK(refusal<float>(path, "a").empty());
}

TEST_CASE("a file whose shapes do not fit its bytes, or that is cut short, is refused before a tensor is looked for") {
    temporary_folder const folder;
    auto const path = folder / "f";
    std::string const start = "cannot read '" + path.string() + "': ";
    auto const of_shape = [](std::string const& shape) {
        return R"({"w":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":[0,8]}})";
    };
    put(path, file_text(of_shape("[3]"), "12345678"));
    CHECK(refusal<float>(path, "w") == start + "tensor 'w' has 8 bytes where F32 [3] needs 12");
    put(path, file_text(of_shape("[1,-2]"), "12345678"));
    CHECK(refusal<float>(path, "w") ==
          start + "tensor 'w' has a shape that is not an array of whole numbers from 0 to 2^63 - 1");
    put(path, file_text(of_shape("[2]"), "1234567"));
    CHECK(refusal<float>(path, "w") == start + "tensor 'w' ends at byte 8 of the data, which has only 7");
    put(path, file_text(of_shape("[2]"), "12345678").substr(0, 20));
    CHECK_THAT(refusal<float>(path, "w"), Catch::StartsWith(start + "its header claims "));
    put(path, "");
    CHECK(refusal<float>(path, "w") == start + "it is too short to be a safetensors file");
    std::filesystem::remove(path);
    CHECK(refusal<float>(path, "w") == start + "No such file or directory");
}
