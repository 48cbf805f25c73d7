// Files of tensors: what is read lies inside the file, and what has a checksum is as it was written. What a map of
// names then makes of it is loaded or refused.
#include "target.hpp"

#include <chrnn/io/parameters.hpp>
#include <chrnn/io/renamed.hpp>

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

/// A file of another program, which has no checksum, with what `names` renames.
file_bytes other_file() {
    std::string const header = R"({"m.w":{"dtype":"F16","shape":[2,3],"data_offsets":[0,12]},)"
                               R"("p":{"dtype":"BF16","shape":[2],"data_offsets":[12,16]},)"
                               R"("q":{"dtype":"BF16","shape":[2],"data_offsets":[16,20]}})";
    std::uint64_t const length = header.size();
    auto const* const first = reinterpret_cast<std::uint8_t const*>(&length);
    file_bytes all(first, first + 8);
    all.insert(all.end(), header.begin(), header.end());
    all.insert(all.end(), 20, 0x3c);
    return all;
}
chrnn::name_map const names{.rules = {{"fc1.weight", "m.w", {}, {1, 0}}, {"fc1.bias", "p", "q"}}};

} // namespace

std::vector<file_bytes> seeds() {
    return {checked_file(), other_file(), bytes_in(data_folder() / "torchvision.safetensors"),
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
    if (!read.entries.contains("m.w")) return; // of another seed

    float weight[6], bias[2];
    std::vector<chrnn::parameter_view<float>> const parameters{{"fc1.weight", {3, 2}, weight, 3, 2, 2},
                                                               {"fc1.bias", {2}, bias, 1, 2, 2}};
    load_parameters(renamed(read, names), parameters);
    for (float number : weight)
        if (!std::isfinite(number)) std::abort();
}
