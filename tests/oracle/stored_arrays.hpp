/// The stored arrays: reads the safetensors files of tests/data, which the oracle does not leave to the library.
#pragma once

#include "hierarchy.hpp"

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace oracle {

/// Where the files are: tests/data beside this folder in the source tree.
inline std::filesystem::path data_folder() {
    return std::filesystem::path(__FILE__).parent_path().parent_path() / "data";
}

/// The text between the next `open` at or after `from` and the `close` that follows it; `from` moves behind that.
inline std::string between(std::string const& text, std::string const& open, std::string const& close,
                           std::size_t& from) {
    auto const first = text.find(open, from) + open.size(), last = text.find(close, first);
    from = last + close.size();
    return text.substr(first, last - first);
}

/// All tensors of a file of tests/data by name, each of F32 or F64. It trusts the file to be as safetensors writes it,
/// without metadata. Throws std::runtime_error if it cannot be opened.
inline named_arrays read_stored(std::string const& file_name) {
    auto const path = data_folder() / file_name;
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("oracle: cannot open " + path.string());
    std::string const bytes{std::istreambuf_iterator<char>(file), {}};
    std::uint64_t header_size = 0; // little-endian, as is every machine that this runs on
    std::memcpy(&header_size, bytes.data(), 8);
    std::string const header = bytes.substr(8, header_size);
    char const* const data = bytes.data() + 8 + header_size;
    named_arrays result;
    // {"name":{"dtype":"F32","shape":[2,5],"data_offsets":[0,40]},"name":...}
    for (std::size_t at = 0; header.find("\":{", at) != std::string::npos;) {
        auto const name = between(header, "\"", "\"", at);
        bool const single = between(header, "\"dtype\":\"", "\"", at) == "F32";
        std::size_t const first = std::stoull(between(header, "\"data_offsets\":[", ",", at));
        std::size_t const last = std::stoull(between(header, "", "]", at));
        for (auto from = first; from < last; from += single ? 4 : 8) {
            float narrow = 0;
            double wide = 0;
            if (single)
                std::memcpy(&narrow, data + from, 4);
            else
                std::memcpy(&wide, data + from, 8);
            result[name].push_back(single ? narrow : wide);
        }
    }
    return result;
}

} // namespace oracle
