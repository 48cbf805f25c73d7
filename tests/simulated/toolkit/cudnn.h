/// Stands in for the header of cuDNN of this name: what of it the library calls, on the simulated device.
#pragma once

#include "cuda_runtime_api.h"

enum cudnnStatus_t {
    CUDNN_STATUS_SUCCESS = 0,
    CUDNN_STATUS_BAD_PARAM = 2000,
    CUDNN_STATUS_NOT_SUPPORTED = 3000,
    CUDNN_STATUS_EXECUTION_FAILED = 5000
};
enum cudnnDataType_t { CUDNN_DATA_FLOAT = 0, CUDNN_DATA_DOUBLE = 1 };
enum cudnnTensorFormat_t { CUDNN_TENSOR_NCHW = 0 };
enum cudnnConvolutionMode_t { CUDNN_CONVOLUTION = 0, CUDNN_CROSS_CORRELATION = 1 };
enum cudnnMathType_t { CUDNN_DEFAULT_MATH = 0, CUDNN_TENSOR_OP_MATH = 1, CUDNN_FMA_MATH = 3 };
enum cudnnDeterminism_t { CUDNN_NON_DETERMINISTIC = 0, CUDNN_DETERMINISTIC = 1 };

inline char const* cudnnGetErrorString(cudnnStatus_t status) {
    return status == CUDNN_STATUS_SUCCESS ? "CUDNN_STATUS_SUCCESS" : "CUDNN_STATUS_BAD_PARAM";
}

namespace simulated::dnn {

struct handle {
    int device = machine::current();
    cudaStream_t stream = nullptr;
};
/// The extents of a tensor (images, channels, rows, columns) or of filters (filters, channels, rows, columns).
struct extents {
    cudnnDataType_t type = CUDNN_DATA_FLOAT;
    long long of[4] = {};
};
struct convolution {
    int pad = 0, stride = 0, dilation = 1, groups = 1;
    cudnnMathType_t math = CUDNN_DEFAULT_MATH;
};

template <class One>
cudnnStatus_t create(One** one) {
    turn const mine;
    ++machine::only().asked.creations;
    *one = new One;
    return CUDNN_STATUS_SUCCESS;
}
template <class One>
cudnnStatus_t destroy(One* one) {
    delete one;
    return CUDNN_STATUS_SUCCESS;
}

/// Calls `act(x, weight, y)` with the places of every number of x, of the filters and of y that a convolution joins.
template <class Act>
void each_product(extents const& x, extents const& filters, extents const& y, convolution const& how, Act const& act) {
    auto const [images, channels, rows, columns] = x.of;
    auto const [out_images, out_channels, out_rows, out_columns] = y.of;
    auto const [out, in, height, width] = filters.of;
    for (long long n = 0; n < images; ++n)
        for (long long f = 0; f < out; ++f)
            for (long long r = 0; r < out_rows; ++r)
                for (long long s = 0; s < out_columns; ++s)
                    for (long long c = 0; c < in; ++c)
                        for (long long i = 0; i < height; ++i)
                            for (long long j = 0; j < width; ++j) {
                                long long const row = r * how.stride + i * how.dilation - how.pad,
                                                column = s * how.stride + j * how.dilation - how.pad,
                                                channel = f / (out / how.groups) * in + c;
                                if (row < 0 || row >= rows || column < 0 || column >= columns) continue;
                                act(((n * channels + channel) * rows + row) * columns + column,
                                    ((f * in + c) * height + i) * width + j,
                                    ((n * out + f) * out_rows + r) * out_columns + s);
                            }
}
/// Whether the extents are those of one convolution.
inline bool fit(extents const& x, extents const& filters, extents const& y, convolution const& how) {
    auto const out = [&](int d) {
        return (x.of[d] + 2 * how.pad - (filters.of[d] - 1) * how.dilation - 1) / how.stride + 1;
    };
    return x.of[0] == y.of[0] && x.of[1] == filters.of[1] * how.groups && y.of[1] == filters.of[0] &&
           y.of[1] % how.groups == 0 && y.of[2] == out(2) && y.of[3] == out(3) && x.type == filters.type &&
           x.type == y.type;
}
/// to = alpha * what `add` adds up + beta * to. `add(sums)` adds to sums of the size of `to`.
template <class T, class Add>
void combine(extents const& shape, T alpha, T beta, T* to, Add const& add) {
    std::vector<T> sums(static_cast<std::size_t>(shape.of[0] * shape.of[1] * shape.of[2] * shape.of[3]));
    add(sums);
    for (std::size_t i = 0; i < sums.size(); ++i) to[i] = alpha * sums[i] + (beta == T(0) ? T(0) : beta * to[i]);
}
/// Puts `act(T(alpha), T(beta), T())` on the handle's stream, T being the type that the tensors have.
template <class Act>
cudnnStatus_t put(handle* on, cudnnDataType_t type, void const* alpha, void const* beta, Act const& act) {
    auto const of = [&]<class T>(T) {
        T const a = *static_cast<T const*>(alpha), b = *static_cast<T const*>(beta);
        machine::only().put(on->stream, {[=] { act(a, b); }, nullptr, 0});
    };
    turn const mine;
    if (on->device != machine::current()) return CUDNN_STATUS_EXECUTION_FAILED;
    ++machine::only().asked.convolutions;
    type == CUDNN_DATA_FLOAT ? of(float()) : of(double());
    return CUDNN_STATUS_SUCCESS;
}

} // namespace simulated::dnn

using cudnnHandle_t = simulated::dnn::handle*;
using cudnnTensorDescriptor_t = simulated::dnn::extents*;
struct simulated_filters : simulated::dnn::extents {};
using cudnnFilterDescriptor_t = simulated_filters*;
using cudnnConvolutionDescriptor_t = simulated::dnn::convolution*;

inline cudnnStatus_t cudnnCreate(cudnnHandle_t* one) {
    simulated::turn const mine;
    if (simulated::machine::only().spoils_all_recordings()) return CUDNN_STATUS_EXECUTION_FAILED;
    return simulated::dnn::create(one);
}
/// Waits for the whole device, as cuDNN may.
inline cudnnStatus_t cudnnDestroy(cudnnHandle_t one) {
    if (cudaDeviceSynchronize() != cudaSuccess) return CUDNN_STATUS_EXECUTION_FAILED;
    return simulated::dnn::destroy(one);
}
inline cudnnStatus_t cudnnCreateTensorDescriptor(cudnnTensorDescriptor_t* one) { return simulated::dnn::create(one); }
inline cudnnStatus_t cudnnDestroyTensorDescriptor(cudnnTensorDescriptor_t one) { return simulated::dnn::destroy(one); }
inline cudnnStatus_t cudnnCreateFilterDescriptor(cudnnFilterDescriptor_t* one) { return simulated::dnn::create(one); }
inline cudnnStatus_t cudnnDestroyFilterDescriptor(cudnnFilterDescriptor_t one) { return simulated::dnn::destroy(one); }
inline cudnnStatus_t cudnnCreateConvolutionDescriptor(cudnnConvolutionDescriptor_t* one) {
    return simulated::dnn::create(one);
}
inline cudnnStatus_t cudnnDestroyConvolutionDescriptor(cudnnConvolutionDescriptor_t one) {
    return simulated::dnn::destroy(one);
}
inline cudnnStatus_t cudnnSetStream(cudnnHandle_t handle, cudaStream_t stream) {
    handle->stream = stream;
    return CUDNN_STATUS_SUCCESS;
}
inline cudnnStatus_t cudnnSetTensor4dDescriptor(cudnnTensorDescriptor_t one, cudnnTensorFormat_t, cudnnDataType_t type,
                                                int n, int c, int h, int w) {
    *one = {type, {n, c, h, w}};
    return CUDNN_STATUS_SUCCESS;
}
inline cudnnStatus_t cudnnSetFilter4dDescriptor(cudnnFilterDescriptor_t one, cudnnDataType_t type, cudnnTensorFormat_t,
                                                int k, int c, int h, int w) {
    static_cast<simulated::dnn::extents&>(*one) = {type, {k, c, h, w}};
    return CUDNN_STATUS_SUCCESS;
}
inline cudnnStatus_t cudnnSetConvolution2dDescriptor(cudnnConvolutionDescriptor_t one, int pad_h, int pad_w,
                                                     int stride_h, int stride_w, int dilation_h, int dilation_w,
                                                     cudnnConvolutionMode_t mode, cudnnDataType_t) {
    if (pad_h != pad_w || stride_h != stride_w || dilation_h != dilation_w || mode != CUDNN_CROSS_CORRELATION)
        return CUDNN_STATUS_BAD_PARAM; // others are not simulated
    *one = {.pad = pad_h, .stride = stride_h, .dilation = dilation_h};
    return CUDNN_STATUS_SUCCESS;
}
inline cudnnStatus_t cudnnSetConvolutionGroupCount(cudnnConvolutionDescriptor_t one, int groups) {
    one->groups = groups;
    return CUDNN_STATUS_SUCCESS;
}
inline cudnnStatus_t cudnnSetConvolutionMathType(cudnnConvolutionDescriptor_t one, cudnnMathType_t math) {
    one->math = math;
    return CUDNN_STATUS_SUCCESS;
}

// Algorithms, the fastest first: one that takes more memory than there is, one that may give other bits every time, one
// that is offered and then refuses, and one that computes, but only with the arithmetic that it was offered with.

enum simulated_algorithm { simulated_large, simulated_restless, simulated_refusing, simulated_steady };
struct simulated_performance {
    simulated_algorithm algo;
    cudnnStatus_t status;
    std::size_t memory;
    cudnnDeterminism_t determinism;
    cudnnMathType_t mathType;
};
using cudnnConvolutionFwdAlgo_t = simulated_algorithm;
using cudnnConvolutionBwdFilterAlgo_t = simulated_algorithm;
using cudnnConvolutionBwdDataAlgo_t = simulated_algorithm;
using cudnnConvolutionFwdAlgoPerf_t = simulated_performance;
using cudnnConvolutionBwdFilterAlgoPerf_t = simulated_performance;
using cudnnConvolutionBwdDataAlgoPerf_t = simulated_performance;

namespace simulated::dnn {

constexpr std::size_t too_much = std::size_t{1} << 40;

inline cudnnStatus_t find_algorithms(extents const& x, extents const& filters, extents const& y, convolution const& how,
                                     int most, int* found, simulated_performance* all) {
    if (most < 4 || !fit(x, filters, y, how)) return CUDNN_STATUS_BAD_PARAM;
    auto const math = how.math == CUDNN_DEFAULT_MATH ? CUDNN_TENSOR_OP_MATH : how.math;
    all[0] = {simulated_large, CUDNN_STATUS_SUCCESS, too_much, CUDNN_DETERMINISTIC, math};
    all[1] = {simulated_restless, CUDNN_STATUS_SUCCESS, 0, CUDNN_NON_DETERMINISTIC, math};
    all[2] = {simulated_refusing, CUDNN_STATUS_SUCCESS, 0, CUDNN_DETERMINISTIC, math};
    all[3] = {simulated_steady, CUDNN_STATUS_SUCCESS, 0, CUDNN_DETERMINISTIC, math};
    *found = 4;
    return CUDNN_STATUS_SUCCESS;
}
/// What cuDNN says when asked how much memory an algorithm needs.
inline cudnnStatus_t size(simulated_algorithm algorithm, std::size_t* bytes) {
    if (algorithm == simulated_refusing) return CUDNN_STATUS_NOT_SUPPORTED;
    *bytes = algorithm == simulated_large ? too_much : 0;
    return CUDNN_STATUS_SUCCESS;
}
inline bool can_run(simulated_algorithm algorithm, convolution const& how, void* room, std::size_t bytes) {
    turn const mine;
    return algorithm == simulated_steady && how.math != CUDNN_DEFAULT_MATH && machine::only().memory.holds(room, bytes);
}

} // namespace simulated::dnn

inline cudnnStatus_t cudnnGetConvolutionForwardAlgorithm_v7(cudnnHandle_t, cudnnTensorDescriptor_t x,
                                                            cudnnFilterDescriptor_t filters,
                                                            cudnnConvolutionDescriptor_t how, cudnnTensorDescriptor_t y,
                                                            int most, int* found, simulated_performance* all) {
    return simulated::dnn::find_algorithms(*x, *filters, *y, *how, most, found, all);
}
inline cudnnStatus_t cudnnGetConvolutionBackwardFilterAlgorithm_v7(cudnnHandle_t, cudnnTensorDescriptor_t x,
                                                                   cudnnTensorDescriptor_t dy,
                                                                   cudnnConvolutionDescriptor_t how,
                                                                   cudnnFilterDescriptor_t filters, int most,
                                                                   int* found, simulated_performance* all) {
    return simulated::dnn::find_algorithms(*x, *filters, *dy, *how, most, found, all);
}
inline cudnnStatus_t cudnnGetConvolutionBackwardDataAlgorithm_v7(cudnnHandle_t, cudnnFilterDescriptor_t filters,
                                                                 cudnnTensorDescriptor_t dy,
                                                                 cudnnConvolutionDescriptor_t how,
                                                                 cudnnTensorDescriptor_t dx, int most, int* found,
                                                                 simulated_performance* all) {
    return simulated::dnn::find_algorithms(*dx, *filters, *dy, *how, most, found, all);
}

inline cudnnStatus_t cudnnGetConvolutionForwardWorkspaceSize(cudnnHandle_t, cudnnTensorDescriptor_t,
                                                             cudnnFilterDescriptor_t, cudnnConvolutionDescriptor_t,
                                                             cudnnTensorDescriptor_t, cudnnConvolutionFwdAlgo_t one,
                                                             std::size_t* bytes) {
    return simulated::dnn::size(one, bytes);
}
inline cudnnStatus_t
cudnnGetConvolutionBackwardFilterWorkspaceSize(cudnnHandle_t, cudnnTensorDescriptor_t, cudnnTensorDescriptor_t,
                                               cudnnConvolutionDescriptor_t, cudnnFilterDescriptor_t,
                                               cudnnConvolutionBwdFilterAlgo_t one, std::size_t* bytes) {
    return simulated::dnn::size(one, bytes);
}
inline cudnnStatus_t cudnnGetConvolutionBackwardDataWorkspaceSize(cudnnHandle_t, cudnnFilterDescriptor_t,
                                                                  cudnnTensorDescriptor_t, cudnnConvolutionDescriptor_t,
                                                                  cudnnTensorDescriptor_t,
                                                                  cudnnConvolutionBwdDataAlgo_t one,
                                                                  std::size_t* bytes) {
    return simulated::dnn::size(one, bytes);
}

inline cudnnStatus_t cudnnConvolutionForward(cudnnHandle_t handle, void const* alpha, cudnnTensorDescriptor_t x_shape,
                                             void const* x, cudnnFilterDescriptor_t filter_shape, void const* filters,
                                             cudnnConvolutionDescriptor_t how, cudnnConvolutionFwdAlgo_t algorithm,
                                             void* room, std::size_t bytes, void const* beta,
                                             cudnnTensorDescriptor_t y_shape, void* y) {
    using namespace simulated::dnn;
    if (!can_run(algorithm, *how, room, bytes)) return CUDNN_STATUS_BAD_PARAM;
    return put(handle, x_shape->type, alpha, beta,
               [x_shape = *x_shape, filter_shape = *filter_shape, y_shape = *y_shape, how = *how, x, filters,
                y]<class T>(T a, T b) {
                   auto const *from = static_cast<T const*>(x), *weights = static_cast<T const*>(filters);
                   combine(y_shape, a, b, static_cast<T*>(y), [&](std::vector<T>& sums) {
                       each_product(x_shape, filter_shape, y_shape, how, [&](auto in, auto weight, auto out) {
                           sums[static_cast<std::size_t>(out)] += from[in] * weights[weight];
                       });
                   });
               });
}
inline cudnnStatus_t cudnnAddTensor(cudnnHandle_t handle, void const* alpha, cudnnTensorDescriptor_t bias_shape,
                                    void const* bias, void const* beta, cudnnTensorDescriptor_t y_shape, void* y) {
    using namespace simulated::dnn;
    long long const channels = y_shape->of[1], pixels = y_shape->of[2] * y_shape->of[3];
    if (bias_shape->of[1] != channels || bias_shape->type != y_shape->type) return CUDNN_STATUS_BAD_PARAM;
    return put(handle, y_shape->type, alpha, beta, [=, shape = *y_shape]<class T>(T a, T b) {
        combine(shape, a, b, static_cast<T*>(y), [&](std::vector<T>& sums) {
            for (std::size_t i = 0; i < sums.size(); ++i)
                sums[i] = static_cast<T const*>(bias)[static_cast<long long>(i) / pixels % channels];
        });
    });
}
inline cudnnStatus_t
cudnnConvolutionBackwardFilter(cudnnHandle_t handle, void const* alpha, cudnnTensorDescriptor_t x_shape, void const* x,
                               cudnnTensorDescriptor_t y_shape, void const* dy, cudnnConvolutionDescriptor_t how,
                               cudnnConvolutionBwdFilterAlgo_t algorithm, void* room, std::size_t bytes,
                               void const* beta, cudnnFilterDescriptor_t filter_shape, void* d_filters) {
    using namespace simulated::dnn;
    if (!can_run(algorithm, *how, room, bytes)) return CUDNN_STATUS_BAD_PARAM;
    return put(handle, x_shape->type, alpha, beta,
               [x_shape = *x_shape, filter_shape = *filter_shape, y_shape = *y_shape, how = *how, x, dy,
                d_filters]<class T>(T a, T b) {
                   auto const *from = static_cast<T const*>(x), *gradient = static_cast<T const*>(dy);
                   combine(filter_shape, a, b, static_cast<T*>(d_filters), [&](std::vector<T>& sums) {
                       each_product(x_shape, filter_shape, y_shape, how, [&](auto in, auto weight, auto out) {
                           sums[static_cast<std::size_t>(weight)] += from[in] * gradient[out];
                       });
                   });
               });
}
inline cudnnStatus_t
cudnnConvolutionBackwardData(cudnnHandle_t handle, void const* alpha, cudnnFilterDescriptor_t filter_shape,
                             void const* filters, cudnnTensorDescriptor_t y_shape, void const* dy,
                             cudnnConvolutionDescriptor_t how, cudnnConvolutionBwdDataAlgo_t algorithm, void* room,
                             std::size_t bytes, void const* beta, cudnnTensorDescriptor_t x_shape, void* dx) {
    using namespace simulated::dnn;
    if (!can_run(algorithm, *how, room, bytes)) return CUDNN_STATUS_BAD_PARAM;
    return put(handle, x_shape->type, alpha, beta,
               [x_shape = *x_shape, filter_shape = *filter_shape, y_shape = *y_shape, how = *how, filters, dy,
                dx]<class T>(T a, T b) {
                   auto const *weights = static_cast<T const*>(filters), *gradient = static_cast<T const*>(dy);
                   combine(x_shape, a, b, static_cast<T*>(dx), [&](std::vector<T>& sums) {
                       each_product(x_shape, filter_shape, y_shape, how, [&](auto in, auto weight, auto out) {
                           sums[static_cast<std::size_t>(in)] += weights[weight] * gradient[out];
                       });
                   });
               });
}
