/// Options of layers, named where they are given: `conv<96, 7, stride<2>, pad<1>>`.
#pragma once

#include <chrnn/base/sentence.hpp>

namespace chrnn {

template <index_t Value>
struct stride {
    static constexpr index_t value = Value;
};
template <index_t Value>
struct pad {
    static constexpr index_t value = Value;
};

template <class Option>
inline constexpr index_t stride_of = 1;
template <index_t Value>
inline constexpr index_t stride_of<stride<Value>> = Value;
template <class Option>
inline constexpr index_t pad_of = 0;
template <index_t Value>
inline constexpr index_t pad_of<pad<Value>> = Value;

template <class Option>
inline constexpr bool is_placement = false;
template <index_t Value>
inline constexpr bool is_placement<stride<Value>> = true;
template <index_t Value>
inline constexpr bool is_placement<pad<Value>> = true;

/// The stride and padding among `Options`; any other option ends the compilation.
template <class... Options>
struct placement {
    static_assert((is_placement<Options> && ...), "chrnn: this layer knows the options stride<n> and pad<n> only");

    static constexpr index_t stride = (1 + ... + (stride_of<Options> - 1));
    static constexpr index_t pad = (0 + ... + pad_of<Options>);
};

} // namespace chrnn
