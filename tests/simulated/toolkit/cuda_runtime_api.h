/// Stands in for the header of the CUDA runtime of this name: what of it the library calls, on the simulated device.
#pragma once

#include "../streams.hpp"

#define CUDART_VERSION 13000

enum cudaError_t {
    cudaSuccess = 0,
    cudaErrorInvalidValue = 1,
    cudaErrorMemoryAllocation = 2,
    cudaErrorInvalidConfiguration = 9,
    cudaErrorInsufficientDriver = 35,
    cudaErrorNoDevice = 100,
    cudaErrorStreamCaptureUnsupported = 900,
    cudaErrorStreamCaptureInvalidated = 901,
};
inline char const* cudaGetErrorString(cudaError_t error) {
    switch (error) {
    case cudaSuccess:
        return "no error";
    case cudaErrorInvalidValue:
        return "invalid argument";
    case cudaErrorMemoryAllocation:
        return "out of memory";
    case cudaErrorInvalidConfiguration:
        return "invalid configuration argument";
    case cudaErrorInsufficientDriver:
        return "CUDA driver version is insufficient for CUDA runtime version";
    case cudaErrorNoDevice:
        return "no CUDA-capable device is detected";
    case cudaErrorStreamCaptureUnsupported:
        return "operation not permitted when stream is capturing";
    case cudaErrorStreamCaptureInvalidated:
        return "operation failed due to a previous error during capture";
    }
    return "unknown error";
}
inline cudaError_t cudaGetLastError() { return cudaSuccess; }
inline cudaError_t cudaGetDeviceCount(int* count) {
    auto const& device = simulated::device::only();
    *count = device.driver < CUDART_VERSION ? 0 : device.devices;
    if (device.driver < CUDART_VERSION) return cudaErrorInsufficientDriver;
    return *count > 0 ? cudaSuccess : cudaErrorNoDevice;
}
inline cudaError_t cudaDriverGetVersion(int* version) {
    *version = simulated::device::only().driver;
    return cudaSuccess;
}
inline cudaError_t cudaGetDevice(int* device) {
    *device = 0;
    return cudaSuccess;
}

// Memory.

inline cudaError_t cudaMalloc(void** memory, std::size_t bytes) {
    auto& device = simulated::device::only();
    if (device.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    ++device.asked.allocations;
    *memory = device.memory.take(bytes);
    return *memory ? cudaSuccess : cudaErrorMemoryAllocation;
}
inline cudaError_t cudaFree(void* memory) {
    auto& device = simulated::device::only();
    if (!memory) return cudaSuccess;
    if (device.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    device.memory.give_back(memory);
    return cudaSuccess;
}
inline cudaError_t cudaMallocHost(void** memory, std::size_t bytes) {
    auto& device = simulated::device::only();
    if (device.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    ++device.asked.allocations;
    *memory = std::malloc(bytes);
    if (!*memory) return cudaErrorMemoryAllocation;
    device.pinned[static_cast<std::byte*>(*memory)] = bytes;
    return cudaSuccess;
}
inline cudaError_t cudaFreeHost(void* memory) {
    if (memory) simulated::device::only().pinned.erase(static_cast<std::byte*>(memory));
    std::free(memory);
    return cudaSuccess;
}
inline cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
    *free = simulated::device::only().memory.free();
    *total = simulated::memory::total;
    return cudaSuccess;
}

inline cudaError_t cudaDeviceSynchronize() {
    auto& device = simulated::device::only();
    if (device.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    ++device.asked.waits;
    device.finish_all();
    return cudaSuccess;
}

// Streams.

using cudaStream_t = simulated::stream*;
constexpr unsigned cudaStreamNonBlocking = 1;

inline cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
    if (flags != cudaStreamNonBlocking) return cudaErrorInvalidValue; // others wait for the default stream
    auto& device = simulated::device::only();
    ++device.asked.creations;
    device.streams.insert(*stream = new simulated::stream);
    return cudaSuccess;
}
inline cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
    auto& device = simulated::device::only();
    if (device.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    ++device.asked.waits;
    device.asked.diary += 'w';
    device.finish(device.of(stream));
    return cudaSuccess;
}
inline cudaError_t cudaStreamDestroy(cudaStream_t stream) {
    auto& device = simulated::device::only();
    device.finish(*stream);
    device.streams.erase(stream);
    delete stream;
    return cudaSuccess;
}

inline cudaError_t cudaMemset(void* to, int value, std::size_t bytes) {
    auto& device = simulated::device::only();
    if (!device.memory.holds(to, bytes)) return cudaErrorInvalidValue;
    if (device.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    device.put(nullptr, {[=] { simulated::memory::fill(to, value, bytes); }, nullptr, 0});
    return cudaSuccess;
}
enum cudaMemcpyKind { cudaMemcpyHostToDevice = 1, cudaMemcpyDeviceToHost = 2, cudaMemcpyDeviceToDevice = 3 };
inline cudaError_t cudaMemcpyAsync(void* to, void const* from, std::size_t bytes, cudaMemcpyKind kind,
                                   cudaStream_t stream) {
    auto& device = simulated::device::only();
    bool const to_device = kind != cudaMemcpyDeviceToHost, from_device = kind != cudaMemcpyHostToDevice;
    if (bytes == 0) return cudaSuccess;
    if (device.memory.holds(to, bytes) != to_device) return cudaErrorInvalidValue;
    if (device.memory.holds(from, bytes) != from_device) return cudaErrorInvalidValue;
    bool const waits = !(to_device || device.is_pinned(to)) || !(from_device || device.is_pinned(from));
    if (waits && device.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    if (kind == cudaMemcpyHostToDevice && bytes >= 1 << 14) device.asked.diary += 'u';
    device.put(stream, {[=] { std::memcpy(to, from, bytes); }, nullptr, 0});
    if (waits) device.finish(device.of(stream));
    return cudaSuccess;
}

// Events.

using cudaEvent_t = std::shared_ptr<simulated::event>*;
constexpr unsigned cudaEventDisableTiming = 2;

inline cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
    ++simulated::device::only().asked.creations;
    *event = new std::shared_ptr(std::make_shared<simulated::event>());
    return cudaSuccess;
}
inline cudaError_t cudaEventDestroy(cudaEvent_t event) {
    delete event;
    return cudaSuccess;
}
inline cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
    auto& device = simulated::device::only();
    if (device.of(stream).recording && device.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    simulated::event& one = **event;
    one.on = &device.of(stream);
    device.put(stream, {[one = *event, times = ++one.asked] { one->reached = times; }, nullptr, 0});
    return cudaSuccess;
}
inline cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event) {
    auto& device = simulated::device::only();
    if (device.of(stream).recording && device.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    device.put(stream, {nullptr, *event, (*event)->asked});
    return cudaSuccess;
}
inline cudaError_t cudaEventSynchronize(cudaEvent_t event) {
    auto& device = simulated::device::only();
    if (device.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    device.reach(**event, (*event)->asked);
    return cudaSuccess;
}

// Graphs: what was put on one stream.

using cudaGraph_t = simulated::operations*;
using cudaGraphExec_t = simulated::operations*;
enum cudaStreamCaptureMode { cudaStreamCaptureModeGlobal, cudaStreamCaptureModeThreadLocal };

inline cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
    if (!stream || stream->recording) return cudaErrorStreamCaptureUnsupported;
    stream->recording = std::make_unique<simulated::operations>();
    return cudaSuccess;
}
inline cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
    if (!stream->recording) return cudaErrorInvalidValue;
    *graph = nullptr;
    auto recorded = std::move(stream->recording);
    if (std::exchange(simulated::device::only().spoilt, false)) return cudaErrorStreamCaptureInvalidated;
    *graph = recorded.release();
    return cudaSuccess;
}
inline cudaError_t cudaGraphInstantiate(cudaGraphExec_t* runnable, cudaGraph_t graph, unsigned long long) {
    ++simulated::device::only().asked.creations;
    *runnable = new simulated::operations(*graph);
    return cudaSuccess;
}
inline cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
    delete graph;
    return cudaSuccess;
}
inline cudaError_t cudaGraphExecDestroy(cudaGraphExec_t runnable) {
    delete runnable;
    return cudaSuccess;
}
inline cudaError_t cudaGraphLaunch(cudaGraphExec_t runnable, cudaStream_t stream) {
    auto& device = simulated::device::only();
    device.asked.diary += 'g';
    for (simulated::operation const& one : *runnable) device.put(stream, one);
    return cudaSuccess;
}
