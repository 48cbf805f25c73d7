/// A convolution or one of its gradients by oneDNN.
#pragma once

#include <chrnn/backend/cpu/onednn_operand.hpp>
#include <chrnn/shape/convolution.hpp>

#include <tuple>
#include <type_traits>
#include <unordered_map>

namespace chrnn {

enum class convolution_verb { forward, input_gradient, weight_gradient };

/// What oneDNN does for one verb of a convolution over a fixed number of images, on the thread that calls it.
class onednn_pass {
  public:
    onednn_pass(dnnl::engine const& on, convolution_verb verb, convolution const& c, index_t images)
        : convolution_(c), images_(images), verb_(verb), image_({images, c.channels, c.rows, c.columns}),
          weights_({c.filters, c.channels, c.kernel, c.kernel}), bias_({c.filters}),
          output_({images, c.filters, c.out_rows(), c.out_columns()}) {
        using forward = dnnl::convolution_forward;
        using data = dnnl::convolution_backward_data;
        using weights = dnnl::convolution_backward_weights;
        auto const f = choose([&](dnnl::algorithm by) {
            return describe<forward>(on, by, std::tuple{}, dnnl::prop_kind::forward_training, by, image_.any(),
                                     weights_.any(), bias_.here(), output_.any());
        });
        auto const gradient = [&]<class Pass>(std::type_identity<Pass>) {
            return choose([&](dnnl::algorithm by) {
                return describe<Pass>(on, by, std::tuple{f}, by, image_.any(), weights_.any(), output_.any());
            });
        };
        if (verb == convolution_verb::forward)
            settle<forward>(on, f, f.src_desc(), f.weights_desc(), f.dst_desc());
        else if (verb == convolution_verb::input_gradient) {
            auto const g = gradient(std::type_identity<data>{});
            settle<data>(on, g, g.diff_src_desc(), g.weights_desc(), g.diff_dst_desc());
        } else {
            auto const g = gradient(std::type_identity<weights>{});
            settle<weights>(on, g, g.src_desc(), g.diff_weights_desc(), g.diff_dst_desc());
        }
    }

    bool is(convolution_verb verb, convolution const& c, index_t images) const {
        return verb_ == verb && convolution_ == c && images_ == images;
    }
    /// Bytes that a thread needs for a call.
    std::size_t room() const {
        std::size_t const weights = verb_ == convolution_verb::weight_gradient ? weights_.room() : 0;
        return image_.room() + weights + output_.room() + onednn_room::bytes_of(scratch_);
    }
    /// How the weights are laid out for many calls of `forward` or `input_gradient`.
    onednn_operand const& weights() const { return weights_; }

    /// y [images, filters, R', S'] from x [images, C, R, S] and laid out weights.
    void forward(onednn_room& room, float const* x, dnnl::memory const& weights, float const* bias, float* y) const {
        dnnl::memory const from = image_.enter(room, x), to = output_.open(room, y);
        run(room, {{DNNL_ARG_SRC, from},
                   {DNNL_ARG_WEIGHTS, weights},
                   {DNNL_ARG_BIAS, room.at(bias_.here(), bias)},
                   {DNNL_ARG_DST, to}});
        output_.leave(room, to, y);
    }
    void input_gradient(onednn_room& room, float const* dy, dnnl::memory const& weights, float* dx) const {
        dnnl::memory const from = output_.enter(room, dy), to = image_.open(room, dx);
        run(room, {{DNNL_ARG_DIFF_DST, from}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_DIFF_SRC, to}});
        image_.leave(room, to, dx);
    }
    /// d_weights += the gradient of the weights.
    void weight_gradient(onednn_room& room, float const* x, float const* dy, float* d_weights) const {
        dnnl::memory const from = image_.enter(room, x), slopes = output_.enter(room, dy),
                           to = weights_.open(room, d_weights);
        run(room, {{DNNL_ARG_SRC, from}, {DNNL_ARG_DIFF_DST, slopes}, {DNNL_ARG_DIFF_WEIGHTS, to}});
        weights_.leave(room, to, d_weights);
    }

  private:
    convolution convolution_;
    index_t images_;
    convolution_verb verb_;
    onednn_operand image_, weights_, bias_, output_;
    dnnl::memory::desc scratch_;
    dnnl::primitive does_;

    /// By Winograd's method where it is made for the kernel and oneDNN has it, else by what oneDNN chooses.
    template <class Describe>
    std::invoke_result_t<Describe, dnnl::algorithm> choose(Describe const& describe_by) const {
        if (convolution_.kernel == 3 && convolution_.stride == 1)
            if (auto const found = describe_by(dnnl::algorithm::convolution_winograd)) return found;
        return describe_by(dnnl::algorithm::convolution_auto);
    }
    /// Asks oneDNN for `what`; `forward` is the forward pass whose gradient it is. Empty where there is no such method.
    template <class Pass, class... Forward, class... What>
    typename Pass::primitive_desc describe(dnnl::engine const& on, dnnl::algorithm by,
                                           std::tuple<Forward...> const& forward, What const&... what) const {
        dnnl::primitive_attr how;
        how.set_scratchpad_mode(dnnl::scratchpad_mode::user);
        dnnl::memory::dims const stride(2, convolution_.stride), pad(2, convolution_.pad);
        bool const may_be_empty = by != dnnl::algorithm::convolution_auto;
        auto const make = [&](auto const&... f) {
#if DNNL_VERSION_MAJOR < 3
            return typename Pass::primitive_desc({what..., stride, pad, pad}, how, on, f..., may_be_empty);
#else
            return typename Pass::primitive_desc(on, what..., stride, pad, pad, f..., how, may_be_empty);
#endif
        };
        return std::apply(make, forward);
    }
    template <class Pass>
    void settle(dnnl::engine const& on, typename Pass::primitive_desc const& as, dnnl::memory::desc const& image,
                dnnl::memory::desc const& weights, dnnl::memory::desc const& output) {
        image_.settle(on, image);
        weights_.settle(on, weights, verb_ == convolution_verb::weight_gradient);
        output_.settle(on, output);
        scratch_ = as.scratchpad_desc();
        does_ = Pass(as);
    }
    void run(onednn_room& room, std::unordered_map<int, dnnl::memory> with) const {
        with.emplace(DNNL_ARG_SCRATCHPAD, room.take(scratch_));
        does_.execute(room.order, with);
    }
};

} // namespace chrnn
