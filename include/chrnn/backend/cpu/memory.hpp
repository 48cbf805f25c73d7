/// Memory of the host.
#pragma once

#include <chrnn/backend/storage.hpp>

#include <cstring>
#include <new>

namespace chrnn {

struct host_memory {
    static void* take(std::size_t bytes, std::string_view purpose) {
        void* const memory = ::operator new(bytes, std::align_val_t(alignment), std::nothrow);
        if (!memory) fail("out of memory: ", bytes, " bytes were asked for by ", purpose);
        return std::memset(memory, 0, bytes);
    }
    static void give_back(void* memory) { ::operator delete(memory, std::align_val_t(alignment)); }
};

template <class T>
using host_storage = storage<T, host_memory>;

} // namespace chrnn
