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
inline constexpr bool is_stride = false;
template <index_t Value>
inline constexpr bool is_stride<stride<Value>> = true;
template <class Option>
inline constexpr bool is_pad = false;
template <index_t Value>
inline constexpr bool is_pad<pad<Value>> = true;

/// The stride and padding among `Options`; any other option ends the compilation.
template <class... Options>
struct placement {
    static_assert(((is_stride<Options> || is_pad<Options>)&&...),
                  "chrnn: this layer knows the options stride<n> and pad<n> only");

    static constexpr index_t stride = (1 + ... + (is_stride<Options> ? Options::value - 1 : 0));
    static constexpr index_t pad = (0 + ... + (is_pad<Options> ? Options::value : 0));
};

} // namespace chrnn
