/// A tensor as it lies here and as it lies in oneDNN.
#pragma once

#include <chrnn/backend/cpu/onednn_scratch.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// A tensor of four or five axes that is row-major here, and in oneDNN lies as one pass likes it.
class onednn_operand {
  public:
    explicit onednn_operand(dnnl::memory::dims extents)
        : here_(extents, f32, extents.size() == 5 ? row_major_5 : row_major_4),
          any_(extents, f32, dnnl::memory::format_tag::any) {}

    dnnl::memory::desc const& here() const { return here_; }
    /// What a pass is asked with that may choose how its numbers lie.
    dnnl::memory::desc const& any() const { return any_; }

    /// The pass reads it, laid out as `there`.
    void read_as(dnnl::engine const& engine, dnnl::memory::desc const& there) {
        there_ = there;
        if (there_ != here_) copy_by(engine, here_, there_, {});
    }
    /// The pass writes it, laid out as `there`.
    void write_as(dnnl::engine const& engine, dnnl::memory::desc const& there) {
        there_ = there;
        if (there_ != here_) copy_by(engine, there_, here_, {});
    }
    /// The pass writes, laid out as `there`, what is added to it.
    void add_as(dnnl::engine const& engine, dnnl::memory::desc const& there) {
        there_ = there;
        dnnl::post_ops sum;
        sum.append_sum();
        copy_by(engine, there_, here_, sum);
    }

    /// Bytes that it takes of a scratch in a pass.
    std::size_t scratch() const {
        return copy_ ? onednn_scratch::bytes_of(there_) + onednn_scratch::bytes_of(scratch_) : 0;
    }
    /// The numbers as the pass reads them.
    dnnl::memory enter(onednn_scratch& scratch, float const* from) const {
        if (!copy_) return scratch.at(here_, from);
        dnnl::memory const copy = scratch.take(there_);
        run(scratch, scratch.at(here_, from), copy);
        return copy;
    }
    /// Where the pass writes what `leave` then brings to `to`.
    dnnl::memory open(onednn_scratch& scratch, float* to) const {
        return copy_ ? scratch.take(there_) : scratch.at(here_, to);
    }
    void leave(onednn_scratch& scratch, dnnl::memory const& from, float* to) const {
        if (copy_) run(scratch, from, scratch.at(here_, to));
    }

  private:
    static constexpr auto f32 = dnnl::memory::data_type::f32;
    static constexpr auto row_major_4 = dnnl::memory::format_tag::abcd, row_major_5 = dnnl::memory::format_tag::abcde;
    dnnl::memory::desc here_, any_, there_, scratch_;
    dnnl::reorder copy_;

    void copy_by(dnnl::engine const& engine, dnnl::memory::desc const& from, dnnl::memory::desc const& to,
                 dnnl::post_ops const& then) {
        dnnl::primitive_attr attributes;
        attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user); // threads share the primitive
        attributes.set_post_ops(then);
        dnnl::reorder::primitive_desc const copy(engine, from, engine, to, attributes);
        scratch_ = copy.scratchpad_desc();
        copy_ = dnnl::reorder(copy);
    }
    void run(onednn_scratch& scratch, dnnl::memory const& from, dnnl::memory const& to) const {
        copy_.execute(scratch.stream,
                      {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}, {DNNL_ARG_SCRATCHPAD, scratch.take(scratch_)}});
    }
};

} // namespace chrnn::CHRNN_ABI::detail
