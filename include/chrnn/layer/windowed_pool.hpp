/// Pooling by windows of one size: where they lie, which max_pool and average_pool share.
#pragma once

#include <chrnn/layer/option.hpp>
#include <chrnn/layer/pooling.hpp>
#include <chrnn/tensor/window.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The windows along an axis of `Extent`.
template <index_t Extent, index_t Kernel, class Placed>
struct pool_windows {
    static constexpr index_t kernel = Kernel, stride = Placed::stride, pad = Placed::pad;
    static constexpr index_t outputs =
        chrnn::window{.kernel = kernel, .stride = stride, .pad = pad, .overhang = Placed::overhang}.count(Extent);

    /// What output i reads of the axis.
    CHRNN_INLINE static constexpr axis_range window(index_t i) {
        index_t const begin = i * stride - pad, end = begin + kernel;
        return {begin > 0 ? begin : 0, end < Extent ? end : Extent};
    }
    /// The same with what it reads of the padding.
    CHRNN_INLINE static constexpr axis_range padded_window(index_t i) {
        index_t const begin = i * stride - pad, end = begin + kernel;
        return {begin, end < Extent + pad ? end : Extent + pad};
    }
    /// The outputs that read place r.
    CHRNN_INLINE static constexpr axis_range over(index_t r) {
        index_t const at = r + pad, last = at / stride;
        return {at < kernel ? 0 : (at - kernel) / stride + 1, last < outputs ? last + 1 : outputs};
    }
};

/// The base of a layer `Name` that pools windows of `Kernel` x `Kernel`.
template <fixed_string Name, index_t Kernel, class... Options>
struct windowed_pool : layer {
    static constexpr std::string_view kind = "pool";
    static constexpr activations backward_reads = activations::none;
    using placed = pooling_options<Options...>;
    template <index_t Extent>
    using windows = pool_windows<Extent, Kernel, placed>;

    template <feature_shape In>
    static consteval feature_shape output() {
        check_one_scale<In, Name>();
        if constexpr (Kernel < 1)
            mistake<sentence(Name.view(), "<", Kernel, ">: a window is at least 1x1")>();
        else if constexpr (Kernel > In.rows() || Kernel > In.columns())
            mistake<sentence(Name.view(), ": the window ", Kernel, "x", Kernel, " is larger than its input ",
                             In.text())>();
        else if constexpr (2 * placed::pad > Kernel)
            mistake<sentence(Name.view(), ": the option pad<", placed::pad, "> is more than half of its window ",
                             Kernel, "x", Kernel)>();
        return {In.channels, windows<In.rows()>::outputs, windows<In.columns()>::outputs};
    }
    template <feature_shape In>
    static constexpr region_box footprint(region_box out) {
        return {read_through<windows<In.rows()>>(out.rows), read_through<windows<In.columns()>>(out.columns)};
    }
    static std::string text() {
        return std::to_string(Kernel) + "x" + std::to_string(Kernel) + ", stride " + std::to_string(placed::stride) +
               (placed::pad == 0 ? "" : ", pad " + std::to_string(placed::pad));
    }
};

} // namespace chrnn::CHRNN_ABI::detail
