/// State dicts as tests/data/make_torchvision.py makes them: the names and shapes are stored, the numbers follow from
/// them.
#pragma once

#include "distance.hpp"
#include "oracle/stored_arrays.hpp"

#include <chrnn/io/tensor_file.hpp>

#include <cmath>
#include <fstream>
#include <sstream>
#include <utility>

/// Numbers from -1 to 1 in 2^24 steps: FNV-1a of the name and the place, mixed as splitmix64 does.
inline std::vector<float> units(std::string const& name, std::size_t count) {
    std::uint64_t key = 0xcbf29ce484222325;
    for (unsigned char byte : name) key = (key ^ byte) * 0x100000001b3;
    std::vector<float> all(count);
    for (float& unit : all) {
        std::uint64_t z = key += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        z = z ^ (z >> 31);
        unit = static_cast<float>(z >> 40) / 0x1p23f - 1;
    }
    return all;
}

using named_shapes = std::vector<std::pair<std::string, std::vector<chrnn::index_t>>>;

/// The names and shapes of torchvision's `network`.
inline named_shapes shapes_of(std::string const& network) {
    std::ifstream file(oracle::data_folder() / "torchvision.txt");
    named_shapes all;
    bool found = false;
    for (std::string line; std::getline(file, line);)
        if (line[0] != ' ') {
            found = line == network;
        } else if (found) {
            std::istringstream words(line);
            auto& [name, shape] = all.emplace_back();
            words >> name;
            for (chrnn::index_t extent; words >> extent; words.ignore()) shape.push_back(extent);
        }
    return all;
}

/// The tensors of these shapes, as the safetensors file that another program wrote.
inline chrnn::tensor_file state_dict(named_shapes const& shapes) {
    chrnn::tensor_file file{.path = "torch.safetensors", .entries = {}, .metadata = {}, .data = {}};
    std::size_t end = 0;
    for (auto const& [name, shape] : shapes) {
        std::size_t count = 1;
        for (auto extent : shape) count *= static_cast<std::size_t>(extent);
        bool const counts = name.ends_with(".num_batches_tracked");
        std::size_t const begin = std::exchange(end, end + count * (counts ? 8 : 4));
        file.entries[name] = {counts ? "I64" : "F32", shape, begin, end};
    }
    file.data.resize(end);
    for (auto const& [name, entry] : file.entries) {
        if (entry.dtype == "I64") continue;
        std::size_t const count = (entry.end - entry.begin) / 4;
        auto numbers = units(name, count);
        bool const spread = name.ends_with(".weight") || name.ends_with(".running_var");
        auto const inputs =
            entry.shape.size() > 1 ? static_cast<double>(count) / static_cast<double>(entry.shape[0]) : 0;
        float const scale = inputs > 0 ? static_cast<float>(2.4 / std::sqrt(inputs)) : spread ? 0.5f : 0.1f;
        for (float& number : numbers) number = inputs == 0 && spread ? 1 + scale * number : scale * number;
        std::memcpy(file.data.data() + entry.begin, numbers.data(), 4 * count);
    }
    return file;
}

/// What PyTorch computed.
inline std::vector<double> const& torchs(std::string const& what) {
    static auto const all = oracle::read_stored("torchvision.safetensors");
    return all.at(what);
}
