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
    cudaErrorInvalidDevice = 101,
    cudaErrorNoKernelImageForDevice = 209,
    cudaErrorUnsupportedPtxVersion = 222,
    cudaErrorInvalidResourceHandle = 400,
    cudaErrorNotReady = 600,
    cudaErrorStreamCaptureUnsupported = 900,
    cudaErrorStreamCaptureInvalidated = 901,
    cudaErrorInvalidClusterSize = 912,
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
    case cudaErrorInvalidDevice:
        return "invalid device ordinal";
    case cudaErrorNoKernelImageForDevice:
        return "no kernel image is available for execution on the device";
    case cudaErrorUnsupportedPtxVersion:
        return "the provided PTX was compiled with an unsupported toolchain.";
    case cudaErrorInvalidResourceHandle:
        return "invalid resource handle";
    case cudaErrorNotReady:
        return "device not ready";
    case cudaErrorStreamCaptureUnsupported:
        return "operation not permitted when stream is capturing";
    case cudaErrorStreamCaptureInvalidated:
        return "operation failed due to a previous error during capture";
    case cudaErrorInvalidClusterSize:
        return "the cluster configuration is invalid";
    }
    return "unknown error";
}
inline cudaError_t cudaGetLastError() { return cudaSuccess; }
inline cudaError_t cudaGetDeviceCount(int* count) {
    auto const& machine = simulated::machine::only();
    *count = machine.driver < CUDART_VERSION ? 0 : machine.devices;
    if (machine.driver < CUDART_VERSION) return cudaErrorInsufficientDriver;
    return *count > 0 ? cudaSuccess : cudaErrorNoDevice;
}
inline cudaError_t cudaDriverGetVersion(int* version) {
    *version = simulated::machine::only().driver;
    return cudaSuccess;
}
inline cudaError_t cudaGetDevice(int* device) {
    *device = simulated::machine::current();
    return cudaSuccess;
}
inline cudaError_t cudaSetDevice(int device) {
    if (device < 0 || device >= simulated::machine::only().devices) return cudaErrorInvalidDevice;
    simulated::machine::current() = device;
    return cudaSuccess;
}
inline cudaError_t cudaDeviceGetPCIBusId(char* place, int size, int device) {
    std::snprintf(place, static_cast<std::size_t>(size), "0000:%02X:00.0", 0x18 + device);
    return cudaSuccess;
}
enum cudaDeviceAttr { cudaDevAttrMaxSharedMemoryPerBlockOptin = 97 };
inline cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr, int) {
    *value = simulated::shared_memory::most;
    return cudaSuccess;
}

// Memory.

inline cudaError_t cudaMallocHost(void** memory, std::size_t bytes) {
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    if (machine.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    ++machine.asked.allocations;
    *memory = std::malloc(bytes);
    if (!*memory) return cudaErrorMemoryAllocation;
    machine.pinned[static_cast<std::byte*>(*memory)] = bytes;
    return cudaSuccess;
}
inline cudaError_t cudaFreeHost(void* memory) {
    simulated::turn const mine;
    if (memory) simulated::machine::only().pinned.erase(static_cast<std::byte*>(memory));
    std::free(memory);
    return cudaSuccess;
}
inline cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
    simulated::turn const mine;
    *free = simulated::machine::only().memory.free();
    *total = simulated::memory::total;
    return cudaSuccess;
}

inline cudaError_t cudaDeviceSynchronize() {
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    if (machine.spoils_all_recordings()) return cudaErrorStreamCaptureUnsupported;
    ++machine.asked.waits;
    machine.finish_all();
    return cudaSuccess;
}

// Streams.

using cudaStream_t = simulated::stream*;
constexpr unsigned cudaStreamNonBlocking = 1;

inline cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
    if (flags != cudaStreamNonBlocking) return cudaErrorInvalidValue; // others wait for the default stream
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    ++machine.asked.creations;
    machine.streams.insert(*stream = new simulated::stream);
    (*stream)->device = simulated::machine::current();
    return cudaSuccess;
}
inline cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    if (machine.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    ++machine.asked.waits;
    machine.asked.diary += 'w';
    machine.finish(machine.of(stream));
    return cudaSuccess;
}
inline cudaError_t cudaStreamDestroy(cudaStream_t stream) {
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    machine.finish(*stream);
    machine.streams.erase(stream);
    delete stream;
    return cudaSuccess;
}

// Memory is there, and goes, in the order of a stream.

inline cudaError_t cudaMallocAsync(void** memory, std::size_t bytes, cudaStream_t stream) {
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    if (machine.of(stream).recording && machine.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    ++machine.asked.allocations;
    void* const taken = *memory = machine.memory.take(bytes, machine.of(stream).device);
    if (!taken) return cudaErrorMemoryAllocation;
    machine.put(stream, {[taken] { simulated::machine::only().memory.arrive(taken); }, nullptr, 0});
    return cudaSuccess;
}
inline cudaError_t cudaFreeAsync(void* memory, cudaStream_t stream) {
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    if (machine.of(stream).recording && machine.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    if (!machine.memory.holds(memory, 1)) return cudaErrorInvalidValue;
    machine.put(stream, {[memory] { simulated::machine::only().memory.give_back(memory); }, nullptr, 0});
    return cudaSuccess;
}
inline cudaError_t cudaMemsetAsync(void* to, int value, std::size_t bytes, cudaStream_t stream) {
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    if (!machine.memory.holds(to, bytes)) return cudaErrorInvalidValue;
    if (machine.of(stream).device != simulated::machine::current()) return cudaErrorInvalidResourceHandle;
    machine.put(stream, {[=] { simulated::memory::fill(to, value, bytes); }, nullptr, 0});
    return cudaSuccess;
}
enum cudaMemcpyKind { cudaMemcpyHostToDevice = 1, cudaMemcpyDeviceToHost = 2, cudaMemcpyDeviceToDevice = 3 };
inline cudaError_t cudaMemcpyAsync(void* to, void const* from, std::size_t bytes, cudaMemcpyKind kind,
                                   cudaStream_t stream) {
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    bool const to_device = kind != cudaMemcpyDeviceToHost, from_device = kind != cudaMemcpyHostToDevice;
    if (bytes == 0) return cudaSuccess;
    if (machine.memory.holds(to, bytes) != to_device) return cudaErrorInvalidValue;
    if (machine.memory.holds(from, bytes) != from_device) return cudaErrorInvalidValue;
    bool const waits = !(to_device || machine.is_pinned(to)) || !(from_device || machine.is_pinned(from));
    if (waits && machine.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    if (kind == cudaMemcpyHostToDevice && bytes >= 1 << 14) machine.asked.diary += 'u';
    machine.put(stream, {[=] { std::memcpy(to, from, bytes); }, nullptr, 0});
    if (waits) machine.finish(machine.of(stream));
    return cudaSuccess;
}

// Events.

using cudaEvent_t = std::shared_ptr<simulated::event>*;
constexpr unsigned cudaEventDisableTiming = 2;

inline cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
    simulated::turn const mine;
    ++simulated::machine::only().asked.creations;
    *event = new std::shared_ptr(std::make_shared<simulated::event>());
    (**event)->device = simulated::machine::current();
    return cudaSuccess;
}
inline cudaError_t cudaEventDestroy(cudaEvent_t event) {
    simulated::turn const mine;
    delete event;
    return cudaSuccess;
}
inline cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    if (machine.of(stream).recording && machine.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    simulated::event& one = **event;
    if (one.device != machine.of(stream).device) return cudaErrorInvalidResourceHandle;
    one.on = &machine.of(stream);
    machine.put(stream, {[one = *event, times = ++one.asked] { one->reached = times; }, nullptr, 0});
    return cudaSuccess;
}
inline cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event) {
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    if (machine.of(stream).recording && machine.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    machine.put(stream, {nullptr, *event, (*event)->asked});
    return cudaSuccess;
}
inline cudaError_t cudaEventSynchronize(cudaEvent_t event) {
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    if (machine.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    machine.reach(**event, (*event)->asked);
    return cudaSuccess;
}
inline cudaError_t cudaEventQuery(cudaEvent_t event) {
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    if (machine.spoils_recording()) return cudaErrorStreamCaptureUnsupported;
    simulated::event const& one = **event;
    if (one.reached < one.asked) machine.go_a_little(*one.on);
    return one.reached < one.asked ? cudaErrorNotReady : cudaSuccess;
}

// Graphs: what was put on one stream.

using cudaGraph_t = simulated::operations*;
using cudaGraphExec_t = simulated::operations*;
enum cudaStreamCaptureMode { cudaStreamCaptureModeGlobal, cudaStreamCaptureModeThreadLocal };

inline cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
    simulated::turn const mine;
    if (!stream || stream->recording) return cudaErrorStreamCaptureUnsupported;
    stream->recording = std::make_unique<simulated::operations>();
    stream->recorder = std::this_thread::get_id();
    return cudaSuccess;
}
inline cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
    simulated::turn const mine;
    if (!stream->recording) return cudaErrorInvalidValue;
    *graph = nullptr;
    auto recorded = std::move(stream->recording);
    if (std::exchange(stream->spoilt, false)) return cudaErrorStreamCaptureInvalidated;
    *graph = recorded.release();
    return cudaSuccess;
}
inline cudaError_t cudaGraphInstantiate(cudaGraphExec_t* runnable, cudaGraph_t graph, unsigned long long) {
    simulated::turn const mine;
    ++simulated::machine::only().asked.creations;
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
    simulated::turn const mine;
    auto& machine = simulated::machine::only();
    machine.asked.diary += 'g';
    for (simulated::operation const& one : *runnable) machine.put(stream, one);
    return cudaSuccess;
}
