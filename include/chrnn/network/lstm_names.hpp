/// The names of the parameters of PyTorch's nn.LSTM, for a recurrence that computes the same.
#pragma once

#include <chrnn/cell/gru.hpp>
#include <chrnn/cell/lstm.hpp>
#include <chrnn/layer/hierarchy.hpp>
#include <chrnn/network/layer_info.hpp>
#include <chrnn/network/name_map.hpp>

#include <string>

namespace chrnn::CHRNN_ABI::detail {

template <bool ScansSingle, class Cell, class Directions, class... Options>
recurrent_layer<ScansSingle, Cell, Directions, Options...>
recurrence_in(recurrent_layer<ScansSingle, Cell, Directions, Options...> const*);

template <class Layer>
concept recurrent = requires(Layer const* one) {
    recurrence_in(one);
};

/// Ends the compilation unless the recurrence computes what PyTorch's LSTM does.
template <fixed_string Name, index_t Scales, bool ScansSingle, class Cell, class Directions, class... Options>
consteval bool is_lstm(recurrent_layer<ScansSingle, Cell, Directions, Options...> const*) {
    if constexpr (std::is_same_v<Cell, gru>)
        mistake<sentence("lstm_names: the layer ", Name.view(),
                         " has the cell gru, which is no nn.GRU: its reset gate multiplies the state "
                         "itself, not what a matrix makes of it")>();
    else if constexpr (!std::is_same_v<Cell, lstm>)
        mistake<sentence("lstm_names: the layer ", Name.view(), " has the cell ", Cell::name,
                         ", but nn.LSTM computes what the cell lstm does")>();
    else if constexpr (Directions::neighbours::count != 1 || Scales != 1 || (std::is_same_v<Options, modified> || ...))
        mistake<sentence("lstm_names: the layer ", Name.view(),
                         " is not a recurrence along one axis, as nn.LSTM is: east, west, south or north")>();
    return true;
}

template <class Directions>
void add_lstm_rules(name_map& map, std::string const& ours, std::string const& theirs, std::string const& layer) {
    for (index_t d = 0; d < Directions::count; ++d) {
        std::string const name = ours + std::string(Directions::names[d]) + ".";
        std::string const end = layer + (Directions::flips_rows(d) || Directions::flips_columns(d) ? "_reverse" : "");
        map.rules.push_back({name + "weight_x", theirs + "weight_ih" + end});
        map.rules.push_back({name + std::string(Directions::neighbours::matrix(0)), theirs + "weight_hh" + end});
        map.rules.push_back({name + "bias", theirs + "bias_ih" + end, theirs + "bias_hh" + end});
    }
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The map for layer `Layer` of `Net`, a recurrence of the cell lstm along one axis, which is layer `number` of the
/// nn.LSTM that state dicts call `module` with a dot behind it: `lstm_names<words, "hrnn1">("encoder.")`. East and
/// south are PyTorch's forward direction, west and north its reverse one; ours adds the two where PyTorch's joins them.
/// Gates have one order in both, and our one bias is the sum of PyTorch's two: written, the second is 0. Any other
/// layer ends the compilation, a gru too: PyTorch's GRU multiplies by a matrix before it resets.
template <class Net, fixed_string Layer>
name_map lstm_names(std::string const& module, int number = 0) {
    constexpr index_t place = detail::place_of_layer<Net, Layer>();
    using layer_type = typename Net::template layer_at<place>;
    constexpr feature_shape in = Net::template in_shape<place>();
    name_map map;
    if constexpr (!detail::recurrent<layer_type>) {
        mistake<sentence("lstm_names: the layer ", Layer.view(), " is no recurrence")>();
    } else if constexpr (detail::is_lstm<Layer, in.scales>(static_cast<layer_type const*>(nullptr))) {
        using directions = typename decltype(detail::recurrence_in(static_cast<layer_type const*>(nullptr)))::scans;
        detail::add_lstm_rules<directions>(
            map, std::string(Layer.view()) + "." + std::string(in.scale[0].text().view()) + ".", module,
            "_l" + std::to_string(number));
    }
    return map;
}

} // namespace chrnn::CHRNN_ABI
