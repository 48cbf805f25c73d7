/// Load options: which of a file's tensors a network takes, and the report of what was left out.
#pragma once

#include <chrnn/base/abi.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// Which names take part in loading: those that begin with one of `only` (all, if it is empty) and with none of
/// `except`. For fine-tuning, `{.except = {"fc9."}}` keeps a new output layer.
struct load_options {
    std::vector<std::string> only{};
    std::vector<std::string> except{};

    bool take(std::string_view name) const {
        auto const begins = [name](std::string const& prefix) { return name.starts_with(prefix); };
        return (only.empty() || std::any_of(only.begin(), only.end(), begins)) &&
               std::none_of(except.begin(), except.end(), begins);
    }
};

/// What loading left out or changed, to be said aloud.
struct load_report {
    std::vector<std::string> kept;    ///< parameters of the network that `load_options` left as they were
    std::vector<std::string> unused;  ///< tensors of the file that `load_options` left out
    std::vector<std::string> rounded; ///< parameters stored in double precision and loaded into float
    bool checked = false; ///< whether a checksum showed that the file is whole; other programs' files have none
};

} // namespace chrnn::CHRNN_ABI
