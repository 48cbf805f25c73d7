/// The library's version, as CMake's project has it.
#pragma once

#include <chrnn/base/abi.hpp>

#include <string_view>

namespace chrnn::CHRNN_ABI {

inline constexpr std::string_view version = "0.1.0";

} // namespace chrnn::CHRNN_ABI
