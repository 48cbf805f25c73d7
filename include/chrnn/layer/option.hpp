/// Options of layers, named where they are given: `conv<96, 7, stride<2>, pad<1>>`.
#pragma once

#include <chrnn/base/sentence.hpp>

#include <type_traits>

namespace chrnn::CHRNN_ABI {

template <index_t Value>
struct stride {};
template <index_t Value>
struct pad {};
template <index_t Value>
struct dilation {}; ///< of a convolution: how far the taps of a kernel lie apart
template <index_t Value>
struct groups {};       ///< of a convolution: as many side by side, each of its share of the channels and filters
struct without_bias {}; ///< of a convolution before a layer that takes the mean away, such as batch normalisation
struct rounded_up {};   ///< of pooling: a last window may hang over the edge, though not begin behind it, as in Caffe
struct rounded_down {}; ///< of pooling: every window fits the padded image, as in PyTorch

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

/// Where windows lie, by what `Options` say of it.
template <class... Options>
struct placement {
    static constexpr index_t stride = option_among<chrnn::stride, "stride", 1, 1, Options...>();
    static constexpr index_t pad = option_among<chrnn::pad, "pad", 0, 0, Options...>();
};

/// What `Options` say of a convolution; any other option ends the compilation.
template <class... Options>
struct convolution_options : placement<Options...> {
    static_assert(((is_option<chrnn::stride, Options> || is_option<chrnn::pad, Options> ||
                    is_option<chrnn::dilation, Options> || is_option<chrnn::groups, Options> ||
                    std::is_same_v<Options, without_bias>)&&...),
                  "chrnn: a convolution knows the options stride<n>, pad<n>, dilation<n>, groups<n> and without_bias "
                  "only");

    static constexpr index_t dilation = option_among<chrnn::dilation, "dilation", 1, 1, Options...>();
    static constexpr index_t groups = option_among<chrnn::groups, "groups", 1, 1, Options...>();
    static constexpr bool bias = !(std::is_same_v<Options, without_bias> || ...);
};

/// What `Options` say of pooling; any other option ends the compilation. Unless they say how the extent is rounded,
/// that is up without padding, as in the paper, and down with it, as in PyTorch.
template <class... Options>
struct pooling_options : placement<Options...> {
    static_assert(((is_option<chrnn::stride, Options> || is_option<chrnn::pad, Options> ||
                    std::is_same_v<Options, rounded_up> || std::is_same_v<Options, rounded_down>)&&...),
                  "chrnn: pooling knows the options stride<n>, pad<n>, rounded_up and rounded_down only");
    static_assert(((std::is_same_v<Options, rounded_up> || std::is_same_v<Options, rounded_down>)+... + 0) <= 1,
                  "chrnn: pooling rounds its extent up or down, and is told so once");

    static constexpr bool overhang =
        (std::is_same_v<Options, rounded_up> || ...) ||
        (placement<Options...>::pad == 0 && !(std::is_same_v<Options, rounded_down> || ...));
};

} // namespace chrnn::CHRNN_ABI::detail
