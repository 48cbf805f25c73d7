/// The name of a layer, the first part of its parameters' names.
#pragma once

#include <chrnn/layer/layer.hpp>

namespace chrnn::CHRNN_ABI::detail {

inline constexpr index_t longest_name = 24;
/// The name of a layer, the first part of its parameters' names: "conv1", "hrnn6".
using layer_name = fixed_string<longest_name>;

/// The number that `name` ends in, 0 if none.
consteval index_t number_at_end(std::string_view name) {
    std::size_t begin = name.size();
    while (begin > 0 && '0' <= name[begin - 1] && name[begin - 1] <= '9') --begin;
    index_t number = 0;
    for (char digit : name.substr(begin)) number = 10 * number + (digit - '0');
    return number;
}

template <fixed_string Name>
consteval layer_name checked_name() {
    constexpr auto length = static_cast<index_t>(Name.view().size());
    if constexpr (length == 0 || length > longest_name)
        mistake<sentence("the name ", Name.view(), " of a layer has ", length, " characters, not 1 to ",
                         longest_name)>();
    return layer_name(Name.view());
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// `Layer` under a name of its own: `named<"fc7", dense<4096>>`. A number at the name's end counts for the layers
/// behind it too, which are relu7 and drop7.
template <fixed_string Name, class Layer>
struct named : Layer {
    static_assert(std::is_base_of_v<layer, Layer>, "chrnn: named gives a name to one layer, not to a sequence");
    static constexpr detail::layer_name given_name = detail::checked_name<Name>();
};

} // namespace chrnn::CHRNN_ABI
