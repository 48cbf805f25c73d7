#include <chrnn/io/read_tensor.hpp>
#include <chrnn/io/renamed.hpp>
#include <chrnn/io/renamed_parameters.hpp>

#include "io/complaint.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <numeric>

using namespace chrnn;
using Catch::Contains;
using Catch::EndsWith;

namespace {

/// A convolution and a dense layer whose rows are padded, each with a bias.
struct two_layers {
    std::vector<float> conv = std::vector<float>(12), conv_bias = std::vector<float>(2),
                       dense = std::vector<float>(3 * 8, -1), dense_bias = std::vector<float>(3);

    explicit two_layers(float first) {
        std::iota(conv.begin(), conv.end(), first);
        std::iota(conv_bias.begin(), conv_bias.end(), first + 100);
        for (int i = 0; i < 15; ++i) dense[static_cast<std::size_t>(i / 5 * 8 + i % 5)] = first + float(20 + i);
        std::iota(dense_bias.begin(), dense_bias.end(), first + 0.5f);
    }
    std::vector<parameter_view<float>> parameters() {
        return {{"conv1.weight", {2, 3, 1, 2}, conv.data(), 2, 6, 6},
                {"conv1.bias", {2}, conv_bias.data(), 1, 2, 2},
                {"fc2.weight", {3, 5}, dense.data(), 3, 5, 8},
                {"fc2.bias", {3}, dense_bias.data(), 1, 3, 3}};
    }
    bool operator==(two_layers const&) const = default;
};

name_map const modules{.rules = {{"conv1", "features.0"}, {"fc2", "head"}}, .left_out = {".count"}};

/// A file of floats, all numbers 1.
tensor_file ones(std::vector<std::pair<std::string, std::vector<index_t>>> const& shapes) {
    tensor_file file{.path = "ones", .entries = {}, .metadata = {}, .data = {}};
    std::vector<float> const numbers(1000, 1);
    for (auto const& [name, shape] : shapes) {
        auto const bytes = std::as_bytes(std::span(numbers))
                               .first(static_cast<std::size_t>(detail::element_count(shape).value()) * sizeof(float));
        file.entries[name] = {"F32", shape, file.data.size(), file.data.size() + bytes.size()};
        file.data.insert(file.data.end(), bytes.begin(), bytes.end());
    }
    return file;
}
tensor_file whole() {
    return ones(
        {{"features.0.weight", {2, 3, 1, 2}}, {"features.0.bias", {2}}, {"head.weight", {3, 5}}, {"head.bias", {3}}});
}
std::string load_complaint(tensor_file const& file, name_map const& map) {
    two_layers network(1);
    std::string const sentence = complaint([&] { load_parameters(renamed(file, map), network.parameters()); });
    CHECK((sentence.empty() || network == two_layers(1)));
    return sentence;
}

} // namespace

TEST_CASE("parameters that are written by a map are read back by it, to the bit") {
    temporary_folder const folder;
    name_map const maps[] = {
        modules,
        {},
        {.rules = {{"conv1.weight", "kernel", {}, {2, 3, 1, 0}},
                   {"fc2.weight", "matrix", "more", {1, 0}},
                   {"fc2.bias", "b", "c"}}},
        {.rules = {{"conv1", "fc2"}, {"fc2", "conv1"}}},
    };
    for (auto const& map : maps) {
        two_layers saved(1), loaded(1000);
        save_parameters(folder / "w", saved.parameters(), map, {{"epoch", "3"}});
        auto const file = read_safetensors(folder / "w");
        CHECK(file.metadata.at("epoch") == "3");
        for (auto const& rule : map.rules)
            CHECK((file.entries.contains(rule.theirs) || file.entries.contains(rule.theirs + ".bias")));
        load_parameters(renamed(file, map), loaded.parameters());
        CHECK(loaded == saved);
    }
}

TEST_CASE("a rule may order axes otherwise, in what is read and in what is written") {
    temporary_folder const folder;
    two_layers network(0);
    name_map const map{.rules = {{"conv1.weight", "hwio", {}, {3, 2, 0, 1}}, {"fc2.weight", "io", {}, {1, 0}}}};
    save_parameters(folder / "w", network.parameters(), map);
    auto const file = read_safetensors(folder / "w");
    auto const hwio = read_tensor<float>(file, "hwio"), io = read_tensor<float>(file, "io");
    CHECK(hwio.shape == std::vector<index_t>{1, 2, 3, 2}); // of [2, 3, 1, 2]
    CHECK(hwio.values == std::vector<float>{0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11});
    CHECK(io.shape == std::vector<index_t>{5, 3});
    CHECK(std::vector<float>(io.values.begin(), io.values.begin() + 6) == std::vector<float>{20, 25, 30, 21, 26, 31});
}

TEST_CASE("a parameter may be the sum of two tensors, which is rounded once") {
    std::uint16_t const halves[] = {0x3c00, 0x1001, 0x7bff}; // 1, a bit above 2^-11, 65504
    tensor_file file{.path = "halves", .entries = {}, .metadata = {}, .data = {}};
    auto const bytes = std::as_bytes(std::span(halves));
    file.data.assign(bytes.begin(), bytes.end());
    file.entries = {{"b", {"F16", {3}, 0, 6}}, {"c", {"F16", {3}, 0, 6}}};
    name_map const map{.rules = {{"bias", "b", "c"}}};
    std::vector<float> sum(3);
    load_parameters(renamed(file, map), std::vector<parameter_view<float>>{{"bias", {3}, sum.data(), 1, 3, 3}});
    CHECK(sum == std::vector<float>{2, 2 * 0x1.004p-11f, 131008});

    file.entries.at("c").dtype = "BF16";
    CHECK_THAT(complaint([&] { renamed(file, map); }),
               EndsWith("1 that are not of the shapes and types of their rules: 'b' is 'F16' [3], 'c' 'BF16' [3]"));
    file.entries.at("b").dtype = file.entries.at("c").dtype = "I16";
    CHECK_THAT(complaint([&] { renamed(file, map); }), Contains("'b' is 'I16' [3], 'c' 'I16' [3]"));
    file.entries.erase("c");
    CHECK(complaint([&] { renamed(file, map); }) ==
          "cannot rename the tensors of 'halves': 1 that rules name and the file does not have: 'c'");
}

TEST_CASE("what does not fit is said in the file's own names, and nothing is loaded") {
    CHECK(load_complaint(whole(), modules).empty());
    auto file = whole();
    file.entries.erase("features.0.bias");
    file.entries["features.0.count"] = {"I64", {}, 0, 8};
    file.entries["features.1.weight"] = file.entries.at("head.bias");
    file.entries["head.more"] = file.entries.at("head.bias");
    file.entries.at("head.weight").shape = {5, 3};
    file.entries.at("head.bias").dtype = "I32";
    CHECK(load_complaint(file, modules) ==
          "cannot load 'ones' into the network: 1 missing: 'features.0.bias' for 'conv1.bias'; 2 unexpected: "
          "'head.more' for 'fc2.more', 'features.1.weight'; 1 misshapen: 'head.weight' for 'fc2.weight' ([5, 3] in the "
          "file, [3, 5] in the network); 1 of another type than F64, F32, F16 and BF16, not finite or out of range: "
          "'head.bias' for 'fc2.bias' is 'I32'");
}

TEST_CASE("a rule that fits nothing is refused, and so is one that fits what another does") {
    auto const begin = std::string("cannot rename the tensors of 'ones': ");
    auto with = [](name_map::rule const& more) {
        auto map = modules;
        map.rules.push_back(more);
        return map;
    };
    CHECK(load_complaint(whole(), with({"fc3", "tail"})) ==
          begin + "1 that rules name and the file does not have: 'tail'");
    CHECK(load_complaint(whole(), with({"fc3", "hea"})) ==
          begin + "1 that rules name and the file does not have: 'hea'");
    CHECK(load_complaint(whole(), with({"fc3.weight", "head", {}, {1, 0}})) ==
          begin + "1 that rules name and the file does not have: 'head'"); // a layer has no axes
    CHECK(load_complaint(whole(), with({"fc3.bias", "head.bias"})) ==
          begin + "1 that more than one rule names: 'head.bias'");
    CHECK(load_complaint(whole(), with({"fc3.bias", "head.weight", "head.bias"})) ==
          begin + "2 that more than one rule names: 'head.bias', 'head.weight'");
    auto file = whole();
    file.entries["fc2.bias"] = file.entries.at("head.bias");
    CHECK(load_complaint(file, modules) == begin + "1 that would have the name of another: 'head.bias'");
    name_map const turned{.rules = {{"conv1.weight", "features.0.weight", {}, {1, 0}}}};
    CHECK(load_complaint(whole(), turned) ==
          begin +
              "1 that are not of the shapes and types of their rules: 'features.0.weight' is 'F32' [2, 3, 1, 2], the "
              "axes of its rule are [1, 0]");
    file = whole();
    file.entries.at("head.weight").dtype = "F4";
    CHECK_THAT(load_complaint(file, {.rules = {{"fc2.weight", "head.weight", {}, {0, 1}}}}),
               EndsWith("'head.weight' is 'F4' [3, 5], the axes of its rule are [0, 1]"));
}

TEST_CASE("what a map does not fit is not written, and the old file survives") {
    temporary_folder const folder;
    two_layers network(1);
    save_parameters(folder / "w", network.parameters(), modules);
    auto const good = contents(folder / "w");
    auto const refused = [&](std::vector<name_map::rule> const& rules) {
        std::string const sentence =
            complaint([&] { save_parameters(folder / "w", network.parameters(), name_map{.rules = rules}); });
        CHECK(contents(folder / "w") == good);
        return sentence;
    };
    CHECK_THAT(refused({{"conv2", "a"}}), EndsWith("1 that rules name and the network does not have: 'conv2'"));
    CHECK_THAT(refused({{"conv1", "a"}, {"conv1.bias", "b"}}),
               EndsWith("1 that more than one rule names: 'conv1.bias'"));
    CHECK_THAT(
        refused({{"fc2.weight", "a", {}, {0, 0}}}),
        EndsWith("1 whose axes are not those of their rules: 'fc2.weight' is [3, 5], the axes of its rule are [0, 0]"));
    CHECK_THAT(refused({{"conv1", "fc2"}}), EndsWith("there are two tensors named 'fc2.bias'"));
    network.dense[9] = NAN;
    CHECK_THAT(refused({{"fc2", "a"}}), EndsWith("'fc2.weight' has a number that is not finite"));
}

TEST_CASE("options choose among our names, whatever the file calls them") {
    two_layers network(5);
    auto const report = load_parameters(renamed(whole(), modules), network.parameters(), {.except = {"fc2."}});
    CHECK(report.kept == std::vector<std::string>{"fc2.weight", "fc2.bias"});
    CHECK(network.conv == std::vector<float>(12, 1));
    CHECK(network.dense == two_layers(5).dense);
}
