/// Options of layers, named where they are given: `conv<96, 7, stride<2>, pad<1>>`.
#pragma once

#include <chrnn/base/sentence.hpp>

#include <type_traits>

namespace chrnn::CHRNN_ABI {

template <index_t Value>
struct stride {};
template <index_t Value>
struct pad {};
struct without_bias {}; ///< of a convolution before a layer that takes the mean away, such as batch normalisation

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The number that `Given` says as the option `Option`, a template such as `stride`; `count` is 1 if it is that option.
template <template <index_t> class Option, class Given>
struct option_value {
    static constexpr index_t count = 0, value = 0;
};
template <template <index_t> class Option, index_t Value>
struct option_value<Option, Option<Value>> {
    static constexpr index_t count = 1, value = Value;
};
template <template <index_t> class Option, class Given>
inline constexpr bool is_option = option_value<Option, Given>::count == 1;

/// What one of `Given` says as the option `Option`, or `Default`. `Name` is the option's; ends the compilation where it
/// is below `Least` or given twice, and then gives `Default`.
template <template <index_t> class Option, fixed_string Name, index_t Default, index_t Least, class... Given>
consteval index_t option_among() {
    constexpr index_t count = (0 + ... + option_value<Option, Given>::count);
    constexpr index_t value = (0 + ... + option_value<Option, Given>::value);
    if constexpr (count > 1)
        mistake<sentence("a layer has the option ", Name.view(), "<n> once, but here it is given ", count, " times")>();
    else if constexpr (count == 1 && value < Least)
        mistake<sentence("the option ", Name.view(), "<", value, "> of a layer is below ", Least)>();
    return count == 1 && value >= Least ? value : Default;
}

/// The stride and padding among `Options`, and whether there is a bias; any other option ends the compilation.
template <class... Options>
struct placement {
    static_assert(((is_option<chrnn::stride, Options> || is_option<chrnn::pad, Options> ||
                    std::is_same_v<Options, without_bias>)&&...),
                  "chrnn: this layer knows the options stride<n>, pad<n> and, of a convolution, without_bias only");

    static constexpr index_t stride = option_among<chrnn::stride, "stride", 1, 1, Options...>();
    static constexpr index_t pad = option_among<chrnn::pad, "pad", 0, 0, Options...>();
    static constexpr bool bias = !(std::is_same_v<Options, without_bias> || ...);
};

} // namespace chrnn::CHRNN_ABI::detail
