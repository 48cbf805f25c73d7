/// Windows that slide over the rows and columns of an image: the patches behind convolution (im2col) and pooling.
#pragma once

#include <chrnn/tensor/view.hpp>

namespace chrnn::CHRNN_ABI {

/// Where windows lie: `kernel` x `kernel`, every `stride`, over an image padded by `pad` on each side.
struct window {
    index_t kernel;
    index_t stride = 1;
    index_t pad = 0;
    bool overhang = false; ///< whether a last window may hang over the edge, though not begin behind it

    /// Windows along an axis of `n`.
    constexpr index_t count(index_t n) const {
        index_t const room = n + 2 * pad - kernel, last = (room + stride - 1) / stride;
        if (overhang && last * stride < n + pad) return last + 1;
        return room / stride + 1;
    }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The patches of an image [C, R, S]: entry (c, i, j, r, s) is the image's (c, r stride + i - pad, s stride + j - pad),
/// and `outside` beyond the edge. Shape [C, kernel, kernel, R', S'].
template <window Window, expression E>
struct patched : expression_over<E> {
    using image = shape_of<E>;
    using scalar = scalar_of<E>;
    using shape = extents<image::extent(0), Window.kernel, Window.kernel, Window.count(image::extent(1)),
                          Window.count(image::extent(2))>;
    static constexpr bool vectorizable = false, flat = false;

    E source;
    scalar outside;
    CHRNN_INLINE constexpr patched(E e, scalar beyond) : source(e), outside(beyond) {}

    template <class V>
    CHRNN_INLINE constexpr V at(coordinates<5> const& p) const {
        index_t const r = p[3] * Window.stride + p[1] - Window.pad;
        index_t const s = p[4] * Window.stride + p[2] - Window.pad;
        if (r < 0 || r >= image::extent(1) || s < 0 || s >= image::extent(2)) return outside;
        return source.template at<V>({{p[0], r, s}});
    }
    constexpr index_t leading() const { return dynamic; }
    constexpr bool clashes(memory_range written, bool) const { return source.clashes(written, true); }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// `patches<window{.kernel = 3, .stride = 2}>(image)`, image of shape [C, R, S].
template <window Window, detail::term E>
[[nodiscard]] CHRNN_INLINE constexpr auto patches(E&& e, detail::scalar_of<E> outside = 0) {
    using shape = detail::shape_of<E>;
    if constexpr (shape::rank != 3 || shape::is_dynamic) {
        mistake<sentence("patches takes an image [C, R, S], not the shape ", shape::text())>();
    } else if constexpr (Window.kernel > shape::extent(1) + 2 * Window.pad ||
                         Window.kernel > shape::extent(2) + 2 * Window.pad) {
        mistake<sentence("a window of ", Window.kernel, "x", Window.kernel, " is larger than the image ", shape::text(),
                         " padded by ", Window.pad)>();
    } else if constexpr (Window.kernel < 1 || Window.stride < 1 || Window.pad < 0) {
        mistake<sentence("a window of ", Window.kernel, "x", Window.kernel, " with stride ", Window.stride, " and pad ",
                         Window.pad, " makes no sense")>();
    } else {
        auto const held = detail::tensor_algebra::held(static_cast<E&&>(e));
        return detail::patched<Window, std::remove_cv_t<decltype(held)>>(held, outside);
    }
}

} // namespace chrnn::CHRNN_ABI
