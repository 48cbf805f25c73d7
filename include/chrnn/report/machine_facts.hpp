/// The facts of the machine that a program runs on, and of how the program was built.
#pragma once

#include <chrnn/base/version.hpp>
#include <chrnn/report/named_text.hpp>

#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <sys/utsname.h>

namespace chrnn::CHRNN_ABI::detail {

/// "x86_64", or what /proc/cpuinfo calls the first processor.
inline std::string processor_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name"))
            if (std::size_t const at = line.find(": "); at != line.npos) return line.substr(at + 2);
    utsname system{};
    return ::uname(&system) == 0 ? system.machine : "unknown";
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The processor, how many threads it runs at a time, the system, the compiler and the library's version.
inline std::vector<named_text> machine_facts() {
    utsname system{};
    bool const known = ::uname(&system) == 0;
#if defined(__clang__)
    std::string const compiler = __VERSION__;
#else
    std::string const compiler = "GCC " __VERSION__;
#endif
    return {{"processor", detail::processor_name()},
            {"threads of the processor", std::to_string(std::thread::hardware_concurrency())},
            {"system", known ? std::string(system.sysname) + ' ' + system.release : "unknown"},
            {"compiler", compiler},
            {"chrnn", std::string(version)}};
}

} // namespace chrnn::CHRNN_ABI
