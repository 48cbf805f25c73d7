/// The safetensors format, read with suspicion and written atomically: eight bytes that say how long the header is
/// (little-endian), a JSON header padded with spaces, the numbers.
/// https://github.com/huggingface/safetensors, section "Format".
#pragma once

#include <chrnn/base/atomic_file.hpp>
#include <chrnn/base/utf8.hpp>
#include <chrnn/io/checksum.hpp>
#include <chrnn/io/json_text.hpp>
#include <chrnn/io/safetensors_header.hpp>

#include <bit>
#include <cstring>
#include <locale>
#include <sstream>

namespace chrnn::CHRNN_ABI {

static_assert(std::endian::native == std::endian::little, "chrnn reads and writes little-endian files only");

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The checksum of a safetensors file is part of its metadata, under two names, so that no damage to one of them takes
/// it away: "checksum" says which it is, "xxh3" holds it. It is of the data and then the header, with zeros for itself.
inline constexpr char checksum_kind[] = "checksum", checksum_name[] = "xxh3";

/// Where the digits of the checksum stand in a header; npos if there are none.
inline std::size_t checksum_place(std::string const& header) {
    std::string const begin = std::string("\"").append(checksum_name).append("\":\"");
    std::size_t const found = header.find(begin);
    return found == header.npos || found + begin.size() + checksum::digits > header.size() ? header.npos
                                                                                           : found + begin.size();
}

/// Takes the checksum out of the metadata; returns whether there was one. Throws through `file` when it does not fit.
inline bool check_checksum(input_file const& file, std::string header, tensor_file& read) {
    auto const kind = read.metadata.find(checksum_kind), sum = read.metadata.find(checksum_name);
    if (kind == read.metadata.end() && sum == read.metadata.end()) return false;
    std::size_t const place = checksum_place(header);
    if (kind == read.metadata.end() || sum == read.metadata.end() || place == header.npos)
        file.refuse("its checksum was damaged");
    header.replace(place, checksum::digits, checksum::digits, '0');
    checksum found;
    found.add(read.data);
    found.add(header);
    if (found.text() != sum->second)
        file.refuse("its checksum does not fit: it was damaged, or changed by another program");
    read.metadata.erase(kind);
    read.metadata.erase(sum);
    return true;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Reads a whole safetensors file. Throws `error` naming the file and what is wrong with it: it is missing or cut
/// short, the header's length lies, the header is no JSON or not of the format's form, a name stands twice, a shape
/// overflows or does not fit its bytes, the tensors do not cover the data exactly once, or the checksum that
/// `write_safetensors` wrote does not fit. Files of other programs, which have none, are read as they are; a tensor of
/// a type that is not known is refused when it is asked for.
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

    std::string const text = file.text(length);
    detail::safetensors_header header(text, file);
    tensor_file read{path.native(), std::move(header.entries), std::move(header.metadata), file.read(file.left())};
    read.checked = detail::check_checksum(file, text, read);
    return read;
}

/// Writes a safetensors file atomically. Its bytes depend on the tensors alone, not on their order in the list: larger
/// elements come first, so that every tensor is aligned; then names decide. The header is padded with spaces to a
/// multiple of eight and holds a checksum of everything. Throws `error` naming the file if it cannot be written, a name
/// stands twice or is not UTF-8, the metadata has the name "checksum" or "xxh3", or a tensor's bytes do not fit its
/// shape.
inline void write_safetensors(std::filesystem::path const& path, std::vector<tensor_bytes> tensors,
                              std::map<std::string, std::string> metadata = {}) {
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

    for (char const* own : {detail::checksum_kind, detail::checksum_name})
        if (metadata.contains(own)) refuse("its metadata ", detail::in_quotes(own), " is the checksum's");
    metadata.emplace(detail::checksum_kind, "xxh3");
    metadata.emplace(detail::checksum_name, std::string(detail::checksum::digits, '0'));

    std::ostringstream json;
    json.exceptions(std::ios::badbit);  // a lack of memory ends in bad_alloc, not in half a header
    json.imbue(std::locale::classic()); // no thousands separators, whatever the program uses
    char const* comma = "";
    json << "{\"__metadata__\":{";
    for (auto const& [key, value] : metadata)
        json << std::exchange(comma, ",") << text_of(key) << ":" << text_of(value);
    json << "}";
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
        json << "," << text_of(one.name) << ":{\"dtype\":\"" << one.dtype
             << "\",\"shape\":" << detail::shape_text(one.shape) << ",\"data_offsets\":[" << begin << "," << end
             << "]}";
    }
    json << "}";
    std::string header = json.str();
    header.resize((header.size() + 7) / 8 * 8, ' ');

    auto const give_data = [&](auto const& take) {
        for (auto const& one : tensors)
            for (std::size_t row = 0; row < one.rows; ++row)
                take(std::span(one.first + row * one.stride_bytes, one.row_bytes));
    };
    detail::checksum sum;
    give_data([&](std::span<std::byte const> bytes) { sum.add(bytes); });
    sum.add(header);
    header.replace(detail::checksum_place(header), detail::checksum::digits, sum.text());

    detail::atomic_file file(path);
    std::uint64_t const length = header.size();
    file.write(std::as_bytes(std::span(&length, 1)));
    file.write(header);
    give_data([&](std::span<std::byte const> bytes) { file.write(bytes); });
    file.commit();
}

} // namespace chrnn::CHRNN_ABI
