/// The ONNX form of the hierarchy: its scans, coarse to fine, and the links between them.
#pragma once

#include <chrnn/onnx/scan_form.hpp>

namespace chrnn::CHRNN_ABI::detail {

template <feature_shape In, bool ScansSingle, class Cell, class Directions, class... Options>
onnx_scales onnx_form(onnx_layer const& at, in_shapes<In>,
                      recurrent_layer<ScansSingle, Cell, Directions, Options...> const*) {
    using layer_type = recurrent_layer<ScansSingle, Cell, Directions, Options...>;
    using layout = typename layer_type::template layout<In>;
    constexpr index_t H = layout::H;
    onnx_graph& graph = at.graph;
    onnx_scales rows(static_cast<std::size_t>(In.scales)), out = rows; // [regions, samples, H], [samples, H, R, S]
    for (index_t I = In.scales - 1; I >= 0; --I) {
        auto const i = static_cast<std::size_t>(I);
        grid const extent = In.scale[I];
        std::string const flat =
            graph.add("Reshape", {at.inputs.front()[i], graph.indices({0, In.channels, extent.regions()})});
        rows[i] = graph.add("Transpose", {flat}, {{"perm", {2, 0, 1}}});
        if (!layout::scans(I)) {
            out[i] = at.inputs.front()[i];
            continue;
        }
        std::vector<std::pair<std::string, grid>> context;
        if (layout::links)
            for (index_t J = I + 1; J < In.scales; ++J) {
                std::string const name = std::string("link.")
                                             .append(In.scale[J].text().view())
                                             .append(".")
                                             .append(extent.text().view())
                                             .append(".weight");
                std::string const transposed = graph.add("Transpose", {at.tensor(name)}, {{"perm", {1, 0}}});
                context.emplace_back(graph.add("MatMul", {rows[static_cast<std::size_t>(J)], transposed}), In.scale[J]);
            }
        rows[i] = onnx_scan<layer_type, In>(at, extent).write(rows[i], context);
        std::string const image = graph.add("Transpose", {rows[i]}, {{"perm", {1, 2, 0}}});
        out[i] = graph.add("Reshape", {image, graph.indices({0, H, extent.rows, extent.columns})});
    }
    return out;
}

} // namespace chrnn::CHRNN_ABI::detail
