/// The check of every call to CUDA and cuBLAS: an error becomes one sentence.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <cublas_v2.h>
#include <cuda_runtime_api.h>

namespace chrnn::CHRNN_ABI::detail {

/// Throws unless the call succeeded; `what` says what could not be done.
inline void check(cudaError_t result, char const* what) {
    if (result == cudaErrorNoKernelImageForDevice || result == cudaErrorUnsupportedPtxVersion)
        fail("the program has no code for this CUDA device: build it with CMAKE_CUDA_ARCHITECTURES=native on this "
             "machine, or with the number of the device's architecture");
    if (result != cudaSuccess) fail("CUDA could not ", what, ": ", cudaGetErrorString(result));
}
inline void check(cublasStatus_t result, char const* what) {
    if (result != CUBLAS_STATUS_SUCCESS) fail("cuBLAS could not ", what, ": ", cublasGetStatusString(result));
}

/// "13.0" for 13000.
inline std::string cuda_version(int number) {
    return std::to_string(number / 1000) + "." + std::to_string(number % 1000 / 10);
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Why this machine cannot compute on a CUDA device, in one sentence; empty if it can.
inline std::string missing_device() {
    int devices = 0;
    cudaError_t const result = cudaGetDeviceCount(&devices);
    int driver = 0;
    (void)cudaDriverGetVersion(&driver);
    (void)cudaGetLastError(); // what was asked here is no error of a later call
    if (driver == 0) return "there is no CUDA device: no driver is installed";
    if (result == cudaErrorInsufficientDriver)
        return "the CUDA driver is too old: it knows CUDA " + detail::cuda_version(driver) +
               ", the program was built with " + detail::cuda_version(CUDART_VERSION);
    if (result != cudaSuccess) return std::string("there is no CUDA device: ") + cudaGetErrorString(result);
    return devices > 0 ? "" : "there is no CUDA device";
}

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The current device. Throws one sentence where there is none that can be computed on.
inline int require_device() {
    if (std::string const reason = missing_device(); !reason.empty()) fail(reason);
    int device = 0;
    check(cudaGetDevice(&device), "say which device is used");
    return device;
}
/// The device of that number. Throws one sentence where there is none.
inline int require_device(int number) {
    if (std::string const reason = missing_device(); !reason.empty()) fail(reason);
    int devices = 0;
    check(cudaGetDeviceCount(&devices), "count the devices");
    if (number < 0 || number >= devices)
        fail("there is no CUDA device ", number, ": this machine's are numbered 0 to ", devices - 1);
    return number;
}

} // namespace chrnn::CHRNN_ABI::detail
