/// Convolutions by cuDNN: plans for the extents that occur, each made at its first use.
#pragma once

#include <chrnn/backend/cuda/gemm.hpp>
#include <chrnn/shape/convolution.hpp>

#include <cudnn.h>

#include <map>
#include <memory>
#include <span>
#include <tuple>
#include <utility>

namespace chrnn::CHRNN_ABI::detail {

/// Throws unless the call succeeded.
inline void check(cudnnStatus_t result, char const* what) {
    if (result != CUDNN_STATUS_SUCCESS) fail("cuDNN could not ", what, ": ", cudnnGetErrorString(result));
}

/// Something of cuDNN's that is created and destroyed: a descriptor.
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

/// How one pass of a convolution is computed: an algorithm, and a descriptor with the arithmetic that belongs to it.
template <class Algorithm>
struct cudnn_pass {
    cudnn_convolution how;
    Algorithm algorithm;
};

/// One convolution over `samples` images in `T`: its descriptors, and for each pass the fastest algorithm by cuDNN's
/// own account that gives the same bits every time, agrees to run and fits `scratch` bytes.
template <class T>
class convolution_plan {
  public:
    convolution_plan(cudnnHandle_t handle, arithmetic mode, convolution const& c, index_t samples, std::size_t scratch)
        : mode_(mode), scratch_(scratch) {
        describe(x, samples, c.channels, c.rows, c.columns);
        describe(y, samples, c.filters, c.out_rows(), c.out_columns());
        describe(bias, 1, c.filters, 1, 1);
        check(cudnnSetFilter4dDescriptor(weights, type, CUDNN_TENSOR_NCHW, number(c.filters),
                                         number(c.channels / c.groups), number(c.kernel), number(c.kernel)),
              "describe filters");
        plan<cudnnConvolutionFwdAlgoPerf_t>(
            forward, c,
            [&](auto... found) {
                return cudnnGetConvolutionForwardAlgorithm_v7(handle, x, weights, forward.how, y, found...);
            },
            [&](auto... needs) {
                return cudnnGetConvolutionForwardWorkspaceSize(handle, x, weights, forward.how, y, needs...);
            });
        plan<cudnnConvolutionBwdFilterAlgoPerf_t>(
            weight_gradient, c,
            [&](auto... found) {
                return cudnnGetConvolutionBackwardFilterAlgorithm_v7(handle, x, y, weight_gradient.how, weights,
                                                                     found...);
            },
            [&](auto... needs) {
                return cudnnGetConvolutionBackwardFilterWorkspaceSize(handle, x, y, weight_gradient.how, weights,
                                                                      needs...);
            });
        plan<cudnnConvolutionBwdDataAlgoPerf_t>(
            input_gradient, c,
            [&](auto... found) {
                return cudnnGetConvolutionBackwardDataAlgorithm_v7(handle, weights, y, input_gradient.how, x, found...);
            },
            [&](auto... needs) {
                return cudnnGetConvolutionBackwardDataWorkspaceSize(handle, weights, y, input_gradient.how, x,
                                                                    needs...);
            });
    }

    cudnn_tensor x, y, bias;
    cudnn_filter weights;
    cudnn_pass<cudnnConvolutionFwdAlgo_t> forward;
    cudnn_pass<cudnnConvolutionBwdFilterAlgo_t> weight_gradient;
    cudnn_pass<cudnnConvolutionBwdDataAlgo_t> input_gradient;

  private:
    static constexpr cudnnDataType_t type = sizeof(T) == 4 ? CUDNN_DATA_FLOAT : CUDNN_DATA_DOUBLE;
    static constexpr int most = 12; ///< algorithms to choose from

    static int number(index_t extent) { return static_cast<int>(extent); }
    static void describe(cudnnTensorDescriptor_t one, index_t images, index_t channels, index_t rows, index_t columns) {
        check(cudnnSetTensor4dDescriptor(one, CUDNN_TENSOR_NCHW, type, number(images), number(channels), number(rows),
                                         number(columns)),
              "describe a tensor");
    }

    /// `find(most, &count, all)` lists algorithms, the fastest first; `size(algorithm, &bytes)` says what one needs.
    template <class Performance, class Pass, class Find, class Size>
    void plan(Pass& pass, convolution const& c, Find const& find, Size const& size) const {
        check(cudnnSetConvolution2dDescriptor(pass.how, number(c.pad), number(c.pad), number(c.stride),
                                              number(c.stride), number(c.dilation), number(c.dilation),
                                              CUDNN_CROSS_CORRELATION, type),
              "describe a convolution");
        check(cudnnSetConvolutionGroupCount(pass.how, number(c.groups)), "divide a convolution into groups");
        check(cudnnSetConvolutionMathType(pass.how, mode_ == arithmetic::float32 ? CUDNN_FMA_MATH : CUDNN_DEFAULT_MATH),
              "choose arithmetic");
        int count = 0;
        Performance all[most];
        check(find(most, &count, all), "find an algorithm");
        for (Performance const& one : std::span(all).first(static_cast<std::size_t>(count))) {
            if (one.status != CUDNN_STATUS_SUCCESS || one.determinism != CUDNN_DETERMINISTIC) continue;
            check(cudnnSetConvolutionMathType(pass.how, mode_ == arithmetic::float32 ? CUDNN_FMA_MATH : one.mathType),
                  "choose arithmetic");
            std::size_t bytes = 0; // asking for them tells, too, whether the algorithm would refuse
            if (size(one.algo, &bytes) != CUDNN_STATUS_SUCCESS || bytes > scratch_) continue;
            pass.algorithm = one.algo;
            return;
        }
        fail("cuDNN has no deterministic algorithm for a convolution in ", scratch_, " bytes");
    }

    arithmetic mode_;
    std::size_t scratch_;
};

/// cuDNN on a stream.
class cudnn_handle {
  public:
    explicit cudnn_handle(shared_stream stream) : stream_(std::move(stream)) {
        std::lock_guard const no_capture(capture_mutex);
        on_device const here(stream_->device());
        check(cudnnCreate(&handle_), "start");
        check(cudnnSetStream(handle_, *stream_), "take a stream");
    }
    cudnn_handle(cudnn_handle const&) = delete;
    ~cudnn_handle() {
        std::lock_guard const no_capture(capture_mutex);
        on_device const here(stream_->device());
        (void)cudnnDestroy(handle_);
    }
    operator cudnnHandle_t() const { return handle_; }
    int device() const { return stream_->device(); }

  private:
    shared_stream stream_;
    cudnnHandle_t handle_ = nullptr;
};

/// The convolutions of one backend, in the `bytes` of scratch that it gives.
class cudnn_convolutions {
  public:
    cudnn_convolutions(arithmetic mode, shared_stream stream, products&, void* scratch, std::size_t bytes)
        : handle_(std::move(stream)), mode_(mode), scratch_(scratch), bytes_(bytes) {}

    template <class T>
    void forward(convolution const& c, index_t samples, T const* x, T const* weights, T const* bias, T* out) {
        on_device const here(handle_.device());
        auto const& p = plan<T>(c, samples);
        T const one = 1, zero = 0;
        check(cudnnConvolutionForward(handle_, &one, p.x, x, p.weights, weights, p.forward.how, p.forward.algorithm,
                                      scratch_, bytes_, &zero, p.y, out),
              "convolve");
        check(cudnnAddTensor(handle_, &one, p.bias, bias, &one, p.y, out), "add a bias");
    }
    template <class T>
    void add_weight_gradient(convolution const& c, index_t samples, T const* x, T const* d_out, T* d_weights) {
        on_device const here(handle_.device());
        auto const& p = plan<T>(c, samples);
        T const one = 1;
        check(cudnnConvolutionBackwardFilter(handle_, &one, p.x, x, p.y, d_out, p.weight_gradient.how,
                                             p.weight_gradient.algorithm, scratch_, bytes_, &one, p.weights, d_weights),
              "find the gradient of filters");
    }
    template <class T>
    void input_gradient(convolution const& c, index_t samples, T const* d_out, T const* weights, T* dx) {
        on_device const here(handle_.device());
        auto const& p = plan<T>(c, samples);
        T const one = 1, zero = 0;
        check(cudnnConvolutionBackwardData(handle_, &one, p.weights, weights, p.y, d_out, p.input_gradient.how,
                                           p.input_gradient.algorithm, scratch_, bytes_, &zero, p.x, dx),
              "find the gradient of images");
    }

  private:
    template <class T>
    using plans = std::map<std::pair<convolution, index_t>, std::unique_ptr<convolution_plan<T>>>; ///< by samples, too

    template <class T>
    convolution_plan<T> const& plan(convolution const& c, index_t samples) {
        auto& one = std::get<plans<T>>(all_)[{c, samples}];
        if (!one) one = std::make_unique<convolution_plan<T>>(handle_, mode_, c, samples, bytes_);
        return *one;
    }

    cudnn_handle handle_;
    arithmetic mode_;
    void* scratch_;
    std::size_t bytes_;
    std::tuple<plans<float>, plans<double>> all_;
};

} // namespace chrnn::CHRNN_ABI::detail
