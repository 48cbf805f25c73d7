/// Numbers as they lie here and as they lie in oneDNN.
#pragma once

#include <chrnn/backend/cpu/memory.hpp>

#include <oneapi/dnnl/dnnl.hpp>

namespace chrnn {

/// What one thread needs to run oneDNN: the order of its work, and room for copies.
class onednn_room {
  public:
    explicit onednn_room(dnnl::engine const& on) : order(on) {}

    dnnl::stream order;

    /// Makes room for `bytes`, if there is less.
    void hold(std::size_t bytes) {
        if (bytes > static_cast<std::size_t>(bytes_.size()))
            bytes_ = host_storage<std::byte>(static_cast<index_t>(bytes), "a convolution by oneDNN");
    }
    /// Forgets what was taken.
    void clear() { used_ = 0; }
    dnnl::memory take(dnnl::memory::desc const& as) {
        std::byte* const data = bytes_.data() + used_;
        used_ += bytes_of(as);
        return at(as, data);
    }
    dnnl::memory at(dnnl::memory::desc const& as, void const* data) const {
        return {as, order.get_engine(), const_cast<void*>(data)};
    }

    /// What `take` takes.
    static std::size_t bytes_of(dnnl::memory::desc const& as) {
        return (as.get_size() + alignment - 1) / alignment * alignment;
    }

  private:
    host_storage<std::byte> bytes_;
    std::size_t used_ = 0;
};

/// A tensor that is row-major here, and in oneDNN lies as one pass likes it.
class onednn_operand {
  public:
    explicit onednn_operand(dnnl::memory::dims extents)
        : here_(extents, f32, extents.size() == 1 ? dnnl::memory::format_tag::a : dnnl::memory::format_tag::abcd),
          any_(extents, f32, dnnl::memory::format_tag::any) {}

    dnnl::memory::desc const& here() const { return here_; }
    /// What a pass is asked with that may choose how its numbers lie.
    dnnl::memory::desc const& any() const { return any_; }
    dnnl::memory::desc const& there() const { return there_; }

    /// Says what the pass has chosen. With `add`, what `leave` brings is added to what is there.
    void settle(dnnl::engine const& on, dnnl::memory::desc const& there, bool add = false) {
        there_ = there;
        copied_ = add || there_ != here_;
        enter_ = dnnl::reorder({on, here_, on, there_});
        dnnl::primitive_attr how;
        if (add) {
            dnnl::post_ops sum;
            sum.append_sum();
            how.set_post_ops(sum);
        }
        leave_ = dnnl::reorder({on, there_, on, here_, how});
    }
    /// Bytes of the copies.
    std::size_t room() const { return copied_ ? onednn_room::bytes_of(there_) : 0; }

    /// The numbers as oneDNN reads them.
    dnnl::memory enter(onednn_room& room, float const* from) const {
        if (!copied_) return room.at(here_, from);
        dnnl::memory const copy = room.take(there_);
        enter_.execute(room.order, {{DNNL_ARG_FROM, room.at(here_, from)}, {DNNL_ARG_TO, copy}});
        return copy;
    }
    /// Where oneDNN writes what `leave` then brings to `to`.
    dnnl::memory open(onednn_room& room, float* to) const { return copied_ ? room.take(there_) : room.at(here_, to); }
    void leave(onednn_room& room, dnnl::memory const& from, float* to) const {
        if (copied_) leave_.execute(room.order, {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, room.at(here_, to)}});
    }

  private:
    static constexpr auto f32 = dnnl::memory::data_type::f32;
    dnnl::memory::desc here_, any_, there_;
    dnnl::reorder enter_, leave_;
    bool copied_ = false;
};

} // namespace chrnn
