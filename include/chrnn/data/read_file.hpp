/// Reading a file: all of its bytes at once.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <filesystem>
#include <fstream>
#include <vector>

namespace chrnn {

/// The bytes of a file. Throws when it cannot be read, is not a regular file or has more than `most` bytes.
inline std::vector<std::byte> read_file(std::filesystem::path const& path, index_t most = index_t{1} << 30) {
    std::error_code problem;
    auto const size = std::filesystem::file_size(path, problem);
    if (problem) fail(path.string(), " cannot be read: ", problem.message());
    if (size > static_cast<std::uintmax_t>(most))
        fail(path.string(), " has ", size, " bytes, more than the ", most, " that are allowed");
    std::vector<std::byte> bytes(size);
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
    if (!file)
        fail(path.string(), " cannot be read: ", errno ? std::generic_category().message(errno) : "it became shorter");
    return bytes;
}

} // namespace chrnn
