/// A convolution or one of its gradients by oneDNN.
#pragma once

#include <chrnn/backend/cpu/onednn_operand.hpp>
#include <chrnn/shape/convolution.hpp>

#include <type_traits>
#include <unordered_map>

namespace chrnn::CHRNN_ABI::detail {

enum class convolution_verb { forward, input_gradient, weight_gradient };

/// What oneDNN does for one verb of a convolution over a fixed number of images, on the thread that calls it.
class onednn_pass {
  public:
    onednn_pass(dnnl::engine const& engine, convolution_verb verb, convolution const& c, index_t images)
        : convolution_(c), images_(images), verb_(verb), image_({images, c.channels, c.rows, c.columns}),
          weights_(weight_extents(c)), bias_({c.filters}, dnnl::memory::data_type::f32, dnnl::memory::format_tag::a),
          output_({images, c.filters, c.out_rows(), c.out_columns()}) {
        auto const f = choose([&](dnnl::algorithm by) { return describe_forward(engine, by); });
        if (verb == convolution_verb::forward) {
            image_.read_as(engine, f.src_desc());
            weights_.read_as(engine, f.weights_desc());
            output_.write_as(engine, f.dst_desc());
            settle(dnnl::convolution_forward(f), f.scratchpad_desc());
        } else if (verb == convolution_verb::input_gradient) {
            using pass = dnnl::convolution_backward_data;
            auto const g = choose([&](dnnl::algorithm by) { return describe_gradient<pass>(engine, by, f); });
            output_.read_as(engine, g.diff_dst_desc());
            weights_.read_as(engine, g.weights_desc());
            image_.write_as(engine, g.diff_src_desc());
            settle(pass(g), g.scratchpad_desc());
        } else {
            using pass = dnnl::convolution_backward_weights;
            auto const g = choose([&](dnnl::algorithm by) { return describe_gradient<pass>(engine, by, f); });
            image_.read_as(engine, g.src_desc());
            output_.read_as(engine, g.diff_dst_desc());
            weights_.add_as(engine, g.diff_weights_desc());
            settle(pass(g), g.scratchpad_desc());
        }
    }

    bool is(convolution_verb verb, convolution const& c, index_t images) const {
        return verb_ == verb && convolution_ == c && images_ == images;
    }
    /// Bytes that a thread needs for a call.
    std::size_t scratch() const {
        std::size_t const weights = verb_ == convolution_verb::weight_gradient ? weights_.scratch() : 0;
        return image_.scratch() + weights + output_.scratch() + onednn_scratch::bytes_of(scratch_);
    }
    /// How the weights are laid out for many calls of `forward` or `input_gradient`.
    onednn_operand const& weights() const { return weights_; }

    /// y [images, filters, R', S'] from x [images, C, R, S] and laid out weights.
    void forward(onednn_scratch& scratch, float const* x, dnnl::memory const& packed, float const* bias,
                 float* y) const {
        dnnl::memory const from = image_.enter(scratch, x), to = output_.open(scratch, y);
        run(scratch, {{DNNL_ARG_SRC, from},
                      {DNNL_ARG_WEIGHTS, packed},
                      {DNNL_ARG_BIAS, scratch.at(bias_, bias)},
                      {DNNL_ARG_DST, to}});
        output_.leave(scratch, to, y);
    }
    void input_gradient(onednn_scratch& scratch, float const* dy, dnnl::memory const& packed, float* dx) const {
        dnnl::memory const from = output_.enter(scratch, dy), to = image_.open(scratch, dx);
        run(scratch, {{DNNL_ARG_DIFF_DST, from}, {DNNL_ARG_WEIGHTS, packed}, {DNNL_ARG_DIFF_SRC, to}});
        image_.leave(scratch, to, dx);
    }
    /// d_weights += the gradient of the weights.
    void weight_gradient(onednn_scratch& scratch, float const* x, float const* dy, float* d_weights) const {
        dnnl::memory const from = image_.enter(scratch, x), d_output = output_.enter(scratch, dy),
                           to = weights_.open(scratch, d_weights);
        run(scratch, {{DNNL_ARG_SRC, from}, {DNNL_ARG_DIFF_DST, d_output}, {DNNL_ARG_DIFF_WEIGHTS, to}});
        weights_.leave(scratch, to, d_weights);
    }

  private:
    convolution convolution_;
    index_t images_;
    convolution_verb verb_;
    onednn_operand image_, weights_;
    dnnl::memory::desc bias_;
    onednn_operand output_;
    dnnl::memory::desc scratch_;
    dnnl::primitive primitive_;

    /// By Winograd's method where it is made for the kernel and oneDNN has it, else by what oneDNN chooses.
    template <class Describe>
    std::invoke_result_t<Describe, dnnl::algorithm> choose(Describe const& describe_by) const {
        if (convolution_.kernel == 3 && convolution_.stride == 1)
            if (auto const found = describe_by(dnnl::algorithm::convolution_winograd)) return found;
        return describe_by(dnnl::algorithm::convolution_auto);
    }
    dnnl::convolution_forward::primitive_desc describe_forward(dnnl::engine const& engine, dnnl::algorithm by) const {
        constexpr auto kind = dnnl::prop_kind::forward_training;
#if DNNL_VERSION_MAJOR < 3
        return {{kind, by, image_.any(), weights_.any(), bias_, output_.any(), stride(), dilation(), pad(), pad()},
                attributes(),
                engine,
                may_be_empty(by)};
#else
        return {engine,   kind,       by,    image_.any(), weights_.any(), bias_,           output_.any(),
                stride(), dilation(), pad(), pad(),        attributes(),   may_be_empty(by)};
#endif
    }
    template <class Pass>
    typename Pass::primitive_desc describe_gradient(dnnl::engine const& engine, dnnl::algorithm by,
                                                    dnnl::convolution_forward::primitive_desc const& of) const {
#if DNNL_VERSION_MAJOR < 3
        return {{by, image_.any(), weights_.any(), output_.any(), stride(), dilation(), pad(), pad()},
                attributes(),
                engine,
                of,
                may_be_empty(by)};
#else
        return {engine, by,    image_.any(), weights_.any(), output_.any(),   stride(), dilation(),
                pad(),  pad(), of,           attributes(),   may_be_empty(by)};
#endif
    }
    /// oneDNN has an axis more where there are groups; in memory the weights lie the same.
    static dnnl::memory::dims weight_extents(convolution const& c) {
        if (c.groups == 1) return {c.filters, c.channels, c.kernel, c.kernel};
        return {c.groups, c.group().filters, c.group().channels, c.kernel, c.kernel};
    }
    dnnl::memory::dims stride() const { return dnnl::memory::dims(2, convolution_.stride); }
    dnnl::memory::dims pad() const { return dnnl::memory::dims(2, convolution_.pad); }
    /// oneDNN counts what lies between two taps.
    dnnl::memory::dims dilation() const { return dnnl::memory::dims(2, convolution_.dilation - 1); }
    static dnnl::primitive_attr attributes() {
        dnnl::primitive_attr all;
        all.set_scratchpad_mode(dnnl::scratchpad_mode::user); // threads share the primitive
        return all;
    }
    static bool may_be_empty(dnnl::algorithm by) { return by != dnnl::algorithm::convolution_auto; }

    void settle(dnnl::primitive primitive, dnnl::memory::desc const& scratch) {
        primitive_ = std::move(primitive);
        scratch_ = scratch;
    }
    void run(onednn_scratch& scratch, std::unordered_map<int, dnnl::memory> with) const {
        with.emplace(DNNL_ARG_SCRATCHPAD, scratch.take(scratch_));
        primitive_.execute(scratch.stream, with);
    }
};

} // namespace chrnn::CHRNN_ABI::detail
