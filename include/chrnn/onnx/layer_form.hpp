/// The ONNX forms of layers: the nodes that compute what a layer computes when it predicts.
#pragma once

#include <chrnn/layer/batch_normalisation.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/layer/global_average_pool.hpp>
#include <chrnn/layer/lrn.hpp>
#include <chrnn/layer/max_pool.hpp>
#include <chrnn/layer/pyramid.hpp>
#include <chrnn/layer/rectifier.hpp>
#include <chrnn/layer/relu_lrn_pool.hpp>
#include <chrnn/loss/mean_squared_error.hpp>
#include <chrnn/loss/region_cross_entropy.hpp>
#include <chrnn/loss/softmax_cross_entropy.hpp>
#include <chrnn/network/parameter_view.hpp>
#include <chrnn/network/sequence.hpp>
#include <chrnn/onnx/graph.hpp>

#include <map>

namespace chrnn::CHRNN_ABI::detail {

/// What flows between layers: the name of a value [samples, C, R, S] for every scale.
using onnx_scales = std::vector<std::string>;

/// A parameter's numbers as floats.
struct onnx_parameter {
    std::vector<index_t> shape;
    std::vector<float> values;
};

/// A layer in its place.
struct onnx_layer {
    onnx_graph& graph;
    std::string name;
    std::map<std::string, onnx_parameter> const& parameters; ///< of the whole network
    std::vector<onnx_scales> inputs;

    onnx_parameter const& parameter(std::string const& own) const { return parameters.at(name + "." + own); }
    /// A parameter as a tensor under its name.
    std::string tensor(std::string const& own) const {
        onnx_parameter const& one = parameter(own);
        return graph.tensor(name + "." + own, one.shape, one.values);
    }
    /// The only scale of the only input.
    std::string const& x() const { return inputs.front().front(); }
    /// `act(value)` for every scale.
    template <class Act>
    onnx_scales each_scale(Act const& act) const {
        onnx_scales all;
        for (std::string const& one : inputs.front()) all.push_back(act(one));
        return all;
    }
    /// All numbers of a sample in the order of memory, [samples, numbers].
    std::string flat() const {
        onnx_scales const parts = each_scale([&](std::string const& one) { return graph.add("Flatten", {one}); });
        return parts.size() == 1 ? parts.front() : graph.add("Concat", parts, {{"axis", index_t{1}}});
    }
};

template <feature_shape... In>
struct in_shapes {};

template <feature_shape In, index_t Filters, index_t Kernel, class... Options>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In>, conv<Filters, Kernel, Options...> const*) {
    using placed = typename conv<Filters, Kernel, Options...>::placed;
    std::vector inputs{at.x(), at.tensor("weight")};
    if (placed::bias) inputs.push_back(at.tensor("bias"));
    constexpr index_t pad = placed::pad, stride = placed::stride;
    return {at.graph.add("Conv", inputs, {{"strides", {stride, stride}}, {"pads", {pad, pad, pad, pad}}})};
}
template <feature_shape In, index_t Units>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In>, dense<Units> const*) {
    std::string const y =
        at.graph.add("Gemm", {at.flat(), at.tensor("weight"), at.tensor("bias")}, {{"transB", index_t{1}}});
    return {at.graph.add("Reshape", {y, at.graph.indices({0, Units, 1, 1})})};
}
template <feature_shape In>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In>, rectifier const*) {
    return at.each_scale([&](std::string const& x) { return at.graph.add("Relu", {x}); });
}
inline std::string onnx_response(onnx_layer const& at, std::string const& x, index_t channels) {
    return at.graph.add("LRN", {x}, {{"size", channels}, {"alpha", 1e-4f}, {"beta", 0.75f}, {"bias", 1.f}});
}
template <feature_shape In, index_t Channels>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In>, lrn<Channels> const*) {
    return {onnx_response(at, at.x(), Channels)};
}
template <feature_shape In>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In>, batch_normalisation const*) {
    return {at.graph.add(
        "BatchNormalization",
        {at.x(), at.tensor("weight"), at.tensor("bias"), at.tensor("running_mean"), at.tensor("running_var")},
        {{"epsilon", static_cast<float>(batch_normalisation::epsilon)}})};
}
/// Windows that hang over the last edge are padded there.
template <feature_shape In, class Pool>
std::string onnx_pooling(onnx_layer const& at, std::string const& x, index_t kernel) {
    constexpr index_t pad = Pool::placed::pad, stride = Pool::placed::stride;
    auto const behind = [&](index_t n) {
        return std::max<index_t>(0, (Pool::count(n) - 1) * stride + kernel - n - pad);
    };
    return at.graph.add("MaxPool", {x},
                        {{"kernel_shape", {kernel, kernel}},
                         {"strides", {stride, stride}},
                         {"pads", {pad, pad, behind(In.rows()), behind(In.columns())}}});
}
template <feature_shape In, index_t Kernel, class... Options>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In>, max_pool<Kernel, Options...> const*) {
    return {onnx_pooling<In, max_pool<Kernel, Options...>>(at, at.x(), Kernel)};
}
template <feature_shape In, index_t Channels, index_t Kernel, class... Options>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In>, relu_lrn_pool<Channels, Kernel, Options...> const*) {
    std::string const x = onnx_response(at, at.graph.add("Relu", {at.x()}), Channels);
    return {onnx_pooling<In, max_pool<Kernel, Options...>>(at, x, Kernel)};
}
template <feature_shape In>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In>, global_average_pool const*) {
    return {at.graph.add("GlobalAveragePool", {at.x()})};
}
template <feature_shape In, probability P>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In>, dropout<P> const*) {
    return at.inputs.front();
}

/// The maxima of windows [floor(i n / k), ceil((i + 1) n / k)) along one axis of `n`.
inline std::string onnx_bins(onnx_layer const& at, std::string const& x, index_t axis, index_t n, index_t k) {
    onnx_graph& graph = at.graph;
    onnx_scales parts;
    for (index_t i = 0; i < k; ++i) {
        std::string const part =
            graph.add("Slice", {x, graph.indices({i * n / k}), graph.indices({((i + 1) * n + k - 1) / k}),
                                graph.indices({axis})});
        parts.push_back(graph.add("ReduceMax", {part}, {{"axes", {axis}}}));
    }
    return k == 1 ? parts.front() : graph.add("Concat", parts, {{"axis", axis}});
}
template <feature_shape In, grid... Scales>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In>, pyramid<Scales...> const*) {
    auto const bins = [&](grid to) {
        return onnx_bins(at, onnx_bins(at, at.x(), 2, In.rows(), to.rows), 3, In.columns(), to.columns);
    };
    return {bins(Scales)...};
}

template <feature_shape... In>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In...>, add const*) {
    onnx_scales sum = at.inputs.front();
    for (std::size_t i = 1; i < at.inputs.size(); ++i)
        for (std::size_t l = 0; l < sum.size(); ++l) sum[l] = at.graph.add("Add", {sum[l], at.inputs[i][l]});
    return sum;
}
template <feature_shape... In>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In...>, concatenate const*) {
    onnx_scales all;
    for (onnx_scales const& one : at.inputs) all.insert(all.end(), one.begin(), one.end());
    constexpr feature_shape out = concatenate::output<In...>();
    if (all.size() == 1 || std::ssize(all) == out.scales) return all;
    return {at.graph.add("Concat", all, {{"axis", index_t{1}}})};
}

// Losses: what they make of the last layer's output.
template <feature_shape In>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In>, softmax_cross_entropy const*) {
    return {at.graph.add("Softmax", {at.flat()}, {{"axis", index_t{1}}})};
}
template <feature_shape In, class... Options>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In>, region_cross_entropy<Options...> const*) {
    return {at.graph.add("Flatten", {at.graph.add("Softmax", {at.x()}, {{"axis", index_t{1}}})})};
}
template <feature_shape In>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In>, mean_squared_error const*) {
    return {at.flat()};
}

} // namespace chrnn::CHRNN_ABI::detail
