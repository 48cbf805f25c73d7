/// Reading a file: all of its bytes at once.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/input_file.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// The bytes of a file. Throws when it cannot be read, is not a regular file or has more than `most` bytes. `judge` is
/// called with the first of them, up to 64, before the rest is read, and may throw.
template <class Judge>
std::vector<std::byte> read_file(std::filesystem::path const& path, index_t most, Judge const& judge) {
    detail::input_file file(path);
    std::size_t const size = file.left();
    if (size > static_cast<std::uintmax_t>(most))
        file.refuse("it has ", size, " bytes, more than the ", most, " that are allowed");
    std::vector<std::byte> bytes(std::min(size, std::size_t{64}));
    file.read(bytes);
    judge(std::span<std::byte const>(bytes));
    std::size_t const head = bytes.size();
    bytes.resize(size);
    file.read(std::span(bytes).subspan(head));
    return bytes;
}
inline std::vector<std::byte> read_file(std::filesystem::path const& path, index_t most = index_t{1} << 30) {
    return read_file(path, most, [](std::span<std::byte const>) {});
}

} // namespace chrnn::CHRNN_ABI
