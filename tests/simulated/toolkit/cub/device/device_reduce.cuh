/// Stands in for the header of CUB of this name: what of it the library calls, on the simulated device.
#pragma once

namespace cub {

struct DeviceReduce {
    /// *to = the sum of `n` terms. It is added up in the temporary storage, which must be large enough.
    template <class Terms, class T>
    static cudaError_t Sum(void* storage, std::size_t& bytes, Terms terms, T* to, long long n, cudaStream_t stream) {
        constexpr std::size_t needed = 4096;
        if (!storage) {
            bytes = needed;
            return cudaSuccess;
        }
        simulated::turn const mine;
        if (bytes < needed || !simulated::machine::only().memory.holds(storage, needed)) return cudaErrorInvalidValue;
        simulated::hold_no_address_of_the_host(terms);
        simulated::hold_no_address_of_the_host(to);
        return simulated::launch(
            {.gridDim = 1, .blockDim = 1, .dynamicSmemBytes = 0, .stream = stream, .attrs = nullptr, .numAttrs = 0},
            [=] {
                std::memset(storage, 0xff, needed);
                T& sum = *static_cast<T*>(storage) = 0;
                for (long long i = 0; i < n; ++i) sum += terms[i];
                *to = sum;
            });
    }
};

} // namespace cub
