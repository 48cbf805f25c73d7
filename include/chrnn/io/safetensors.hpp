/// The safetensors format, read with suspicion and written atomically: eight bytes that say how long the header is
/// (little-endian), a JSON header padded with spaces, the numbers.
/// https://github.com/huggingface/safetensors, section "Format".
#pragma once

#include <chrnn/io/atomic_file.hpp>
#include <chrnn/io/json_text.hpp>
#include <chrnn/io/safetensors_header.hpp>
#include <chrnn/io/utf8.hpp>

#include <bit>
#include <cstring>
#include <locale>
#include <sstream>

namespace chrnn::CHRNN_ABI {

static_assert(std::endian::native == std::endian::little, "chrnn reads and writes little-endian files only");

/// Reads a whole safetensors file. Throws `error` naming the file and what is wrong with it: it is missing or cut
/// short, the header's length lies, the header is no JSON or not of the format's form, a name stands twice, a dtype is
/// unknown, a shape overflows or does not fit its bytes, or the tensors do not cover the data exactly once.
inline tensor_file read_safetensors(std::filesystem::path const& path) {
    detail::input_file file(path);
    if (file.left() < 8) file.refuse("it is too short to be a safetensors file");
    std::uint64_t length = 0;
    std::memcpy(&length, file.read(8).data(), 8);
    if (length > file.left())
        file.refuse("its header claims ", length, " bytes, but only ", file.left(), " bytes follow");
    if (length > detail::safetensors_header::longest)
        file.refuse("its header claims ", length, " bytes, more than the ", detail::safetensors_header::longest,
                    " accepted");

    detail::safetensors_header header(file.text(length), file);
    return {path.native(), std::move(header.entries), std::move(header.metadata), file.read(file.left())};
}

/// Writes a safetensors file atomically. Its bytes depend on the tensors alone, not on their order in the list: larger
/// elements come first, so that every tensor is aligned; then names decide. The header is padded with spaces to a
/// multiple of eight. Throws `error` naming the file if it cannot be written, a name stands twice or is not UTF-8, or a
/// tensor's bytes do not fit its shape.
inline void write_safetensors(std::filesystem::path const& path, std::vector<tensor_bytes> tensors,
                              std::map<std::string, std::string> const& metadata = {}) {
    auto const refuse = [&](auto const&... why) {
        fail("cannot write ", detail::in_quotes(path.native()), ": ", why...);
    };
    auto const text_of = [&](std::string const& text) {
        if (!detail::is_utf8(text)) refuse(detail::in_quotes(text), " is not UTF-8 text");
        return detail::json_text(text);
    };
    std::sort(tensors.begin(), tensors.end(), [](tensor_bytes const& a, tensor_bytes const& b) {
        auto const bytes_a = detail::dtype_bytes(a.dtype), bytes_b = detail::dtype_bytes(b.dtype);
        return bytes_a != bytes_b ? bytes_a > bytes_b : a.name < b.name;
    });

    std::ostringstream json;
    json.imbue(std::locale::classic()); // no thousands separators, whatever the program uses
    char const* comma = "";
    json << "{";
    if (!metadata.empty()) {
        json << "\"__metadata__\":{";
        for (auto const& [key, value] : metadata)
            json << std::exchange(comma, ",") << text_of(key) << ":" << text_of(value);
        json << "}";
    }
    std::set<std::string_view> names = {"__metadata__"};
    std::size_t end = 0;
    for (auto const& one : tensors) {
        std::size_t const begin = end, bytes = one.rows * one.row_bytes;
        auto const count = detail::element_count(one.shape);
        if (detail::dtype_bytes(one.dtype) == 0)
            refuse("tensor ", detail::in_quotes(one.name), " has the unknown dtype ", one.dtype);
        if (!count || static_cast<std::size_t>(*count) * detail::dtype_bytes(one.dtype) != bytes)
            refuse("tensor ", detail::in_quotes(one.name), " has ", bytes, " bytes, which do not make ", one.dtype, " ",
                   detail::shape_text(one.shape));
        if (!names.insert(one.name).second) refuse("there are two tensors named ", detail::in_quotes(one.name));
        end += bytes;
        json << std::exchange(comma, ",") << text_of(one.name) << ":{\"dtype\":\"" << one.dtype
             << "\",\"shape\":" << detail::shape_text(one.shape) << ",\"data_offsets\":[" << begin << "," << end
             << "]}";
    }
    json << "}";
    std::string header = json.str();
    header.resize((header.size() + 7) / 8 * 8, ' ');

    detail::atomic_file file(path);
    std::uint64_t const length = header.size();
    file.write(std::as_bytes(std::span(&length, 1)));
    file.write(header);
    for (auto const& one : tensors)
        for (std::size_t row = 0; row < one.rows; ++row)
            file.write(std::span(one.first + row * one.stride_bytes, one.row_bytes));
    file.commit();
}

} // namespace chrnn::CHRNN_ABI
