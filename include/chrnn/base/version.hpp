/// The library's version, as CMake's project has it.
#pragma once

#include <chrnn/base/abi.hpp>

#include <string_view>

namespace chrnn::CHRNN_ABI {

inline constexpr std::string_view version = "0.1.0";

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

#define CHRNN_TEXT_OF(name) CHRNN_TEXT(name)
#define CHRNN_TEXT(name) #name
/// What decides how sums round: the same sources built in two ways may come to other bits.
inline constexpr std::string_view instruction_set = CHRNN_TEXT_OF(CHRNN_ISA), compiler = __VERSION__;
#undef CHRNN_TEXT
#undef CHRNN_TEXT_OF

} // namespace chrnn::CHRNN_ABI::detail
