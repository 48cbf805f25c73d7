/// Partial files: what a file that is being written is called until it is whole, and the removal of those whose process
/// has ended before that. POSIX; Linux' /proc tells a process from a later one of the same number.
#pragma once

#include <chrnn/base/abi.hpp>
#include <chrnn/base/folder_names.hpp>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <unistd.h>

namespace chrnn::CHRNN_ABI::detail {

/// When a process began, in the system's ticks; 0 if nobody says.
inline std::uint64_t start_of(long process) {
    std::ifstream in("/proc/" + std::to_string(process) + "/stat");
    std::string const text{std::istreambuf_iterator<char>(in), {}};
    std::size_t at = text.rfind(')'); // the program's name, which may hold anything; 20 fields later comes the start
    for (int field = 0; field < 20 && at != text.npos; ++field) at = text.find(' ', at + 1);
    std::uint64_t start = 0;
    if (at != text.npos) std::from_chars(text.data() + at + 1, text.data() + text.size(), start);
    return start;
}

inline std::string host_name() {
    char name[256] = {};
    if (::gethostname(name, sizeof name - 1) != 0) return "unknown";
    for (char& c : name)
        if (c == '/') c = '_';
    return name;
}

/// A name beside `target` that no other process has, nor this one a second time.
inline std::string partial_name(std::string const& target) {
    static std::atomic<unsigned> count = 0;
    return target + ".partial-" + host_name() + "-" + std::to_string(::getpid()) + "-" +
           std::to_string(start_of(::getpid())) + "-" + std::to_string(count++);
}

/// Whether the process that `owner`, "host-process-start-count", names has ended; false if it is another host's.
inline bool has_ended(std::string_view owner) {
    std::uint64_t numbers[3] = {};
    for (int k = 2; k >= 0; --k) {
        std::size_t const dash = owner.rfind('-');
        if (dash == owner.npos) return false;
        char const *const begin = owner.data() + dash + 1, *const end = owner.data() + owner.size();
        auto const [stop, problem] = std::from_chars(begin, end, numbers[k]);
        if (problem != std::errc() || stop != end || begin == end) return false;
        owner = owner.substr(0, dash);
    }
    if (owner != host_name() || numbers[0] == 0) return false;
    auto const process = static_cast<::pid_t>(numbers[0]);
    if (::kill(process, 0) != 0 && errno == ESRCH) return true;
    std::uint64_t const start = start_of(process);
    return start != 0 && numbers[1] != 0 && start != numbers[1];
}

/// Removes the partial files of `target` whose process has ended. What cannot be looked at or removed stays.
inline void sweep_partial_files(std::filesystem::path const& target) {
    std::string const begin = target.filename().native() + ".partial-";
    std::filesystem::path const folder = target.parent_path();
    each_name(folder.c_str(), [&](std::string_view name) {
        if (name.starts_with(begin) && has_ended(name.substr(begin.size()))) ::unlink((folder / name).c_str());
    });
}

} // namespace chrnn::CHRNN_ABI::detail
