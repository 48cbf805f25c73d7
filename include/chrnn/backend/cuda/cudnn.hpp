/// Convolutions by cuDNN: plans for the extents that occur, each made at its first use.
#pragma once

#include <chrnn/backend/cuda/gemm.hpp>
#include <chrnn/shape/convolution.hpp>

#include <cudnn.h>

#include <map>
#include <memory>
#include <tuple>
#include <utility>

namespace chrnn::CHRNN_ABI::detail {

/// Throws unless the call succeeded.
inline void check(cudnnStatus_t result, char const* what) {
    if (result != CUDNN_STATUS_SUCCESS) fail("cuDNN could not ", what, ": ", cudnnGetErrorString(result));
}

/// Something of cuDNN's that is created and destroyed: a handle, a descriptor.
template <class Pointer, auto Create, auto Destroy>
class cudnn_object {
  public:
    cudnn_object() { check(Create(&one_), "start"); }
    cudnn_object(cudnn_object const&) = delete;
    ~cudnn_object() { (void)Destroy(one_); }
    operator Pointer() const { return one_; }

  private:
    Pointer one_ = nullptr;
};
using cudnn_tensor = cudnn_object<cudnnTensorDescriptor_t, cudnnCreateTensorDescriptor, cudnnDestroyTensorDescriptor>;
using cudnn_filter = cudnn_object<cudnnFilterDescriptor_t, cudnnCreateFilterDescriptor, cudnnDestroyFilterDescriptor>;
using cudnn_convolution =
    cudnn_object<cudnnConvolutionDescriptor_t, cudnnCreateConvolutionDescriptor, cudnnDestroyConvolutionDescriptor>;

/// One convolution over `samples` images in `T`: its descriptors, and for each pass the fastest algorithm by cuDNN's
/// own account that gives the same bits every time and fits `scratch` bytes.
template <class T>
class convolution_plan {
  public:
    convolution_plan(cudnnHandle_t handle, arithmetic mode, convolution const& c, index_t samples,
                     std::size_t scratch) {
        constexpr cudnnDataType_t type = sizeof(T) == 4 ? CUDNN_DATA_FLOAT : CUDNN_DATA_DOUBLE;
        auto const n = [](index_t extent) { return static_cast<int>(extent); };
        auto const shape = [&](cudnnTensorDescriptor_t one, index_t images, index_t channels, index_t rows,
                               index_t columns) {
            check(cudnnSetTensor4dDescriptor(one, CUDNN_TENSOR_NCHW, type, n(images), n(channels), n(rows), n(columns)),
                  "describe a tensor");
        };
        shape(x, samples, c.channels, c.rows, c.columns);
        shape(y, samples, c.filters, c.out_rows(), c.out_columns());
        shape(bias, 1, c.filters, 1, 1);
        check(cudnnSetFilter4dDescriptor(weights, type, CUDNN_TENSOR_NCHW, n(c.filters), n(c.channels), n(c.kernel),
                                         n(c.kernel)),
              "describe filters");
        check(cudnnSetConvolution2dDescriptor(how, n(c.pad), n(c.pad), n(c.stride), n(c.stride), 1, 1,
                                              CUDNN_CROSS_CORRELATION, type),
              "describe a convolution");
        check(cudnnSetConvolutionMathType(how, mode == arithmetic::tf32 ? CUDNN_DEFAULT_MATH : CUDNN_FMA_MATH),
              "choose arithmetic");
        int found = 0;
        cudnnConvolutionFwdAlgoPerf_t forward_all[most];
        check(cudnnGetConvolutionForwardAlgorithm_v7(handle, x, weights, how, y, most, &found, forward_all),
              "find an algorithm");
        forward = best(forward_all, found, scratch);
        cudnnConvolutionBwdFilterAlgoPerf_t filter_all[most];
        check(cudnnGetConvolutionBackwardFilterAlgorithm_v7(handle, x, y, how, weights, most, &found, filter_all),
              "find an algorithm");
        weight_gradient = best(filter_all, found, scratch);
        cudnnConvolutionBwdDataAlgoPerf_t data_all[most];
        check(cudnnGetConvolutionBackwardDataAlgorithm_v7(handle, weights, y, how, x, most, &found, data_all),
              "find an algorithm");
        input_gradient = best(data_all, found, scratch);
    }

    cudnn_tensor x, y, bias;
    cudnn_filter weights;
    cudnn_convolution how;
    cudnnConvolutionFwdAlgo_t forward;
    cudnnConvolutionBwdFilterAlgo_t weight_gradient;
    cudnnConvolutionBwdDataAlgo_t input_gradient;

  private:
    static constexpr int most = 12; ///< algorithms to choose from

    template <class Found>
    static auto best(Found const* all, int count, std::size_t scratch) {
        for (Found const* one = all; one < all + count; ++one)
            if (one->status == CUDNN_STATUS_SUCCESS && one->determinism == CUDNN_DETERMINISTIC &&
                one->memory <= scratch)
                return one->algo;
        fail("cuDNN has no deterministic algorithm for a convolution in ", scratch, " bytes");
    }
};

/// The convolutions of one backend, in the `bytes` of scratch that it gives.
class cudnn_convolutions {
  public:
    cudnn_convolutions(arithmetic mode, cudaStream_t stream, products&, void* scratch, std::size_t bytes)
        : mode_(mode), scratch_(scratch), bytes_(bytes) {
        check(cudnnSetStream(handle_, stream), "take a stream");
    }

    template <class T>
    void forward(convolution const& c, index_t samples, T const* x, T const* weights, T const* bias, T* out) {
        auto const& p = plan<T>(c, samples);
        T const one = 1, zero = 0;
        check(cudnnConvolutionForward(handle_, &one, p.x, x, p.weights, weights, p.how, p.forward, scratch_, bytes_,
                                      &zero, p.y, out),
              "convolve");
        check(cudnnAddTensor(handle_, &one, p.bias, bias, &one, p.y, out), "add a bias");
    }
    template <class T>
    void add_weight_gradient(convolution const& c, index_t samples, T const* x, T const* d_out, T* d_weights) {
        auto const& p = plan<T>(c, samples);
        T const one = 1;
        check(cudnnConvolutionBackwardFilter(handle_, &one, p.x, x, p.y, d_out, p.how, p.weight_gradient, scratch_,
                                             bytes_, &one, p.weights, d_weights),
              "find the gradient of filters");
    }
    template <class T>
    void input_gradient(convolution const& c, index_t samples, T const* d_out, T const* weights, T* dx) {
        auto const& p = plan<T>(c, samples);
        T const one = 1, zero = 0;
        check(cudnnConvolutionBackwardData(handle_, &one, p.weights, weights, p.y, d_out, p.how, p.input_gradient,
                                           scratch_, bytes_, &zero, p.x, dx),
              "find the gradient of images");
    }

  private:
    using key = std::tuple<index_t, index_t, index_t, index_t, index_t, index_t, index_t, index_t>;
    template <class T>
    using plans = std::map<key, std::unique_ptr<convolution_plan<T>>>;

    template <class T>
    convolution_plan<T> const& plan(convolution const& c, index_t samples) {
        auto& one =
            std::get<plans<T>>(all_)[{c.channels, c.rows, c.columns, c.filters, c.kernel, c.stride, c.pad, samples}];
        if (!one) one = std::make_unique<convolution_plan<T>>(handle_, mode_, c, samples, bytes_);
        return *one;
    }

    cudnn_object<cudnnHandle_t, cudnnCreate, cudnnDestroy> handle_;
    arithmetic mode_;
    void* scratch_;
    std::size_t bytes_;
    std::tuple<plans<float>, plans<double>> all_;
};

} // namespace chrnn::CHRNN_ABI::detail
