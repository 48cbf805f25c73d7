/// Reading a file: all of its bytes at once.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>
#include <chrnn/base/in_quotes.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <system_error>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// The bytes of a file. Throws when it cannot be read, is not a regular file or has more than `most` bytes. `judge` is
/// called with the first of them, up to 64, before the rest is read, and may throw.
template <class Judge>
std::vector<std::byte> read_file(std::filesystem::path const& path, index_t most, Judge const& judge) {
    auto const refuse = [&](auto const&... reason) {
        fail("cannot read ", detail::in_quotes(path.native()), ": ", reason...);
    };
    std::error_code problem;
    auto const size = std::filesystem::file_size(path, problem);
    if (problem) refuse(problem.message());
    if (size > static_cast<std::uintmax_t>(most))
        refuse("it has ", size, " bytes, more than the ", most, " that are allowed");
    std::vector<std::byte> bytes(std::min(size, std::uintmax_t{64}));
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    auto const read_from = [&](std::size_t first) {
        file.read(reinterpret_cast<char*>(bytes.data() + first), static_cast<std::streamsize>(bytes.size() - first));
        if (!file) refuse(errno != 0 ? std::generic_category().message(errno) : "it became shorter");
    };
    read_from(0);
    judge(std::span<std::byte const>(bytes));
    std::size_t const head = bytes.size();
    bytes.resize(size);
    read_from(head);
    return bytes;
}
inline std::vector<std::byte> read_file(std::filesystem::path const& path, index_t most = index_t{1} << 30) {
    return read_file(path, most, [](std::span<std::byte const>) {});
}

} // namespace chrnn::CHRNN_ABI
