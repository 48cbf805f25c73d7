/// Options of layers, named where they are given: `conv<96, 7, stride<2>, pad<1>>`.
#pragma once

#include <chrnn/base/sentence.hpp>

#include <type_traits>

namespace chrnn {

template <index_t Value>
struct stride {};
template <index_t Value>
struct pad {};
struct without_bias {}; ///< of a convolution before a layer that takes the mean away, such as batch normalisation

template <class Option>
inline constexpr bool is_stride = false;
template <index_t Value>
inline constexpr bool is_stride<stride<Value>> = true;
template <class Option>
inline constexpr bool is_pad = false;
template <index_t Value>
inline constexpr bool is_pad<pad<Value>> = true;

/// `Value`; ends the compilation if it is below `Least`, which it then gives.
template <fixed_string Option, index_t Value, index_t Least>
consteval index_t at_least() {
    if constexpr (Value < Least)
        mistake<sentence("the option ", Option.view(), "<", Value, "> of a layer is below ", Least)>();
    return Value < Least ? Least : Value;
}

template <class Option>
inline constexpr index_t stride_of = 1;
template <index_t Value>
inline constexpr index_t stride_of<stride<Value>> = at_least<"stride", Value, 1>();
template <class Option>
inline constexpr index_t pad_of = 0;
template <index_t Value>
inline constexpr index_t pad_of<pad<Value>> = at_least<"pad", Value, 0>();

/// The stride and padding among `Options`, and whether there is a bias; any other option ends the compilation.
template <class... Options>
struct placement {
    static_assert(((is_stride<Options> || is_pad<Options> || std::is_same_v<Options, without_bias>)&&...),
                  "chrnn: this layer knows the options stride<n> and pad<n> only");
    static_assert((0 + ... + is_stride<Options>) <= 1, "chrnn: a layer has one stride, but stride<n> is given twice");
    static_assert((0 + ... + is_pad<Options>) <= 1, "chrnn: a layer has one padding, but pad<n> is given twice");

    static constexpr index_t stride = (1 * ... * stride_of<Options>);
    static constexpr index_t pad = (0 + ... + pad_of<Options>);
    static constexpr bool bias = !(std::is_same_v<Options, without_bias> || ...);
};

} // namespace chrnn
