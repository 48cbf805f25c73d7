/// Batch normalisation.
#pragma once

#include <chrnn/layer/layer.hpp>

namespace chrnn::CHRNN_ABI {

/// y = weight (x - mean) / sqrt(variance + 1e-5) + bias, for each channel over all samples and regions (Ioffe and
/// Szegedy, ICML 2015), as torch.nn.BatchNorm2d: training takes the mean and variance of the batch and lets the running
/// ones follow by a tenth, the variance without bias; prediction takes the running ones, and so does a frozen layer.
/// Parameters: `weight`, `bias`, `running_mean`, `running_var` [C], of which the last two are not trained.
struct batch_normalisation : layer {
    static constexpr std::string_view kind = "bn";
    static constexpr activations backward_reads = activations::input, frozen_reads = activations::none;
    static constexpr double momentum = 0.1, epsilon = 1e-5;

    template <feature_shape In>
    static consteval feature_shape output() {
        check_one_scale<In, "batch_normalisation">();
        return In;
    }
    template <feature_shape In>
    static constexpr auto parameters() {
        index_t const n = In.channels;
        return parameter_list(weight("weight", {n}).begins(initial::constant, 1).without_decay(), bias("bias", n),
                              weight("running_mean", {n}).begins(initial::constant, 0).untrained(),
                              weight("running_var", {n}).begins(initial::constant, 1).untrained());
    }
    /// The mean that was taken from x, and what the difference was multiplied by.
    template <feature_shape In>
    static constexpr index_t saved(index_t /*samples*/) {
        return 2 * In.channels;
    }
    /// Of the backward pass: two sums for each channel, and what the second one is of.
    template <feature_shape In>
    static constexpr index_t scratch(index_t samples) {
        return (2 + samples * In.scale[0].regions()) * In.channels;
    }
    template <feature_shape In>
    static constexpr region_box footprint(region_box out) {
        return out;
    }

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        using T = typename Pass::scalar;
        auto const x = p.template input<In>();
        auto const y = p.template output<In>();
        auto const mean = of_channels<In>(p, p.saved), factor = of_channels<In>(p, p.saved + In.channels);
        auto const running_mean = of_channels<In>(p, p.weights + at<"running_mean", In>());
        auto const running_var = of_channels<In>(p, p.weights + at<"running_var", In>());
        if (p.training) {
            index_t const n = p.samples * In.scale[0].regions();
            auto const squares = factor;
            p.on.fill(p.saved, 2 * In.channels, T(0));
            p.on.add_row_sums(p.samples, mean.data, planes<In>(p.x));
            p.on.assign(mean, mean / n);
            p.on.assign(y, (x - mean) * (x - mean));
            p.on.add_row_sums(p.samples, squares.data, planes<In>(p.y));
            p.on.assign(running_mean, running_mean + momentum * (mean - running_mean));
            p.on.assign(running_var, running_var + momentum * (squares / std::max<index_t>(n - 1, 1) - running_var));
            p.on.assign(factor, 1 / sqrt(squares / n + epsilon));
        } else {
            p.on.assign(mean, running_mean);
            p.on.assign(factor, 1 / sqrt(running_var + epsilon));
        }
        p.on.assign(y, (x - mean) * factor * of_channels<In>(p, p.weights + at<"weight", In>()) +
                           of_channels<In>(p, p.weights + at<"bias", In>()));
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        using T = typename Pass::scalar;
        index_t const size = p.samples * In.size(), n = p.samples * In.scale[0].regions();
        auto const dy = p.template output_gradient<In>();
        if (!p.training) { // frozen: the running figures do not depend on x
            if (p.dx)
                p.on.assign(p.template input_gradient<In>(), of_channels<In>(p, p.weights + at<"weight", In>()) *
                                                                 of_channels<In>(p, p.saved + In.channels) * dy);
            return;
        }
        auto const normal = // the normalised x
            (p.template input<In>() - of_channels<In>(p, p.saved)) * of_channels<In>(p, p.saved + In.channels);
        auto const product = p.template view_at<batch_extents<In>>(p.scratch, p.samples);
        auto const d_scale = of_channels<In>(p, p.scratch + size),
                   along = of_channels<In>(p, d_scale.data + In.channels);
        auto const weight_gradient = of_channels<In>(p, p.gradients + at<"weight", In>());
        auto const bias_gradient = of_channels<In>(p, p.gradients + at<"bias", In>());

        p.on.fill(d_scale.data, 2 * In.channels, T(0));
        p.on.assign(product, dy * normal);
        p.on.add_row_sums(p.samples, d_scale.data, planes<In>(p.dy));
        p.on.add_row_sums(p.samples, along.data, planes<In>(p.scratch));
        p.on.assign(weight_gradient, weight_gradient + along);
        p.on.assign(bias_gradient, bias_gradient + d_scale);
        if (p.dx)
            p.on.assign(p.template input_gradient<In>(), of_channels<In>(p, p.weights + at<"weight", In>()) *
                                                             of_channels<In>(p, p.saved + In.channels) *
                                                             (dy - d_scale / n - normal * (along / n)));
    }

  private:
    template <fixed_string Name, feature_shape In>
    static consteval index_t at() {
        return offset_of<batch_normalisation, Name, In>();
    }
    /// One number for each channel, to be repeated over its regions.
    template <feature_shape In, class Pass, class T>
    static auto of_channels(Pass const& p, T* from) {
        return p.template view_at<extents<In.channels, 1, 1>>(from);
    }
    /// A sample's channels as the rows of a matrix.
    template <feature_shape In, class T>
    static auto planes(T* from) {
        return dense_matrices<T const>(from, In.channels, In.scale[0].regions());
    }
};

} // namespace chrnn::CHRNN_ABI
