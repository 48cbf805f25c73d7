/// A named text: a setting, or something else that a report says of a training, as a line of its own.
#pragma once

#include <chrnn/base/abi.hpp>

#include <string>

namespace chrnn::CHRNN_ABI {

struct named_text {
    std::string name, text;
};

} // namespace chrnn::CHRNN_ABI
