/// Memory of a CUDA device, zeroed.
#pragma once

#include <chrnn/backend/cuda/check.hpp>

#include <limits>
#include <utility>

namespace chrnn {

/// Owns `size()` numbers of type T on the current device, which begin as zero.
template <class T>
class device_storage {
  public:
    device_storage() = default;
    /// Throws an error that says how much was asked for, for what, and how much was free, when there is not that much.
    explicit device_storage(index_t n, std::string_view purpose = "a tensor") : count(n) {
        if (n == 0) return;
        if (n < 0 || n > std::numeric_limits<index_t>::max() / static_cast<index_t>(sizeof(T)))
            fail("there is no memory of ", n, " numbers for ", purpose);
        auto const bytes = static_cast<std::size_t>(n) * sizeof(T);
        void* memory = nullptr;
        cudaError_t const result = cudaMalloc(&memory, bytes);
        if (result == cudaErrorMemoryAllocation) {
            (void)cudaGetLastError();
            std::size_t free = 0, total = 0;
            check(cudaMemGetInfo(&free, &total), "say how much memory is free");
            fail("out of memory on the CUDA device: ", bytes, " bytes were asked for by ", purpose, ", and ", free,
                 " of ", total, " are free");
        }
        check(result, "give memory");
        first = static_cast<T*>(memory);
        check(cudaMemset(first, 0, bytes), "clear memory");
        check(cudaStreamSynchronize(nullptr), "clear memory"); // other streams do not wait for it
    }
    device_storage(device_storage&& other) noexcept
        : first(std::exchange(other.first, nullptr)), count(std::exchange(other.count, 0)) {}
    device_storage& operator=(device_storage&& other) noexcept {
        std::swap(first, other.first);
        std::swap(count, other.count);
        return *this;
    }
    ~device_storage() { (void)cudaFree(first); }

    T* data() { return first; }
    T const* data() const { return first; }
    index_t size() const { return count; }

  private:
    T* first = nullptr;
    index_t count = 0;
};

} // namespace chrnn
