#include "temporary_folder.hpp"
#include "torch/state_dict.hpp"

#include <chrnn/io/model_file.hpp>
#include <chrnn/io/read_tensor.hpp>
#include <chrnn/io/renamed.hpp>
#include <chrnn/io/renamed_parameters.hpp>
#include <chrnn/network/lstm_names.hpp>
#include <chrnn/train/probe.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

constexpr index_t channels = 6, length = 9, units_out = 5, samples = 2;

template <class Directions>
struct sequences : network<input<channels, 1, length>, recurrence<lstm, Directions, hidden<units_out>>, probe> {};
using forward_only = sequences<directions<east>>;
using both_ways = sequences<along_rows>;
struct columns : network<input<channels, length, 1>, recurrence<lstm, along_columns, hidden<units_out>>, probe> {};

named_shapes lstm_shapes(std::string const& start, std::vector<std::string> const& ends) {
    named_shapes all;
    for (auto const& end : ends) {
        all.push_back({start + "weight_ih_l0" + end, {4 * units_out, channels}});
        all.push_back({start + "weight_hh_l0" + end, {4 * units_out, units_out}});
        for (char const* bias : {"bias_ih_l0", "bias_hh_l0"}) all.push_back({start + bias + end, {4 * units_out}});
    }
    return all;
}
template <class Net>
double off(tensor_file const& file, std::string const& expected) {
    model<Net> net{batch{samples}, seed{1}};
    load(net, renamed(file, lstm_names<Net, "hrnn1">("")));
    std::vector<int> const labels(samples);
    auto const x = units("sequences", samples * channels * length);
    net.forward(x, labels);
    return relative_difference(net.output("hrnn1"), torchs(expected));
}

} // namespace

TEST_CASE("a recurrence with the weights of PyTorch's nn.LSTM computes what that does") {
    auto file = state_dict(lstm_shapes("", {""}));
    CHECK(off<forward_only>(file, "lstm") < 1e-5);
    CHECK(off<both_ways>(state_dict(lstm_shapes("", {"", "_reverse"})), "lstm_both") < 1e-5);

    auto const begin = file.data.begin() + static_cast<std::ptrdiff_t>(file.entries.at("weight_ih_l0").begin);
    constexpr std::ptrdiff_t gate = units_out * channels * 4;
    std::swap_ranges(begin, begin + gate, begin + gate); // the input gate's and the forget gate's
    CHECK(off<forward_only>(file, "lstm") > 1e-2);
}

TEST_CASE("a recurrence's weights are written as those of an nn.LSTM, one bias of the two being 0") {
    temporary_folder const folder;
    model<both_ways> net{batch{samples}, seed{1}};
    auto const map = lstm_names<both_ways, "hrnn1">("encoder.", 3);
    save_parameters(folder / "w", net.named_parameters(), map);
    auto const file = read_safetensors(folder / "w");
    CHECK(file.entries.size() == 8);
    CHECK(read_tensor<float>(file, "encoder.weight_hh_l3_reverse").values ==
          net.named_parameters()[4].copy()); // west's
    CHECK(read_tensor<float>(file, "encoder.bias_hh_l3").values == std::vector<float>(4 * units_out));
    auto const before = std::vector<float>(net.parameters_span().begin(), net.parameters_span().end());
    model<both_ways> other{batch{samples}, seed{2}};
    load(other, renamed(file, map));
    for (std::size_t i = 0; i < other.named_parameters().size(); ++i)
        CHECK(other.named_parameters()[i].copy() == net.named_parameters()[i].copy());
}

TEST_CASE("a recurrence from row to row takes its other matrix") {
    auto const map = lstm_names<columns, "hrnn1">("");
    CHECK(map.rules[1].ours == "hrnn1.9x1.south.weight_r");
    CHECK(map.rules[4].ours == "hrnn1.9x1.north.weight_r");
    CHECK(map.rules[4].theirs == "weight_hh_l0_reverse");
}
