/// Average pooling.
#pragma once

#include <chrnn/layer/windowed_pool.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The means of the windows of a plane of `From`.
template <grid From, class Rows, class Columns>
struct plane_means {
    static constexpr index_t inputs = From.regions(), outputs = Rows::outputs * Columns::outputs;

    template <class T>
    CHRNN_INLINE static T forward(T const* x, index_t output) {
        index_t const i = output / Columns::outputs, j = output % Columns::outputs;
        axis_range const rows = Rows::window(i), columns = Columns::window(j);
        T sum = 0;
        for (index_t r = rows.begin; r < rows.end; ++r)
            for (index_t s = columns.begin; s < columns.end; ++s) sum += x[r * From.columns + s];
        return sum / numbers<T>(i, j);
    }
    template <class T>
    CHRNN_INLINE static T backward(T const* dy, index_t input) {
        axis_range const rows = Rows::over(input / From.columns), columns = Columns::over(input % From.columns);
        T sum = 0;
        for (index_t i = rows.begin; i < rows.end; ++i)
            for (index_t j = columns.begin; j < columns.end; ++j)
                sum += dy[i * Columns::outputs + j] / numbers<T>(i, j);
        return sum;
    }

  private:
    /// Those that a window divides by.
    template <class T>
    CHRNN_INLINE static T numbers(index_t i, index_t j) {
        return static_cast<T>(Rows::padded_window(i).size() * Columns::padded_window(j).size());
    }
};

/// y; a kernel of `parallel_for_planes` over planes and their outputs.
template <class Planes, class T>
struct take_means {
    T const* x;
    T* y;

    template <class>
    void plane(index_t plane) const {
        for (index_t output = 0; output < Planes::outputs; ++output) entry(plane, output);
    }
    CHRNN_INLINE void entry(index_t plane, index_t output) const {
        y[plane * Planes::outputs + output] = Planes::forward(x + plane * Planes::inputs, output);
    }
};
/// dx; a kernel of `parallel_for_planes` over planes and their inputs.
template <class Planes, class T>
struct share_means {
    T const* dy;
    T* dx;

    template <class>
    void plane(index_t plane) const {
        for (index_t input = 0; input < Planes::inputs; ++input) entry(plane, input);
    }
    CHRNN_INLINE void entry(index_t plane, index_t input) const {
        dx[plane * Planes::inputs + input] = Planes::backward(dy + plane * Planes::outputs, input);
    }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The mean of every `Kernel` x `Kernel` window. The zeros of the padding count, what a window has beyond them does
/// not, in Caffe as in PyTorch (count_include_pad); they differ in the extent, which Caffe always rounds up. Options as
/// those of `max_pool`, and the same extents: `average_pool<3, stride<2>, pad<1>, rounded_up>` is Caffe's,
/// `average_pool<3, stride<2>, rounded_down>` PyTorch's.
template <index_t Kernel, class... Options>
struct average_pool : detail::windowed_pool<"average_pool", Kernel, Options...> {
    template <feature_shape In>
    using planes = detail::plane_means<In.scale[0], typename average_pool::template windows<In.rows()>,
                                       typename average_pool::template windows<In.columns()>>;

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        using T = typename Pass::scalar;
        p.on.template parallel_for_planes<T>(p.samples * In.channels, planes<In>::outputs,
                                             detail::take_means<planes<In>, T>{p.x, p.y});
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        using T = typename Pass::scalar;
        p.on.template parallel_for_planes<T>(p.samples * In.channels, planes<In>::inputs,
                                             detail::share_means<planes<In>, T>{p.dy, p.dx});
    }
};

} // namespace chrnn::CHRNN_ABI
