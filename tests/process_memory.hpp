/// The memory of the process that runs a test, as the system counts it. Linux only.
#pragma once

#include <fstream>
#include <string>

/// A line of /proc/self/status, in bytes: "VmRSS", what is in memory now, or "VmHWM", the most that ever was.
inline long memory_in(std::string const& line_of) {
    std::ifstream in("/proc/self/status");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(line_of + ":")) return 1024 * std::stol(line.substr(line_of.size() + 1));
    return 0;
}

/// The most memory, in bytes, that `act` had beside what there was before.
template <class Act>
long most_memory(Act const& act) {
    std::ofstream("/proc/self/clear_refs") << 5; // VmHWM begins anew
    long const before = memory_in("VmRSS");
    act();
    return memory_in("VmHWM") - before;
}
