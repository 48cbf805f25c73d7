/// The include graph of the library: which header includes what, and what one may include.
#pragma once

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// The folders of include/chrnn: each may include itself and those before it.
inline constexpr std::array folders{"base",     "process", "shape",  "formula", "tensor", "backend", "cell",
                                    "traverse", "layer",   "loss",   "network", "train",  "data",    "fit",
                                    "io",       "predict", "report", "caffe",   "onnx",   "mpi",     "nccl"};

/// From a header, "chrnn/base/config.hpp", to the names that it includes, in their order.
using include_graph = std::map<std::string, std::vector<std::string>>;

/// The name in an include directive; nothing for another line.
inline std::string_view included(std::string_view line) {
    for (std::string_view part : {"#", "include"}) {
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (!line.starts_with(part)) return {};
        line.remove_prefix(part.size());
    }
    line.remove_prefix(std::min(line.find_first_not_of(" \t<\""), line.size()));
    return line.substr(0, line.find_first_of(">\""));
}

/// The graph of all headers below `top`, the folder that the compiler searches.
inline include_graph read_includes(std::filesystem::path const& top) {
    include_graph graph;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(top)) {
        if (!entry.is_regular_file()) continue;
        auto& names = graph[entry.path().lexically_relative(top).generic_string()];
        std::ifstream file(entry.path());
        for (std::string line; std::getline(file, line);)
            if (auto name = included(line); !name.empty()) names.emplace_back(name);
    }
    return graph;
}

inline bool starts_with_any(std::string_view name, std::initializer_list<std::string_view> beginnings) {
    return std::ranges::any_of(beginnings, [&](auto beginning) { return name.starts_with(beginning); });
}
inline bool is_eigen(std::string_view name) { return starts_with_any(name, {"Eigen/", "unsupported/Eigen/"}); }
inline bool is_cuda(std::string_view name) {
    return starts_with_any(name, {"cuda", "cublas", "cudnn", "curand", "thrust/", "cub/", "nvtx"});
}

/// The place of the header's folder in `folders`; their number for a header in no folder, "chrnn/chrnn.hpp"; -1 for a
/// folder that is not among them.
inline std::ptrdiff_t rank(std::string_view header) {
    std::string_view rest = header.substr(header.find('/') + 1);
    if (rest.find('/') == rest.npos) return std::ssize(folders);
    auto place = std::ranges::find(folders, rest.substr(0, rest.find('/')));
    return place == folders.end() ? -1 : place - folders.begin();
}

/// "a includes b" for every arrow that `forbidden(a, b)`.
template <class Forbidden>
std::vector<std::string> arrows(include_graph const& graph, Forbidden forbidden) {
    std::vector<std::string> found;
    for (auto const& [header, names] : graph)
        for (auto const& name : names)
            if (forbidden(header, name)) found.push_back(header + " includes " + name);
    return found;
}

/// Arrows of the library that point to a later folder, to an unknown one or to a header that is not there.
inline std::vector<std::string> wrong_arrows(include_graph const& graph) {
    return arrows(graph, [&](std::string const& header, std::string const& name) {
        return name.starts_with("chrnn/") && (!graph.contains(name) || rank(name) < 0 || rank(name) > rank(header));
    });
}

/// All that `header` includes, through others too.
inline std::set<std::string> reach(include_graph const& graph, std::string const& header) {
    std::set<std::string> seen;
    std::function<void(std::string const&)> visit = [&](std::string const& from) {
        if (auto node = graph.find(from); node != graph.end())
            for (auto const& name : node->second)
                if (seen.insert(name).second) visit(name);
    };
    visit(header);
    return seen;
}

/// The headers that include themselves, through others too.
inline std::vector<std::string> cyclic(include_graph const& graph) {
    std::vector<std::string> found;
    for (auto const& [header, names] : graph)
        if (reach(graph, header).contains(header)) found.push_back(header);
    return found;
}
