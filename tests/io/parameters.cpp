#include <chrnn/io/parameters.hpp>

#include "io/complaint.hpp"
#include "io/full_disk.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <numeric>

using namespace chrnn;
using Catch::Contains;
using Catch::EndsWith;

namespace {

/// Parameters as a network might hold them: a convolution, a dense layer whose rows are padded, and a bias.
template <class T>
struct small_network {
    std::vector<T> conv = std::vector<T>(12), dense = std::vector<T>(3 * 8, T(-1)), bias = std::vector<T>(3);

    explicit small_network(T first) {
        std::iota(conv.begin(), conv.end(), first);
        for (index_t i = 0; i < 15; ++i) dense[i / 5 * 8 + i % 5] = first + T(20 + i);
        std::iota(bias.begin(), bias.end(), first + T(0.5));
    }

    std::vector<parameter_view<T>> parameters() {
        return {{"conv1.weight", {2, 3, 1, 2}, conv.data(), 2, 6, 6},
                {"fc2.weight", {3, 5}, dense.data(), 3, 5, 8},
                {"fc2.bias", {3}, bias.data(), 1, 3, 3}};
    }

    bool operator==(small_network const&) const = default;
};

} // namespace

TEMPLATE_TEST_CASE("parameters that are saved load as they were, gaps between rows untouched", "", float, double) {
    temporary_folder const folder;
    small_network<TestType> saved(1), loaded(100);
    save_parameters(folder / "w", saved.parameters(), {{"epoch", "3"}});
    auto const report = load_parameters(folder / "w", loaded.parameters());
    CHECK(loaded == saved);
    CHECK(loaded.dense[5] == -1);
    CHECK(report.kept.empty());
    CHECK(report.unused.empty());
    CHECK(report.rounded.empty());

    auto const file = read_safetensors(folder / "w");
    CHECK(file.metadata.at("epoch") == "3");
    CHECK(file.entries.at("fc2.weight").shape == std::vector<index_t>{3, 5});
    CHECK(file.entries.at("fc2.weight").dtype == (sizeof(TestType) == 4 ? "F32" : "F64"));
    CHECK(file.data.size() == 30 * sizeof(TestType));
}

TEST_CASE("parameters may be loaded in another precision, and rounding is reported") {
    temporary_folder const folder;
    small_network<double> fine(1.0 / 3);
    small_network<float> coarse(100);
    save_parameters(folder / "w", fine.parameters());
    auto const report = load_parameters(folder / "w", coarse.parameters());
    CHECK(report.rounded == std::vector<std::string>{"conv1.weight", "fc2.weight", "fc2.bias"});
    CHECK(coarse.conv[4] == static_cast<float>(fine.conv[4]));
    CHECK(coarse.dense[9] == static_cast<float>(fine.dense[9]));

    save_parameters(folder / "w", coarse.parameters());
    CHECK(load_parameters(folder / "w", fine.parameters()).rounded.empty());
    CHECK(fine.bias[2] == coarse.bias[2]);
}

TEST_CASE("numbers that are not finite are neither written nor loaded, nor finite ones that are too large for float") {
    temporary_folder const folder;
    std::vector<double> numbers = {1, 2, 3, 4};
    std::vector<float> target(4, 5);
    std::vector<parameter_view<double>> const from = {{"w", {4}, numbers.data(), 1, 4, 4}};
    std::vector<parameter_view<float>> const to = {{"w", {4}, target.data(), 1, 4, 4}};
    save_parameters(folder / "w", from);
    std::string const good = contents(folder / "w");
    for (double special : {double(INFINITY), -double(INFINITY), double(NAN)}) {
        numbers[3] = special;
        CHECK(complaint([&] { save_parameters(folder / "w", from); }) ==
              "cannot write '" + (folder / "w").string() + "': 'w' has a number that is not finite");
        CHECK(contents(folder / "w") == good);
        write_safetensors(folder / "bad", detail::tensors_of(from));
        CHECK_THAT(complaint([&] { load_parameters(folder / "bad", from); }),
                   Contains("'w' has a number that is not finite"));
        CHECK_THAT(complaint([&] { load_parameters(folder / "bad", to); }),
                   Contains("'w' has a number that is not finite"));
        numbers[3] = 4;
    }
    numbers[3] = 1e39;
    save_parameters(folder / "w", from);
    CHECK_THAT(complaint([&] { load_parameters(folder / "w", to); }), Contains("'w' is too large for float"));
    CHECK(target == std::vector<float>(4, 5));
    numbers[3] = 3e38;
    save_parameters(folder / "w", from);
    load_parameters(folder / "w", to);
    CHECK(target[3] == 3e38f);
}

TEMPLATE_TEST_CASE("numbers of 16 bits load as what they are, and an infinity of them is refused", "", float, double) {
    temporary_folder const folder;
    std::uint16_t half[] = {0x3c00, 0xc100, 0x0001, 0x7bff}, brain[] = {0x3f80, 0xc049, 0x0001, 0x7f7f};
    std::vector<TestType> x(4), y(4);
    std::vector<parameter_view<TestType>> const to = {{"x", {4}, x.data(), 1, 4, 4}, {"y", {2, 2}, y.data(), 2, 2, 2}};
    auto const write = [&] {
        write_safetensors(folder / "w", {{"x", "F16", {4}, reinterpret_cast<std::byte const*>(half), 8},
                                         {"y", "BF16", {2, 2}, reinterpret_cast<std::byte const*>(brain), 8}});
    };
    write();
    CHECK(load_parameters(folder / "w", to).rounded.empty());
    CHECK(x == std::vector<TestType>{1, -2.5, TestType(0x1p-24), 65504});
    CHECK(y == std::vector<TestType>{1, -3.140625, TestType(0x1p-133), TestType(0x1.fep127)});
    std::fill(x.begin(), x.end(), TestType(5));
    for (std::uint16_t special : {0x7c00, 0xfc00, 0x7e00, 0x7c01}) {
        half[3] = special, write();
        CHECK_THAT(complaint([&] { load_parameters(folder / "w", to); }),
                   Contains("'x' has a number that is not finite"));
    }
    half[3] = 0;
    for (std::uint16_t special : {0x7f80, 0xff80, 0x7fc0}) {
        brain[3] = special, write();
        CHECK_THAT(complaint([&] { load_parameters(folder / "w", to); }),
                   Contains("'y' has a number that is not finite"));
    }
    CHECK(x == std::vector<TestType>(4, 5));
}

TEST_CASE("one error lists every missing, unexpected, misshapen and mistyped tensor, and nothing is loaded") {
    temporary_folder const folder;
    std::vector<float> numbers(15, 1);
    auto const bytes = reinterpret_cast<std::byte const*>(numbers.data());
    write_safetensors(folder / "w", {{"conv1.weight", "F32", {12}, bytes, 48},
                                     {"fc2.weight", "I32", {3, 5}, bytes, 60},
                                     {"fc3.bias", "F32", {3}, bytes, 12},
                                     {"fc3.weight", "F32", {3}, bytes, 12}});
    small_network<float> network(1);
    auto parameters = network.parameters();
    std::vector<float> extra(1, 7);
    parameters.push_back({"fc9.bias", {1}, extra.data(), 1, 1, 1});
    auto const sentence = complaint([&] { load_parameters(folder / "w", parameters); });
    CHECK(sentence == "cannot load '" + (folder / "w").string() +
                          "' into the network: 2 missing: 'fc2.bias', 'fc9.bias'; 2 unexpected: 'fc3.bias', "
                          "'fc3.weight'; 1 misshapen: 'conv1.weight' ([12] in the file, [2, 3, 1, 2] in the network); "
                          "1 of another type than F64, F32, F16 and BF16, not finite or out of range: 'fc2.weight' is "
                          "'I32'");
    CHECK(network == small_network<float>(1));
    CHECK(extra[0] == 7);
}

TEST_CASE("of a thousand mistakes an error says how many there are, and no more than a few") {
    temporary_folder const folder;
    float const number = 1;
    std::vector<tensor_bytes> tensors;
    for (int i = 0; i < 1000; ++i)
        tensors.push_back(
            {std::string(500, 'a') + std::to_string(i), "F32", {1}, reinterpret_cast<std::byte const*>(&number), 4});
    write_safetensors(folder / "w", tensors);
    small_network<float> network(1);
    auto const sentence = complaint([&] { load_parameters(folder / "w", network.parameters()); });
    CHECK_THAT(sentence, Contains("1000 unexpected: 'aaa") && Contains("...' and 992 more"));
    CHECK(sentence.size() < 1000);
}

TEST_CASE("one tensor that does not fit keeps all the others from being loaded") {
    temporary_folder const folder;
    small_network<float> saved(1), network(50);
    for (auto const spoil : {0, 1, 2}) {
        auto parameters = saved.parameters();
        auto& last = parameters.back();
        if (spoil == 0) last.name = "fc2.bios";
        if (spoil == 1) parameters.pop_back();
        if (spoil == 2) last.shape = {3, 1};
        save_parameters(folder / "w", parameters);
        CHECK(complaint([&] { load_parameters(folder / "w", network.parameters()); }) != "");
        CHECK(network == small_network<float>(50));
    }
}

TEST_CASE("for fine-tuning some names may be left out on both sides, and come back as lists") {
    temporary_folder const folder;
    small_network<float> saved(1);
    save_parameters(folder / "w", saved.parameters());
    std::vector<float> conv(12), output(5, 9);
    std::vector<parameter_view<float>> const network = {{"conv1.weight", {2, 3, 1, 2}, conv.data(), 2, 6, 6},
                                                        {"fc2.bias", {5}, output.data(), 1, 5, 5}};
    load_report report;
    SECTION("all except") { report = load_parameters(folder / "w", network, {.except = {"fc2."}}); }
    SECTION("only") { report = load_parameters(folder / "w", network, {.only = {"conv"}}); }
    SECTION("only and except") {
        report = load_parameters(folder / "w", network, {.only = {"conv", "fc"}, .except = {"fc2"}});
    }
    CHECK(conv == saved.conv);
    CHECK(output == std::vector<float>(5, 9));
    CHECK(report.kept == std::vector<std::string>{"fc2.bias"});
    CHECK(report.unused == std::vector<std::string>{"fc2.bias", "fc2.weight"});
}

TEST_CASE("names that take part must match exactly even when others are left out") {
    temporary_folder const folder;
    small_network<float> saved(1), network(50);
    auto parameters = saved.parameters();
    parameters[0].name = "conv2.weight";
    save_parameters(folder / "w", parameters);
    CHECK_THAT(complaint([&] { load_parameters(folder / "w", network.parameters(), {.except = {"fc2."}}); }),
               EndsWith("1 missing: 'conv1.weight'; 1 unexpected: 'conv2.weight'"));
    CHECK(network == small_network<float>(50));
}

TEST_CASE("a name to load or to leave out that nothing has is a mistake") {
    temporary_folder const folder;
    small_network<float> network(1);
    save_parameters(folder / "w", network.parameters());
    CHECK_THAT(complaint([&] { load_parameters(folder / "w", network.parameters(), {.except = {"fc7."}}); }),
               EndsWith("1 chosen to load or to leave out that no name begins with: 'fc7.'"));
    CHECK_THAT(
        complaint([&] {
            load_parameters(folder / "w", network.parameters(), {.only = {"conv", "cnov", "fc"}, .except = {"f7"}});
        }),
        EndsWith("'cnov', 'f7'"));
}

TEST_CASE("a parameter whose rows do not make its shape is named") {
    temporary_folder const folder;
    small_network<float> network(1);
    save_parameters(folder / "w", network.parameters());
    auto parameters = network.parameters();
    SECTION("too few") { parameters[1].rows = 2; }
    SECTION("rows that overlap") { parameters[1].stride = 4; }
    CHECK_THAT(complaint([&] { load_parameters(folder / "w", parameters); }),
               Contains("parameter 'fc2.weight'") && Contains("do not make the shape [3, 5]"));
}

TEST_CASE("parameters of a constant network can be saved") {
    temporary_folder const folder;
    small_network<float> const network(1);
    std::vector<parameter_view<float const>> const parameters = {{"fc2.bias", {3}, network.bias.data(), 1, 3, 3}};
    save_parameters(folder / "w", parameters);
    CHECK(read_safetensors(folder / "w").entries.at("fc2.bias").dtype == "F32");
}

TEST_CASE("saved parameters survive a disk that is full when they are saved again") {
    temporary_folder const folder;
    small_network<float> saved(1), other(50), loaded(0);
    save_parameters(folder / "w", saved.parameters());
    CHECK_THAT(complaint([&] {
                   full_disk const full(64);
                   save_parameters(folder / "w", other.parameters());
               }),
               Contains("cannot write '" + (folder / "w").string() + "': File too large"));
    CHECK(folder.size() == 1);
    load_parameters(folder / "w", loaded.parameters());
    CHECK(loaded == saved);
}
