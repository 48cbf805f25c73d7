/// The `.npy` format of NumPy, for one array of numbers: versions 1.0 and 2.0 are read, version 1.0 is written.
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#pragma once

#include <chrnn/base/atomic_file.hpp>
#include <chrnn/base/input_file.hpp>
#include <chrnn/io/file_shape.hpp>
#include <chrnn/io/npy_header.hpp>

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace chrnn::CHRNN_ABI::detail {

static_assert(std::endian::native == std::endian::little, "chrnn reads and writes little-endian files only");

/// What NumPy calls `T` in a file.
template <class T>
inline constexpr std::string_view npy_type{};
template <>
inline constexpr std::string_view npy_type<float> = "<f4";
template <>
inline constexpr std::string_view npy_type<double> = "<f8";
template <>
inline constexpr std::string_view npy_type<std::int32_t> = "<i4";

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// An array in memory, row-major.
template <class T>
struct npy_array {
    std::vector<index_t> shape;
    std::vector<T> values;
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Where the row-major element `i` of an array of `shape` lies in column-major order.
inline index_t column_major_position(index_t i, std::span<index_t const> shape) {
    index_t position = 0, below = 1; // below: elements between neighbours along the axis
    for (index_t extent : shape) below *= extent;
    for (std::size_t axis = shape.size(); axis-- > 0; i /= shape[axis]) {
        below /= shape[axis];
        position += i % shape[axis] * below;
    }
    return position;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Writes contiguous float, double or int32 numbers (a span, a vector, ...) as a row-major array, atomically. Throws
/// `error` naming the file if it cannot be written or the numbers do not make the shape.
template <class Numbers>
void save_npy(std::filesystem::path const& path, Numbers const& numbers, std::vector<index_t> const& shape) {
    std::span const values(numbers);
    using T = typename decltype(values)::value_type;
    static_assert(!detail::npy_type<T>.empty(), "save_npy writes float, double and std::int32_t");
    if (detail::element_count(shape) != static_cast<index_t>(values.size()))
        fail("cannot write ", detail::in_quotes(path.native()), ": ", values.size(), " numbers do not make the shape ",
             detail::shape_text(shape));

    std::string const header = detail::npy_header_text(detail::npy_type<T>, shape);
    if (header.size() > 65535)
        fail("cannot write ", detail::in_quotes(path.native()), ": its shape has too many dimensions");
    detail::atomic_file file(path);
    file.write(std::string_view("\x93NUMPY\x01\x00", 8));
    auto const length = static_cast<std::uint16_t>(header.size());
    file.write(std::as_bytes(std::span(&length, 1)));
    file.write(header);
    file.write(std::as_bytes(values));
    file.commit();
}

/// Reads an array of `T` (float, double or int32), which must be what the file holds; a column-major array is put into
/// row-major order. Throws `error` naming the file and what is wrong with it: it is missing, cut short or too long, its
/// header is malformed, or it holds another type.
template <class T>
npy_array<T> load_npy(std::filesystem::path const& path) {
    static_assert(!detail::npy_type<T>.empty(), "load_npy reads float, double and std::int32_t");
    detail::input_file file(path);
    if (file.left() < 10 || file.text(6) != "\x93NUMPY") file.refuse("it is not a .npy file");
    auto const version = file.read(2);
    auto const major = std::to_integer<int>(version[0]);
    if (major != 1 && major != 2) file.refuse("its .npy version ", major, " is not 1 or 2");
    std::uint32_t length = 0;
    std::size_t const length_bytes = major == 1 ? 2 : 4;
    std::memcpy(&length, file.read(length_bytes).data(), length_bytes);
    if (length > file.left())
        file.refuse("its header claims ", length, " bytes, but only ", file.left(), " bytes follow");
    if (length > 1 << 20) file.refuse("its header claims ", length, " bytes, more than the 1048576 accepted");

    detail::npy_header const header(file.text(length), file);
    if (header.type != detail::npy_type<T>)
        file.refuse("it holds numbers of type ", detail::in_quotes(header.type, 30), ", not ",
                    detail::in_quotes(detail::npy_type<T>));
    auto const count = detail::element_count(header.shape);
    std::size_t bytes = 0;
    if (!count || __builtin_mul_overflow(static_cast<std::size_t>(*count), sizeof(T), &bytes))
        file.refuse("its shape ", detail::shape_text(header.shape), " overflows");
    if (bytes != file.left())
        file.refuse("it has ", file.left(), " bytes of numbers where the shape ", detail::shape_text(header.shape),
                    " needs ", bytes);

    auto const data = file.read(bytes);
    npy_array<T> array{header.shape, std::vector<T>(static_cast<std::size_t>(*count))};
    for (index_t i = 0; i < *count; ++i) {
        index_t const stored = header.column_major ? detail::column_major_position(i, header.shape) : i;
        std::memcpy(array.values.data() + i, data.data() + stored * sizeof(T), sizeof(T));
    }
    return array;
}

} // namespace chrnn::CHRNN_ABI
