#include <chrnn/io/read_tensor.hpp>
#include <chrnn/io/safetensors.hpp>

#include "io/complaint.hpp"
#include "io/full_disk.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;
using namespace std::string_literals;

namespace {

/// A file of this header, whose length is stated as it is, and this data.
std::string file_of(std::string const& header, std::string const& data = "") {
    std::uint64_t const length = header.size();
    return std::string(reinterpret_cast<char const*>(&length), 8) + header + data;
}

std::string file_of(std::uint64_t claimed, std::string const& rest) {
    return std::string(reinterpret_cast<char const*>(&claimed), 8) + rest;
}

/// The complaint of the reader about a file of this text.
std::string refusal_of_text(std::string const& text) {
    temporary_folder const folder;
    put(folder / "bad.safetensors", text);
    std::string const sentence = complaint([&] { read_safetensors(folder / "bad.safetensors"); });
    CHECK_THAT(sentence, Contains("cannot read '") && Contains("bad.safetensors': "));
    CHECK(sentence.find('\n') == sentence.npos);
    return sentence;
}

tensor_file read_text(std::string const& text) {
    temporary_folder const folder;
    put(folder / "good.safetensors", text);
    return read_safetensors(folder / "good.safetensors");
}

template <class T>
tensor_bytes tensor_of(std::string const& name, std::vector<index_t> const& shape, std::vector<T> const& values) {
    return {name, std::string(dtype_of<T>), shape, reinterpret_cast<std::byte const*>(values.data()),
            values.size() * sizeof(T)};
}

template <class T>
std::vector<T> values_of(tensor_file const& file, std::string const& name) {
    auto const bytes = file.bytes(file.entries.at(name));
    std::vector<T> values(bytes.size() / sizeof(T));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
}

} // namespace

TEST_CASE("tensors that are written as safetensors are read as they were") {
    temporary_folder const folder;
    std::vector<float> const a = {1, 2, 3, 4, 5, 6}, scalar = {7};
    std::vector<double> const b = {1e300, -0.0};
    std::vector<std::uint8_t> const c = {255, 0, 1};
    std::map<std::string, std::string> const metadata = {{"epoch", "12"}, {"quote \" \\ \n \x01 é", "\tü"}};
    write_safetensors(folder / "f",
                      {tensor_of("a", {2, 3}, a), tensor_of("s", {}, scalar), tensor_of("b", {2}, b),
                       tensor_of("c", {3}, c), tensor_of<float>("none", {4, 0}, {}),
                       tensor_of("été \"x\"", {1, 1}, scalar)},
                      metadata);
    auto const file = read_safetensors(folder / "f");
    CHECK(file.path == (folder / "f").string());
    CHECK(file.entries.size() == 6);
    CHECK(file.metadata == metadata);
    CHECK(file.entries.at("a").dtype == "F32");
    CHECK(file.entries.at("a").shape == std::vector<index_t>{2, 3});
    CHECK(file.entries.at("none").shape == std::vector<index_t>{4, 0});
    CHECK(file.entries.at("s").shape.empty());
    CHECK(values_of<float>(file, "a") == a);
    CHECK(values_of<float>(file, "s") == scalar);
    CHECK(values_of<double>(file, "b") == b);
    CHECK(values_of<std::uint8_t>(file, "c") == c);
    CHECK(values_of<float>(file, "été \"x\"") == scalar);
    CHECK(folder.size() == 1);
}

TEST_CASE("a tensor whose rows lie apart is written without the gaps") {
    temporary_folder const folder;
    std::vector<float> const padded = {1, 2, 99, 3, 4, 99, 5, 6, 99};
    auto const first = reinterpret_cast<std::byte const*>(padded.data());
    write_safetensors(folder / "f", {{"rows", "F32", {3, 2}, first, 8, 3, 12}});
    CHECK(values_of<float>(read_safetensors(folder / "f"), "rows") == std::vector<float>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("a safetensors file has the bytes that the format prescribes, in an order that the list does not decide") {
    temporary_folder const folder;
    std::vector<float> const one = {1};
    std::vector<double> const two = {2};
    write_safetensors(folder / "f", {tensor_of("b", {1}, one), tensor_of("z", {1}, two), tensor_of("a", {1}, one)},
                      {{"k", "v"}});
    write_safetensors(folder / "g", {tensor_of("a", {1}, one), tensor_of("b", {1}, one), tensor_of("z", {1}, two)},
                      {{"k", "v"}});
    std::string const header = "{\"__metadata__\":{\"checksum\":\"xxh3\",\"k\":\"v\","
                               "\"xxh3\":\"cb77dab146e4f5b6\"}," // of the data and this with zeros, by xxhsum

                               "\"z\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                               "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
                               "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12,16]}}";
    std::string const padding((8 - header.size() % 8) % 8, ' ');
    CHECK(contents(folder / "f") == file_of(header + padding, "\0\0\0\0\0\0\0\x40\0\0\x80\x3f\0\0\x80\x3f"s));
    CHECK(contents(folder / "f").size() % 8 == 0);
    CHECK(contents(folder / "g") == contents(folder / "f"));
}

TEST_CASE("the header's numbers stay plain whatever locale the program sets") {
    struct thousands : std::numpunct<char> {
        char do_thousands_sep() const override { return ','; }
        std::string do_grouping() const override { return "\3"; }
    };
    temporary_folder const folder;
    std::vector<float> const many(5000, 1);
    auto const before = std::locale::global(std::locale(std::locale(), new thousands));
    write_safetensors(folder / "f", {tensor_of("a", {5000}, many)});
    std::locale::global(before);
    CHECK(values_of<float>(read_safetensors(folder / "f"), "a") == many);
}

TEST_CASE("a safetensors file that another program wrote is read") {
    auto const file =
        read_safetensors(std::filesystem::path(__FILE__).parent_path() / "../data/small_chlstm.safetensors");
    CHECK(file.entries.at("conv1.weight").dtype == "F32");
    CHECK(file.entries.at("conv1.weight").shape == std::vector<index_t>{6, 3, 5, 5});
    CHECK(file.entries.at("hrnn3.6.se.weight_x").shape == std::vector<index_t>{32, 8});
    CHECK(file.entries.contains("hrnn3.link.1.6.weight"));
}

TEST_CASE("a header may be padded, in any order, and its tensors too") {
    auto const file = read_text(file_of("{\"b\":{\"data_offsets\":[2,3],\"shape\":[],\"dtype\":\"U8\"} ,\n \"a\":"
                                        "{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[0,2]}}   ",
                                        "xyz"));
    CHECK(file.entries.at("a").begin == 0);
    CHECK(file.bytes(file.entries.at("b"))[0] == std::byte{'z'});
    CHECK(read_text(file_of("{}")).entries.empty());
}

TEST_CASE("a safetensors file that is cut short or whose header's length lies is refused") {
    std::string const header = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
    REQUIRE(read_text(file_of(header, "12345678")).entries.size() == 1);

    std::string const whole_file = file_of(header, "12345678");
    for (std::size_t bytes = 0; bytes < whole_file.size(); ++bytes)
        CHECK(refusal_of_text(whole_file.substr(0, bytes)) != "");

    CHECK_THAT(refusal_of_text(""), Contains("too short"));
    CHECK_THAT(refusal_of_text(file_of(100, header)),
               Contains("its header claims 100 bytes, but only 54 bytes follow"));
    CHECK_THAT(refusal_of_text(file_of(~std::uint64_t{0}, header)), Contains("claims 18446744073709551615 bytes"));
    CHECK_THAT(refusal_of_text(file_of(~std::uint64_t{7}, header)), Contains("claims 18446744073709551608 bytes"));
    CHECK_THAT(refusal_of_text(file_of(std::uint64_t{1} << 63, header)), Contains("claims 9223372036854775808 bytes"));
    CHECK_THAT(refusal_of_text(file_of(0, header)), Contains("not valid JSON"));
    CHECK_THAT(refusal_of_text(file_of(20, header)), Contains("not valid JSON (at byte 21)"));
    CHECK_THAT(refusal_of_text(file_of(header, "1234567")), Contains("ends at byte 8 of the data, which has only 7"));
    CHECK_THAT(refusal_of_text(file_of(header, "123456789")), Contains("its last 1 bytes belong to no tensor"));
    CHECK_THAT(refusal_of_text(file_of(40'000'000, std::string(40'000'000, ' '))),
               Contains("more than the 33554432 accepted"));
}

TEST_CASE("a safetensors header that is not JSON of the format's form is refused") {
    std::string const fields = R"("dtype":"F32","shape":[1],"data_offsets":[0,4])";
    auto const header = [](std::string const& text) { return refusal_of_text(file_of(text, "1234")); };
    REQUIRE(read_text(file_of("{\"a\":{" + fields + "}}", "1234")).entries.size() == 1);

    CHECK_THAT(header("{\"a\":{" + fields + "}"), Contains("not valid JSON"));
    CHECK_THAT(header("{\"a\":{" + fields + "}}}"), Contains("not valid JSON"));
    CHECK_THAT(header("{\"a\":{" + fields + "}}\0 {}"s), Contains("not valid JSON"));
    CHECK_THAT(header("{\"a\":{" + fields + ",}}"), Contains("not valid JSON"));
    CHECK_THAT(header("{\"a\xff\":{" + fields + "}}"), Contains("not valid JSON"));
    CHECK_THAT(header("nonsense"), Contains("not valid JSON"));
    CHECK_THAT(header("[]"), Contains("header is not a JSON object"));
    CHECK_THAT(header("3"), Contains("header is not a JSON object"));
    CHECK_THAT(header("null"), Contains("header is not a JSON object"));
    CHECK_THAT(header("{\"a\":[]}"), Contains("tensor 'a' is not described by a JSON object"));
    CHECK_THAT(header("{\"a\":-3.5}"), Contains("tensor 'a' is not described by a JSON object"));
    CHECK_THAT(header("{\"__metadata__\":[]}"), Contains("metadata is not described by a JSON object"));
    CHECK_THAT(header("{\"__metadata__\":{\"k\":1}}"), Contains("its metadata 'k' is not text"));
    CHECK_THAT(header("{\"__metadata__\":{\"k\":{}}}"), Contains("its metadata 'k' is not text"));
    CHECK_THAT(header("{\"__metadata__\":{\"k\":[\"v\"]}}"), Contains("its metadata 'k' is not text"));
    CHECK_THAT(header("{\"a\":{" + fields + ",\"more\":1}}"), Contains("tensor 'a' has the unknown property 'more'"));
    CHECK_THAT(header("{\"a\\nb\":{}}"), Contains("tensor 'a\\x0ab' has no dtype"));
    CHECK_THAT(header("{\"" + std::string(9000, 'n') + "\":{}}"), Contains("nnn...' has no dtype"));
}

TEST_CASE("a deeply nested safetensors header is refused without following it down") {
    for (std::size_t depth : {3, 1'000, 1'000'000})
        for (auto const* open : {"[", "{\"a\":", "{\"a\":["}) {
            std::string nested;
            for (std::size_t i = 0; i < depth; ++i) nested += open;
            CHECK(refusal_of_text(file_of(nested)) != "");
            CHECK(refusal_of_text(file_of("{\"a\":{\"shape\":" + nested)) != "");
            CHECK(refusal_of_text(file_of("{\"__metadata__\":" + nested)) != "");
        }
}

TEST_CASE("a safetensors header with a name twice is refused") {
    CHECK_THAT(refusal_of_text(file_of(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                                       R"("a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
                                       "12")),
               Contains("has the name 'a' twice"));
    CHECK_THAT(refusal_of_text(file_of(R"({"a":{"dtype":"U8","shape":[1],"shape":[2],"data_offsets":[0,2]}})", "12")),
               Contains("has the name 'shape' twice"));
    CHECK_THAT(refusal_of_text(file_of(R"({"__metadata__":{"k":"1","k":"2"}})")), Contains("has the name 'k' twice"));
    CHECK_THAT(refusal_of_text(file_of(R"({"__metadata__":{},"__metadata__":{}})")),
               Contains("has the name '__metadata__' twice"));
}

TEST_CASE("a safetensors tensor whose dtype or shape is impossible or does not fit its bytes is refused") {
    auto const tensor = [](std::string const& fields) {
        return refusal_of_text(file_of("{\"a\":{" + fields + "}}", "12345678"));
    };
    CHECK_THAT(tensor(R"("shape":[2],"data_offsets":[0,8])"), Contains("tensor 'a' has no dtype"));
    CHECK_THAT(tensor(R"("dtype":"F32","data_offsets":[0,8])"), Contains("tensor 'a' has no shape"));
    CHECK_THAT(tensor(R"("dtype":"F32","shape":[2])"), Contains("tensor 'a' has no data_offsets"));
    CHECK_THAT(tensor(R"("dtype":"F31","shape":[2],"data_offsets":[0,9])"), Contains("ends at byte 9"));
    CHECK_THAT(tensor(R"("dtype":4,"shape":[2],"data_offsets":[0,8])"), Contains("dtype that is not text"));
    CHECK_THAT(tensor(R"("dtype":["F32"],"shape":[2],"data_offsets":[0,8])"), Contains("dtype that is not text"));

    auto const shaped = [&](std::string const& shape) {
        return tensor("\"dtype\":\"F32\",\"data_offsets\":[0,8],\"shape\":" + shape);
    };
    for (auto const* shape : {"2", "\"2\"", "null", "{}", "[-2]", "[2.0]", "[2e0]", "[\"2\"]", "[[2]]", "[{}]",
                              "[true]", "[9223372036854775808]", "[99999999999999999999999]"})
        CHECK_THAT(shaped(shape), Contains("has a shape that is not an array of whole numbers from 0 to 2^63 - 1"));
    CHECK_THAT(shaped("[3]"), Contains("8 bytes where F32 [3] needs 12"));
    CHECK_THAT(shaped("[]"), Contains("8 bytes where F32 [] needs 4"));
    CHECK_THAT(shaped("[0, 2]"), Contains("8 bytes where F32 [0, 2] needs 0"));
    CHECK_THAT(shaped("[4294967296, 4294967296]"), Contains("overflows"));
    CHECK_THAT(shaped("[4611686018427387906, 1]"), Contains("overflows"));
    CHECK_THAT(shaped("[9223372036854775807, 9223372036854775807, 2]"), Contains("overflows"));
    CHECK_THAT(shaped("[9223372036854775807, 9223372036854775807, 0]"), Contains("needs 0"));
    std::string ones = "[2";
    for (int i = 0; i < 64; ++i) ones += ",1";
    CHECK_THAT(shaped(ones + "]"), Contains("more than 64 numbers"));
}

TEST_CASE("a tensor of a type that nobody knows does not keep the others from being read") {
    temporary_folder const folder;
    put(folder / "x", file_of(R"({"new":{"dtype":"F4","shape":[3],"data_offsets":[0,2]},)"
                              R"("known":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}})",
                              std::string("??\0\0\x80\x3f", 6)));
    auto const read = read_safetensors(folder / "x");
    CHECK(read_tensor<float>(read, "known").values == std::vector<float>{1});
    CHECK_THROWS_WITH(read_tensor<float>(read, "new"),
                      Contains("the tensor 'new' of ") && Contains("is of 'F4', not of F32"));
}

TEST_CASE("safetensors data that its tensors do not cover exactly once is refused") {
    auto const offsets = [](std::string const& a, std::string const& b) {
        return file_of(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":)" + a +
                           R"(},"b":{"dtype":"U8","shape":[3],"data_offsets":)" + b + "}}",
                       "12345");
    };
    REQUIRE(read_text(offsets("[0,2]", "[2,5]")).entries.size() == 2);
    REQUIRE(read_text(offsets("[3,5]", "[0,3]")).entries.size() == 2);
    CHECK_THAT(refusal_of_text(offsets("[0,2]", "[1,4]")), Contains("tensor 'b' overlaps another"));
    CHECK_THAT(refusal_of_text(offsets("[1,3]", "[2,5]")), Contains("bytes 0 to 1 of the data belong to no tensor"));
    CHECK_THAT(refusal_of_text(offsets("[0,2]", "[2,6]")),
               Contains("tensor 'b' ends at byte 6 of the data, which has only 5"));
    CHECK_THAT(refusal_of_text(offsets("[0,2]", "[5,2]")),
               Contains("tensor 'b' ends at byte 2, before it begins at 5"));
    CHECK_THAT(refusal_of_text(offsets("[0,2,4]", "[2,5]")), Contains("tensor 'a' has 3 data_offsets instead of two"));
    CHECK_THAT(refusal_of_text(offsets("[]", "[2,5]")), Contains("tensor 'a' has 0 data_offsets instead of two"));
    CHECK_THAT(refusal_of_text(offsets("[-1,1]", "[2,5]")),
               Contains("data_offsets that is not an array of whole numbers"));
    CHECK_THAT(refusal_of_text(offsets("[0,2]", "[2,18446744073709551615]")),
               Contains("data_offsets that is not an array"));
    CHECK_THAT(refusal_of_text(offsets("[0,2]", "[2,9223372036854775807]")),
               Contains("ends at byte 9223372036854775807"));
}

TEST_CASE("a safetensors file with any one byte changed, or any part of it gone, is refused") {
    temporary_folder const folder;
    std::vector<float> const numbers = {1, 2, 3};
    write_safetensors(folder / "f", {tensor_of("a", {3}, numbers), tensor_of("b", {1, 3}, numbers)}, {{"k", "v"}});
    CHECK(read_safetensors(folder / "f").checked);
    CHECK(read_safetensors(folder / "f").metadata == std::map<std::string, std::string>{{"k", "v"}});
    std::string const good = contents(folder / "f");
    int changed = 0, refused = 0;
    auto const attempt = [&](std::string const& bad) {
        ++changed;
        put(folder / "g", bad);
        refused += !complaint([&] { read_safetensors(folder / "g"); }).empty();
    };
    for (std::size_t i = 0; i < good.size(); ++i)
        for (int other : {0, 1, 2, 4, 8, 16, 32, 64, 128, 255, int('"'), int(' '), int('\n'), int('9')}) {
            std::string bad = good;
            bad[i] = static_cast<char>(
                other < 255 && other != '"' && other != ' ' && other != '\n' && other != '9' ? bad[i] ^ other : other);
            if (bad != good) attempt(bad);
        }
    for (std::size_t length = 0; length < good.size(); ++length) attempt(good.substr(0, length));
    CHECK(changed > 2500);
    CHECK(refused == changed);
}

TEST_CASE("a safetensors file of another program has no checksum, is read and says so") {
    temporary_folder const folder;
    put(folder / "f", file_of("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", "ab"));
    CHECK(!read_safetensors(folder / "f").checked);
}

TEST_CASE("what another program has made of a file with a checksum is refused") {
    temporary_folder const folder;
    auto const with = [&](std::string const& metadata) {
        put(folder / "f", file_of("{\"__metadata__\":{" + metadata + "}}", ""));
        return complaint([&] { read_safetensors(folder / "f"); });
    };
    std::string const kind = "\"checksum\":\"xxh3\"";
    CHECK_THAT(with(kind), Contains("its checksum was damaged"));
    CHECK_THAT(with("\"xxh3\":\"0123456789abcdef\""), Contains("its checksum was damaged"));
    CHECK_THAT(with(kind + ",\"xxh3\":\"0123\""), Contains("its checksum was damaged"));
    CHECK_THAT(with(kind + ",\"xxh3\": \"0123456789abcdef\""), Contains("its checksum was damaged"));
    CHECK_THAT(with(kind + ",\"xxh3\":\"0123456789abcdef\""), Contains("its checksum does not fit"));
    CHECK_THAT(complaint([&] {
                   write_safetensors(folder / "g", {}, {{"xxh3", "1"}});
               }),
               Contains("its metadata 'xxh3' is the checksum's"));
}

TEST_CASE("what is no safetensors file is refused by name") {
    temporary_folder const folder;
    CHECK_THAT(complaint([&] { read_safetensors(folder / "missing"); }),
               Contains("cannot read '") && Contains("missing': No such file or directory"));
    CHECK_THAT(complaint([&] { read_safetensors(folder.path()); }), Contains("it is a folder"));
    CHECK_THAT(complaint([&] { read_safetensors("/dev/zero"); }), Contains("it is not a regular file"));
    CHECK_THAT(refusal_of_text("This is a text file, and a long one.\n"), Contains("its header claims"));
}

TEST_CASE("tensors that make no safetensors file are not written") {
    temporary_folder const folder;
    std::vector<float> const two = {1, 2};
    auto const refused = [&](std::vector<tensor_bytes> const& tensors,
                             std::map<std::string, std::string> const& m = {}) {
        auto const sentence = complaint([&] { write_safetensors(folder / "f", tensors, m); });
        CHECK_THAT(sentence, Contains("cannot write '" + (folder / "f").string() + "': "));
        return sentence;
    };
    CHECK_THAT(refused({tensor_of("a", {2}, two), tensor_of("a", {2}, two)}), Contains("two tensors named 'a'"));
    CHECK_THAT(refused({tensor_of("__metadata__", {2}, two)}), Contains("two tensors named '__metadata__'"));
    CHECK_THAT(refused({tensor_of("a", {3}, two)}), Contains("tensor 'a' has 8 bytes, which do not make F32 [3]"));
    CHECK_THAT(refused({tensor_of("a\xff", {2}, two)}), Contains("not UTF-8"));
    CHECK_THAT(refused({tensor_of("a", {2}, two)}, {{"k", "\xc0\x80"}}), Contains("not UTF-8"));
    CHECK_THAT(refused({{"a", "F31", {2}, nullptr, 8}}), Contains("unknown dtype F31"));
    CHECK(folder.size() == 0);
}

TEST_CASE("when the disk is full while tensors are written the old safetensors file survives") {
    temporary_folder const folder;
    std::vector<float> const small(10, 1), large(100'000, 2);
    write_safetensors(folder / "f", {tensor_of("a", {10}, small)});
    CHECK_THAT(complaint([&] {
                   full_disk const full(100'000);
                   write_safetensors(folder / "f", {tensor_of("a", {100'000}, large)});
               }),
               Contains("cannot write '" + (folder / "f").string() + "': File too large"));
    CHECK(values_of<float>(read_safetensors(folder / "f"), "a") == small);
    CHECK(folder.size() == 1);
}
