#include <chrnn/io/npy.hpp>

#include "complaint.hpp"
#include "full_disk.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <limits>

using namespace chrnn;
using Catch::Contains;
using namespace std::string_literals;

namespace {

/// A version 1.0 file of this header and these bytes.
std::string npy(std::string const& header, std::string const& numbers) {
    std::string const length{static_cast<char>(header.size() % 256), static_cast<char>(header.size() / 256)};
    return "\x93NUMPY\x01\x00"s + length + header + numbers;
}

template <class T>
std::string bytes_of(std::vector<T> const& values) {
    return {reinterpret_cast<char const*>(values.data()), values.size() * sizeof(T)};
}

/// The complaint of `load_npy<float>` about a file of this text.
std::string refusal(std::string const& text) {
    temporary_folder const folder;
    put(folder / "array.npy", text);
    std::string const sentence = complaint([&] { load_npy<float>(folder / "array.npy"); });
    CHECK_THAT(sentence, Contains("array.npy'"));
    CHECK(sentence.find('\n') == sentence.npos);
    return sentence;
}

} // namespace

TEMPLATE_TEST_CASE("an array that is saved as .npy loads as it was", "", float, double, std::int32_t) {
    temporary_folder const folder;
    using limits = std::numeric_limits<TestType>;
    std::vector<TestType> const values = {0, 1, limits::max(), limits::lowest(), limits::min(), 5};
    for (std::vector<index_t> const& shape :
         std::vector<std::vector<index_t>>{{6}, {2, 3}, {3, 2}, {1, 6, 1}, {1, 1, 2, 1, 3}}) {
        save_npy(folder / "array.npy", values, shape);
        auto const loaded = load_npy<TestType>(folder / "array.npy");
        CHECK(loaded.shape == shape);
        CHECK(loaded.values == values);
    }
    CHECK(folder.size() == 1);
}

TEST_CASE("a scalar and an empty array are .npy arrays too") {
    temporary_folder const folder;
    save_npy(folder / "scalar.npy", std::array{2.5f}, {});
    CHECK(load_npy<float>(folder / "scalar.npy").values == std::vector{2.5f});
    CHECK(load_npy<float>(folder / "scalar.npy").shape.empty());
    save_npy(folder / "empty.npy", std::span<double const>{}, {3, 0});
    CHECK(load_npy<double>(folder / "empty.npy").values.empty());
    CHECK(load_npy<double>(folder / "empty.npy").shape == std::vector<index_t>{3, 0});
}

TEST_CASE("a saved .npy file is byte for byte what NumPy writes") {
    temporary_folder const folder;
    save_npy(folder / "array.npy", std::vector<float>{1, 2, 3}, {3});
    std::string const dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }";
    CHECK(contents(folder / "array.npy") == "\x93NUMPY\x01\x00\x76\x00"s + dictionary +
                                                std::string(117 - dictionary.size(), ' ') + "\n" +
                                                bytes_of<float>({1, 2, 3}));
}

TEST_CASE("a .npy file of version 2, in column-major order, or with its keys in another order loads") {
    temporary_folder const folder;
    std::string const header = "{'descr': '<i4', 'fortran_order': False, 'shape': (2,)}\n";
    put(folder / "two.npy",
        "\x93NUMPY\x02\x00"s + static_cast<char>(header.size()) + "\0\0\0"s + header + bytes_of<std::int32_t>({7, 8}));
    CHECK(load_npy<std::int32_t>(folder / "two.npy").values == std::vector<std::int32_t>{7, 8});

    put(folder / "columns.npy",
        npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", bytes_of<float>({1, 4, 2, 5, 3, 6})));
    CHECK(load_npy<float>(folder / "columns.npy").values == std::vector<float>{1, 2, 3, 4, 5, 6});
    put(folder / "cube.npy", npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2, 2), }",
                                 bytes_of<float>({0, 4, 2, 6, 1, 5, 3, 7})));
    CHECK(load_npy<float>(folder / "cube.npy").values == std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7});

    put(folder / "order.npy", npy("{\"shape\":(1,2),'fortran_order':False,'descr':'<f4'}", bytes_of<float>({3, 4})));
    CHECK(load_npy<float>(folder / "order.npy").shape == std::vector<index_t>{1, 2});
}

TEST_CASE("a .npy file that is not what it seems is refused in one line that names it") {
    std::string const good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }\n";
    std::string const four = bytes_of<float>({1, 2, 3, 4});
    temporary_folder const folder;
    put(folder / "array.npy", npy(good, four));
    REQUIRE(load_npy<float>(folder / "array.npy").values == std::vector<float>{1, 2, 3, 4});

    SECTION("cut short or too long") {
        CHECK_THAT(refusal(""), Contains("not a .npy file"));
        CHECK_THAT(refusal("\x93NUMPY\x01"), Contains("not a .npy file"));
        CHECK_THAT(refusal("\x93NUMPX\x01\x00\x00\x00"s), Contains("not a .npy file"));
        CHECK_THAT(refusal(npy(good, four).substr(0, 30)), Contains("its header claims 60 bytes, but only 20"));
        std::string axes;
        for (int axis = 0; axis < 65; ++axis) axes += "1,";
        CHECK_THAT(refusal(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (" + axes + ")}\n", four.substr(12))),
                   Contains("its array has more than 64 axes"));
        CHECK_THAT(refusal(npy(good, four.substr(1))), Contains("15 bytes of numbers where the shape [2, 2] needs 16"));
        CHECK_THAT(refusal(npy(good, four + "x")), Contains("17 bytes of numbers"));
        CHECK_THAT(refusal("\x93NUMPY\x02\x00\xff\xff\xff\xff"s + good + four), Contains("claims 4294967295 bytes"));
        CHECK_THAT(refusal("\x93NUMPY\x02\x00\x00\x00\x00"s), Contains("it ends 1 bytes too early"));
        CHECK_THAT(refusal("\x93NUMPY\x03\x00"s + good + four), Contains("version 3 is not 1 or 2"));
    }
    SECTION("a header that is no dictionary of the three entries") {
        for (auto const* header : {"", "{", "{}", "[]", "{'descr': '<f4', 'fortran_order': False}",
                                   "{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 2)}",
                                   "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), 'more': 1}",
                                   "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), 'descr': '<f4'}",
                                   "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)} x",
                                   "{'descr': '<f4' 'fortran_order': False, 'shape': (2, 2)}",
                                   "{'descr': '<f4, 'fortran_order': False, 'shape': (2, 2)",
                                   "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 2)}",
                                   "{'descr': '<f4', 'fortran_order': False, 'shape': (4)}",
                                   "{'descr': '<f4', 'fortran_order': False, 'shape': 4}",
                                   "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, -2)}",
                                   "{'descr': '<f4', 'fortran_order': False, 'shape': (2.0, 2)}",
                                   "{'descr': '<f4', 'fortran_order': False, 'shape': (2,, 2)}",
                                   "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2",
                                   "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 2)}"}) {
            INFO(header);
            CHECK_THAT(refusal(npy(header, four)), Contains("header is malformed"));
        }
    }
    SECTION("a shape that overflows") {
        auto const shaped = [&](std::string const& shape) {
            return refusal(npy("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + "}", four));
        };
        CHECK_THAT(shaped("(4294967296, 4294967296)"), Contains("overflows"));
        CHECK_THAT(shaped("(4611686018427387904, 4)"), Contains("overflows"));
        CHECK_THAT(shaped("(9223372036854775807,)"), Contains("overflows"));
        CHECK_THAT(shaped("(4294967297, 1)"), Contains("16 bytes of numbers where"));
    }
    SECTION("another type of numbers") {
        for (auto const* type : {"<f8", ">f4", "<i4", "|b1", "<f2", "<c8", "O"}) {
            auto const text =
                npy(std::string("{'descr': '").append(type) + "', 'fortran_order': False, 'shape': (4,)}", four);
            CHECK_THAT(refusal(text), Contains(std::string("numbers of type '").append(type) + "', not '<f4'"));
        }
    }
    SECTION("no file at all") {
        CHECK_THAT(complaint([&] { load_npy<float>(folder / "missing.npy"); }),
                   Contains("missing.npy': No such file or directory"));
        CHECK_THAT(complaint([&] { load_npy<float>(folder.path()); }), Contains("it is a folder"));
        CHECK_THAT(complaint([&] { load_npy<float>("/dev/zero"); }), Contains("it is not a regular file"));
    }
}

TEST_CASE("a .npy file with any one byte changed is read or refused, nothing worse") {
    temporary_folder const folder;
    save_npy(folder / "f", std::vector<float>{1, 2, 3, 4, 5, 6}, {2, 3});
    std::string const good = contents(folder / "f");
    int refused = 0, read = 0;
    for (std::size_t i = 0; i < good.size(); ++i)
        for (char other : {'\0', '\1', '\'', '{', '(', ',', '9', '-', '\x7f', '\xff'}) {
            std::string bad = good;
            bad[i] = other;
            put(folder / "g", bad);
            complaint([&] { load_npy<float>(folder / "g"); }).empty() ? ++read : ++refused;
        }
    CHECK(refused > 500);
    CHECK(read >= 240); // a change of the numbers alone
}

TEST_CASE("numbers that do not make the shape are not saved as .npy") {
    temporary_folder const folder;
    std::vector<float> const numbers(6);
    for (std::vector<index_t> const& shape : std::vector<std::vector<index_t>>{{}, {5}, {2, 4}, {-2, -3}, {0, 6}})
        CHECK_THAT(complaint([&] { save_npy(folder / "array.npy", numbers, shape); }),
                   Contains("array.npy'") && Contains("6 numbers do not make the shape"));
    std::vector<index_t> const lines(30000, 1);
    CHECK_THAT(complaint([&] { save_npy(folder / "array.npy", std::vector<float>(1), lines); }),
               Contains("array.npy'") && Contains("its shape has too many dimensions"));
    CHECK(folder.size() == 0);
}

TEST_CASE("a .npy file survives a disk that is full when it is saved again") {
    temporary_folder const folder;
    save_npy(folder / "array.npy", std::vector<float>{1, 2, 3}, {3});
    std::string const before = contents(folder / "array.npy");
    CHECK_THAT(complaint([&] {
                   full_disk const full(1000);
                   save_npy(folder / "array.npy", std::vector<double>(1000), {1000});
               }),
               Contains("array.npy': File too large"));
    CHECK(contents(folder / "array.npy") == before);
    CHECK(folder.size() == 1);
}
