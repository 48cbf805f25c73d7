/// The hierarchy: recurrences on several scales, linked from coarse to fine, with parameters by name.
#pragma once

#include "recurrence.hpp"

#include <map>
#include <string>
#include <vector>

namespace oracle {

/// Parameters, or their gradients, by the names that they have in files.
using named_arrays = std::map<std::string, array>;

struct scale {
    int rows, columns;

    bool pooled_only() const { return rows == 1 && columns == 1; }
    std::string name() const {
        return rows == columns ? std::to_string(rows) : std::to_string(rows) + "x" + std::to_string(columns);
    }
};

/// C channels in, H out, except on a pooled-only scale (1x1), whose h is its input. Scales run from coarse to fine.
struct hierarchy {
    cell_kind cell;
    int channels, hidden;
    std::vector<scale> scales;
    std::vector<direction> directions;
    bool linked;
    std::string name = "hrnn6";
    bool modified_cnn = false;

    int channels_of(int l) const { return scales[l].pooled_only() ? channels : hidden; }
    map_extents input(int l, int samples) const { return {samples, channels, scales[l].rows, scales[l].columns}; }
    map_extents output(int l, int samples) const {
        return {samples, channels_of(l), scales[l].rows, scales[l].columns};
    }
    std::string prefix(int l, direction way) const { return name + "." + scales[l].name() + "." + name_of(way) + "."; }
    std::string link(int j, int l) const {
        return name + ".link." + scales[j].name() + "." + scales[l].name() + ".weight";
    }
    int count() const { return static_cast<int>(scales.size()); }
};

/// The name and shape of every parameter.
inline std::map<std::string, std::vector<int>> parameter_shapes(hierarchy const& net) {
    std::map<std::string, std::vector<int>> shapes;
    int const stacked = gates_of(net.cell) * net.hidden;
    for (int l = 0; l < net.count(); ++l) {
        if (net.scales[l].pooled_only()) continue;
        for (auto const way : net.directions) {
            shapes[net.prefix(l, way) + "weight_x"] = {stacked, net.channels};
            shapes[net.prefix(l, way) + "weight_r"] = {stacked, net.hidden};
            shapes[net.prefix(l, way) + "weight_c"] = {stacked, net.hidden};
            shapes[net.prefix(l, way) + "bias"] = {stacked};
        }
        for (int j = 0; net.linked && j < l; ++j) shapes[net.link(j, l)] = {net.hidden, net.channels_of(j)};
    }
    return shapes;
}

/// The recurrence of scale l with its parameters looked up; throws std::out_of_range where one is missing.
inline recurrence recurrence_of(hierarchy const& net, int l, named_arrays const& parameters) {
    recurrence layer{net.cell, net.channels, net.hidden, net.scales[l].rows, net.scales[l].columns, {}};
    layer.modified_cnn = net.modified_cnn;
    for (auto const way : net.directions) {
        auto find = [&](char const* what) { return parameters.at(net.prefix(l, way) + what); };
        layer.directions.push_back({way, find("weight_x"), find("weight_r"), find("weight_c"), find("bias")});
    }
    return layer;
}

/// The region of scale j that region (r,q) of scale l lies in (eq. 21).
inline region coarse_region(scale const& coarse, scale const& fine, int r, int q) {
    return {r * coarse.rows / fine.rows, q * coarse.columns / fine.columns};
}

/// Per scale, coarse to fine: h [N][H][R][S], the context it got (empty without links) and its recurrence's states;
/// `joined` [N][sum of H*R*S] is eq. 25: scales fine to coarse, in each channel, row, column.
struct hierarchy_output {
    std::vector<array> h, contexts;
    std::vector<recurrence_output> recurrences;
    array joined;
};

/// Joins the scales' maps, given coarse to fine, into one vector per sample.
inline array join(hierarchy const& net, int samples, std::vector<array> const& h) {
    array joined;
    for (int n = 0; n < samples; ++n)
        for (int l = net.count() - 1; l >= 0; --l) {
            auto const size = net.output(l, 1).size();
            joined.insert(joined.end(), h[l].begin() + n * size, h[l].begin() + (n + 1) * size);
        }
    return joined;
}

/// The reverse of join.
inline std::vector<array> split(hierarchy const& net, int samples, array const& joined) {
    std::vector<array> h(net.scales.size());
    auto next = joined.begin();
    for (int n = 0; n < samples; ++n)
        for (int l = net.count() - 1; l >= 0; --l) {
            auto const size = net.output(l, 1).size();
            h[l].insert(h[l].end(), next, next + size);
            next += size;
        }
    return h;
}

/// maps: per scale, coarse to fine, the pooled input [N][C][R][S].
inline hierarchy_output forward(hierarchy const& net, named_arrays const& parameters, int samples,
                                std::vector<array> const& maps) {
    hierarchy_output result;
    for (int l = 0; l < net.count(); ++l) {
        require_size(maps.at(l), net.input(l, samples).size(), "the map of scale " + net.scales[l].name());
        result.contexts.emplace_back();
        result.recurrences.emplace_back();
        if (net.scales[l].pooled_only()) {
            result.h.push_back(maps[l]);
            continue;
        }
        auto const out = net.output(l, samples);
        auto& context = result.contexts[l];
        if (net.linked) context = out.zeros();
        for (int j = 0; net.linked && j < l; ++j) {
            auto const& weight = parameters.at(net.link(j, l)); // [H][channels_of(j)]
            auto const coarse = net.output(j, samples);
            require_size(weight, net.hidden * coarse.channels, net.link(j, l));
            for (int n = 0; n < samples; ++n)
                for (int r = 0; r < out.rows; ++r)
                    for (int q = 0; q < out.columns; ++q) {
                        auto const from = coarse_region(net.scales[j], net.scales[l], r, q);
                        for (int p = 0; p < net.hidden; ++p)
                            for (int k = 0; k < coarse.channels; ++k)
                                context[out(n, p, r, q)] +=
                                    weight[p * coarse.channels + k] * result.h[j][coarse(n, k, from.row, from.column)];
                    }
        }
        result.recurrences[l] = forward(recurrence_of(net, l, parameters), samples, maps[l], context);
        result.h.push_back(result.recurrences[l].h);
    }
    result.joined = join(net, samples, result.h);
    return result;
}

/// Gradients of every parameter, under its name, and of the maps, coarse to fine.
struct hierarchy_gradients {
    named_arrays parameters;
    std::vector<array> maps;
};

/// `output` is what forward returned for the same arguments; djoined is the gradient of `joined`.
inline hierarchy_gradients backward(hierarchy const& net, named_arrays const& parameters, int samples,
                                    std::vector<array> const& maps, hierarchy_output const& output,
                                    array const& djoined) {
    require_size(djoined, output.joined.size(), "the gradient of the joined scales");
    hierarchy_gradients result;
    result.maps.resize(net.scales.size());
    auto dh = split(net, samples, djoined); // grows by what the finer scales send back
    for (int l = net.count() - 1; l >= 0; --l) {
        if (net.scales[l].pooled_only()) {
            result.maps[l] = dh[l];
            continue;
        }
        auto const layer = recurrence_of(net, l, parameters);
        auto const gradients = backward(layer, samples, maps[l], output.contexts[l], output.recurrences[l], dh[l]);
        result.maps[l] = gradients.x;
        for (auto const& gradient : gradients.directions) {
            auto const prefix = net.prefix(l, gradient.way);
            result.parameters[prefix + "weight_x"] = gradient.weight_x;
            result.parameters[prefix + "weight_r"] = gradient.weight_r;
            result.parameters[prefix + "weight_c"] = gradient.weight_c;
            result.parameters[prefix + "bias"] = gradient.bias;
        }
        auto const out = net.output(l, samples);
        for (int j = 0; net.linked && j < l; ++j) {
            auto const& weight = parameters.at(net.link(j, l));
            auto const coarse = net.output(j, samples);
            auto& dweight = result.parameters[net.link(j, l)];
            dweight.assign(weight.size(), 0.0);
            for (int n = 0; n < samples; ++n)
                for (int r = 0; r < out.rows; ++r)
                    for (int q = 0; q < out.columns; ++q) {
                        auto const from = coarse_region(net.scales[j], net.scales[l], r, q);
                        for (int p = 0; p < net.hidden; ++p)
                            for (int k = 0; k < coarse.channels; ++k) {
                                double const ds = gradients.context[out(n, p, r, q)];
                                auto const source = coarse(n, k, from.row, from.column);
                                dweight[p * coarse.channels + k] += ds * output.h[j][source];
                                dh[j][source] += ds * weight[p * coarse.channels + k];
                            }
                    }
        }
    }
    return result;
}

} // namespace oracle
