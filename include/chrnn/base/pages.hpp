/// Pages of memory that hold nothing worth keeping.
#pragma once

#include <chrnn/base/abi.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

#include <sys/mman.h>
#include <unistd.h>

namespace chrnn::CHRNN_ABI::detail {

/// Lets the system have the whole pages among these bytes, which nobody is to read before they are written again: until
/// then they take no memory, and stay their owner's.
inline void give_back_pages(std::span<std::byte> bytes) {
    auto const page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    auto const begin = (reinterpret_cast<std::uintptr_t>(bytes.data()) + page - 1) / page * page;
    auto const end = (reinterpret_cast<std::uintptr_t>(bytes.data()) + bytes.size()) / page * page;
    if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

} // namespace chrnn::CHRNN_ABI::detail
