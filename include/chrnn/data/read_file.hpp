/// Reading a file: all of its bytes at once.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>
#include <chrnn/base/in_quotes.hpp>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// The bytes of a file. Throws when it cannot be read, is not a regular file or has more than `most` bytes.
inline std::vector<std::byte> read_file(std::filesystem::path const& path, index_t most = index_t{1} << 30) {
    auto const refuse = [&](auto const&... reason) {
        fail("cannot read ", detail::in_quotes(path.native()), ": ", reason...);
    };
    std::error_code problem;
    auto const size = std::filesystem::file_size(path, problem);
    if (problem) refuse(problem.message());
    if (size > static_cast<std::uintmax_t>(most))
        refuse("it has ", size, " bytes, more than the ", most, " that are allowed");
    std::vector<std::byte> bytes(size);
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
    if (!file) refuse(errno != 0 ? std::generic_category().message(errno) : "it became shorter");
    return bytes;
}

} // namespace chrnn::CHRNN_ABI
