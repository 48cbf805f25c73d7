/// The fully connected layer.
#pragma once

#include <chrnn/layer/layer.hpp>
#include <chrnn/layer/parameter_gradient.hpp>

namespace chrnn::CHRNN_ABI {

/// y = W x + b with `Units` outputs (eq. 25 and 26). A sample's features are one vector, in its order of memory.
/// Parameters: `weight` [Units, inputs], `bias` [Units].
template <index_t Units>
struct dense : layer {
    static constexpr std::string_view kind = "fc";
    static constexpr bool opens_stage = true, writes_gradients = true;
    static constexpr activations backward_reads = activations::input, frozen_reads = activations::none;
    static_assert(Units >= 1, "chrnn: a dense layer has at least one unit");

    template <feature_shape In>
    static consteval feature_shape output() {
        return vector_shape(Units);
    }
    template <feature_shape In>
    static constexpr auto parameters() {
        return parameter_list(weight("weight", {Units, In.size()}), bias("bias", Units));
    }
    template <feature_shape In>
    static constexpr index_t multiply_adds() {
        return Units * In.size();
    }
    template <feature_shape In>
    static constexpr region_box footprint(region_box) {
        return whole_of(In);
    }

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        typename Pass::scalar const* const bias = p.weights + offset_of<dense, "bias", In>();
        p.on.assign(p.template view_at<extents<dynamic, Units>>(p.y, p.samples),
                    p.template view_at<extents<Units>>(bias));
        p.on.template multiply<reading::plain, reading::transposed, true>(
            1, dense_matrices(p.y, p.samples, Units), dense_matrices(p.x, p.samples, In.size()), matrix<In>(p.weights));
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        auto const dy = dense_matrices(p.dy, p.samples, Units);
        if (p.gradients) {
            detail::parameter_gradient<typename Pass::scalar> const to{p.gradients, p.adds_gradients};
            to.multiply(p.on, 1, matrix<In>(to.data), dy, dense_matrices(p.x, p.samples, In.size()));
            p.on.add_column_sums(1, to.begin(p.on, offset_of<dense, "bias", In>(), Units), dy);
        }
        if (p.dx)
            p.on.template multiply<reading::plain, reading::plain, false>(1, dense_matrices(p.dx, p.samples, In.size()),
                                                                          dy, matrix<In>(p.weights));
    }

  private:
    template <feature_shape In, class T>
    static constexpr matrices<T> matrix(T* from) {
        return dense_matrices(from, Units, In.size());
    }
};

} // namespace chrnn::CHRNN_ABI
