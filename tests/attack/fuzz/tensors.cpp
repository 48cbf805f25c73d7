// Files of tensors: what is read lies inside the file, and what has a checksum is as it was written.
#include "target.hpp"

#include <chrnn/io/safetensors.hpp>

#include <algorithm>

namespace {

/// A file as `write_safetensors` leaves it: one that has a checksum.
file_bytes checked_file() {
    std::vector<float> const numbers{1, 2, 3, 4, 5, 6};
    auto const path = std::filesystem::temp_directory_path() / ("attack-" + std::to_string(::getpid()));
    chrnn::write_safetensors(path, {{"a", "F32", {2, 3}, std::as_bytes(std::span(numbers)).data(), 24, 1, 0}},
                             {{"b", "c"}});
    file_bytes const all = bytes_in(path);
    std::filesystem::remove(path);
    return all;
}

} // namespace

std::vector<file_bytes> seeds() {
    return {checked_file(), bytes_in(data_folder() / "sequence.safetensors"),
            bytes_in(data_folder() / "rules.safetensors")};
}

void attack(std::span<std::uint8_t const> bytes) {
    static file_bytes const written = checked_file();
    memory_file const file(bytes);
    chrnn::tensor_file const read = chrnn::read_safetensors(file.path());
    if (read.checked && !std::ranges::equal(written, bytes)) std::abort();
    unsigned sum = 0; // of every byte that a tensor has
    for (auto const& [name, entry] : read.entries)
        for (std::byte b : read.bytes(entry)) sum += std::to_integer<unsigned>(b);
    if (sum == 1) std::abort();
}
