/// Simulated devices that have clusters. Others have none, which takes less time.
#pragma once

#include "streams.hpp"

namespace simulated {

/// The machine has such devices as long as this lives.
struct newer_devices {
    newer_devices() { machine::only().capability = 90; }
    newer_devices(newer_devices const&) = delete;
    ~newer_devices() { machine::only().capability = 80; }
};

} // namespace simulated
