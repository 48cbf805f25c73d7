/// A dtype: the name by which safetensors files know a type of numbers, and the bytes that one number takes.
#pragma once

#include <chrnn/base/config.hpp>

#include <cstdint>
#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

/// The bytes of one number of type `dtype`, or 0 if safetensors has no such type of whole bytes.
constexpr std::size_t dtype_bytes(std::string_view dtype) {
    struct known {
        std::string_view name;
        std::size_t bytes;
    };
    constexpr known all[] = {{"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"F8_E5M2", 1}, {"F8_E4M3", 1},
                             {"I64", 8}, {"I32", 4}, {"I16", 2}, {"I8", 1},   {"U64", 8},     {"U32", 4},
                             {"U16", 2}, {"U8", 1},  {"C64", 8}, {"BOOL", 1}};
    for (auto const& one : all)
        if (one.name == dtype) return one.bytes;
    return 0;
}

/// The dtype of `T`. Only the types that the library writes have one.
template <class T>
inline constexpr std::string_view dtype_of{};
template <>
inline constexpr std::string_view dtype_of<float> = "F32";
template <>
inline constexpr std::string_view dtype_of<double> = "F64";
template <>
inline constexpr std::string_view dtype_of<std::int32_t> = "I32";
template <>
inline constexpr std::string_view dtype_of<std::int64_t> = "I64";
template <>
inline constexpr std::string_view dtype_of<std::uint64_t> = "U64";
template <>
inline constexpr std::string_view dtype_of<std::uint8_t> = "U8";

} // namespace chrnn::CHRNN_ABI::detail
