/// Convolution.
#pragma once

#include <chrnn/layer/layer.hpp>
#include <chrnn/layer/option.hpp>
#include <chrnn/shape/convolution.hpp>

namespace chrnn::CHRNN_ABI {

/// `Filters` kernels of `Kernel` x `Kernel` with a bias each: [C, R, S] -> [Filters, R', S'],
/// R' = floor((R + 2 pad - reach) / stride) + 1 with reach = (Kernel - 1) dilation + 1. Options: `stride<n>` (1),
/// `pad<n>` (0), `dilation<n>` (1), `groups<n>` (1), which divides the channels and the filters, `without_bias`.
/// Parameters: `weight` [Filters, C / groups, Kernel, Kernel], `bias` [Filters]. As torch.nn.Conv2d and Caffe.
template <index_t Filters, index_t Kernel, class... Options>
struct conv : layer {
    static constexpr std::string_view kind = "conv";
    static constexpr bool opens_stage = true;
    static constexpr activations backward_reads = activations::input, frozen_reads = activations::none;
    using placed = detail::convolution_options<Options...>;

    template <feature_shape In>
    static consteval feature_shape output() {
        check_one_scale<In, "conv">();
        if constexpr (Filters < 1 || Kernel < 1)
            mistake<sentence("conv<", Filters, ", ", Kernel,
                             ">: a convolution has at least 1 filter and a kernel of at least 1x1")>();
        else if constexpr (In.channels % placed::groups != 0)
            mistake<sentence("conv: groups<", placed::groups, "> do not divide the ", In.channels,
                             " channels of its input ", In.text())>();
        else if constexpr (Filters % placed::groups != 0)
            mistake<sentence("conv: groups<", placed::groups, "> do not divide its ", Filters, " filters")>();
        else if constexpr (Kernel > In.rows() + 2 * placed::pad || Kernel > In.columns() + 2 * placed::pad)
            mistake<sentence("conv: the kernel ", Kernel, "x", Kernel, " is larger than its input ", In.text(),
                             " padded by ", placed::pad)>();
        else if constexpr (reach > In.rows() + 2 * placed::pad || reach > In.columns() + 2 * placed::pad)
            mistake<sentence("conv: the kernel ", Kernel, "x", Kernel, " with taps ", placed::dilation,
                             " apart reaches ", reach, " along its input ", In.text(), " padded by ", placed::pad)>();
        constexpr auto c = extents_for<In>();
        return {Filters, c.out_rows(), c.out_columns()};
    }
    template <feature_shape In>
    static constexpr auto parameters() {
        constexpr parameter weights = weight("weight", {Filters, In.channels / placed::groups, Kernel, Kernel});
        if constexpr (placed::bias)
            return parameter_list(weights, bias("bias", Filters));
        else
            return parameter_list(weights);
    }
    /// Without a bias: zeros in its place.
    template <feature_shape In>
    static constexpr index_t scratch(index_t /*samples*/) {
        return placed::bias ? 0 : Filters;
    }
    template <feature_shape In>
    static constexpr index_t multiply_adds() {
        return Filters * extents_for<In>().depth() * extents_for<In>().positions();
    }
    template <feature_shape In>
    static constexpr region_box footprint(region_box out) {
        constexpr convolution c = extents_for<In>();
        return {c.read_along(In.rows(), out.rows), c.read_along(In.columns(), out.columns)};
    }
    static std::string text() {
        return std::to_string(Filters) + " @ " + std::to_string(Kernel) + "x" + std::to_string(Kernel) + ", stride " +
               std::to_string(placed::stride) + ", pad " + std::to_string(placed::pad) +
               (placed::dilation == 1 ? "" : ", dilation " + std::to_string(placed::dilation)) +
               (placed::groups == 1 ? "" : ", " + std::to_string(placed::groups) + " groups") +
               (placed::bias ? "" : ", no bias");
    }

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        typename Pass::scalar const* biases = p.scratch;
        if constexpr (placed::bias)
            biases = p.weights + bias_of<In>();
        else
            p.on.fill(p.scratch, Filters, typename Pass::scalar(0));
        p.on.convolve(extents_for<In>(), p.samples, p.x, p.weights, biases, p.y);
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        constexpr convolution c = extents_for<In>();
        if (p.gradients) {
            p.on.convolve_weight_gradient(c, p.samples, p.x, p.dy, p.gradients);
            if constexpr (placed::bias)
                p.on.add_row_sums(p.samples, p.gradients + bias_of<In>(), dense_matrices(p.dy, Filters, c.positions()));
        }
        if (p.dx) p.on.convolve_input_gradient(c, p.samples, p.dy, p.weights, p.dx);
    }

  private:
    static constexpr index_t reach = (Kernel - 1) * placed::dilation + 1;

    template <feature_shape In>
    static constexpr convolution extents_for() {
        return {.channels = In.channels,
                .rows = In.rows(),
                .columns = In.columns(),
                .filters = Filters,
                .kernel = Kernel,
                .stride = placed::stride,
                .pad = placed::pad,
                .groups = placed::groups,
                .dilation = placed::dilation};
    }
    template <feature_shape In>
    static consteval index_t bias_of() {
        return offset_of<conv, "bias", In>();
    }
};

} // namespace chrnn::CHRNN_ABI
