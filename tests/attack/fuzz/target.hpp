/// What a fuzz target is: files to begin with, and what is done with one. Built with driver.cpp it mutates the files
/// itself, the same every time; built by clang++ with -fsanitize=fuzzer, libFuzzer does.
#pragma once

#include <chrnn/base/error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

using file_bytes = std::vector<std::uint8_t>;

/// Files that are as they should be.
std::vector<file_bytes> seeds();
/// Reads such a file, damaged in whatever way. It may throw `chrnn::error` and nothing else.
void attack(std::span<std::uint8_t const> bytes);

inline file_bytes bytes_in(std::filesystem::path const& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}
inline std::filesystem::path data_folder() { return std::filesystem::path(__FILE__).parent_path() / "../../data"; }

/// Whether `act` throws `chrnn::error`.
template <class Act>
bool refuses(Act const& act) {
    try {
        act();
    } catch (chrnn::error const&) {
        return true;
    }
    return false;
}

/// A file in memory, for what reads from a path.
class memory_file {
  public:
    explicit memory_file(std::span<std::uint8_t const> bytes) : file_(::memfd_create("attack", 0)) {
        if (file_ < 0 || ::write(file_, bytes.data(), bytes.size()) != std::ssize(bytes)) std::abort();
    }
    memory_file(memory_file const&) = delete;
    ~memory_file() { ::close(file_); }
    std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(file_); }

  private:
    int file_;
};
