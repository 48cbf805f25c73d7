/// A tensor file: what a safetensors file holds, as named blocks of one run of bytes.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/network/name_map.hpp>

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// Named tensors in memory, row-major, little-endian, not necessarily aligned.
struct tensor_file {
    /// Where a tensor lies in `data`, and how to read it: bytes `begin` to `end`.
    struct entry {
        std::string dtype; ///< "F32", "F64", ...
        std::vector<index_t> shape;
        std::size_t begin, end;
    };

    std::string path; ///< where it was read from, for error sentences
    std::map<std::string, entry> entries;
    std::map<std::string, std::string> metadata;
    std::vector<std::byte> data;
    bool checked = false; ///< whether the file held a checksum, which fitted
    name_map names{};     ///< by which `renamed` gave the entries their names

    std::span<std::byte const> bytes(entry const& one) const {
        return std::span(data).subspan(one.begin, one.end - one.begin);
    }
};

/// A tensor to be written: `rows` runs of `row_bytes` bytes, each `stride_bytes` after the one before.
struct tensor_bytes {
    std::string name;
    std::string dtype;
    std::vector<index_t> shape;
    std::byte const* first;
    std::size_t row_bytes;
    std::size_t rows = 1;
    std::size_t stride_bytes = 0;
};

} // namespace chrnn::CHRNN_ABI
