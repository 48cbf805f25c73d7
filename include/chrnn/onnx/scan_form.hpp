/// The ONNX form of a scan: its wavefront, each front of all directions as a few nodes.
#pragma once

#include <chrnn/layer/hierarchy.hpp>
#include <chrnn/onnx/layer_form.hpp>
#include <chrnn/onnx/number.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The scan of one scale as nodes. A value of a front is [D, places, samples, 1, H], of a scale [regions, samples, H].
template <class Layer, feature_shape In>
class onnx_scan {
    using layout = typename Layer::template layout<In>;
    using part = typename layout::part;
    using traits = typename part::traits;
    using scans = typename part::directions_type;
    using neighbours = typename part::neighbours_type;
    static constexpr index_t D = part::D, G = part::G, H = part::H, C = part::C, K = part::K;

  public:
    onnx_scan(onnx_layer const& at, grid extent)
        : at_(at), graph_(at.graph), extent_(extent), of_{extent}, scale_(extent.text().view()) {}

    /// The output, from the input and what the coarser scales contribute, of which each has its own grid.
    std::string write(std::string const& x, std::vector<std::pair<std::string, grid>> const& context) {
        index_t const R = extent_.regions();
        std::string const ordered = graph_.add("Gather", {x, regions([](index_t region) { return region; })});
        std::string const flat = reshape(ordered, {D, -1, C});
        std::string gates = graph_.add("Add", {product(flat, "weight_x", C), vectors("bias", {D, 1, G * H})});
        if (part::is_local)
            for (index_t k = 0; k < K; ++k) gates = graph_.add("Add", {gates, product(flat, neighbours::matrix(k), H)});
        gates = reshape(gates, {D, R, -1, G, H});
        for (auto const& [term, coarse] : context) {
            std::string const repeated = graph_.add("Gather", {term, regions([&, to = coarse](index_t region) {
                                                                   return coarse_region(region, extent_, to);
                                                               })});
            gates = graph_.add("Add", {gates, graph_.add("Unsqueeze", {repeated, graph_.indices({3})})});
        }
        if (part::is_local) {
            step(gates, reshape(ordered, {D, R, -1, 1, C}), 0);
        } else {
            for (index_t d = 0; d < of_.fronts(); ++d) {
                std::string z = graph_.add("Slice", {gates, graph_.indices({of_.first(d)}),
                                                     graph_.indices({of_.first(d + 1)}), graph_.indices({1})});
                for (index_t k = 0; k < K; ++k)
                    if (onnx_number const h = behind("h", d, neighbours::back(k)); h.graph)
                        z = graph_.add("Add",
                                       {z, reshape(product(reshape(h.name, {D, -1, H}), neighbours::matrix(k), H),
                                                   {D, of_.length(d), -1, G, H})});
                step(z, {}, d);
            }
        }
        return sum_of_directions();
    }

  private:
    std::string reshape(std::string const& x, std::vector<index_t> const& shape) {
        return graph_.add("Reshape", {x, graph_.indices(shape)});
    }
    static std::string parameter_name(std::string_view scale, index_t d, std::string_view what) {
        return std::string(scale).append(".").append(scans::names[d]).append(".").append(what);
    }
    /// A parameter of every direction, one after the other, in a shape.
    std::string vectors(std::string_view what, std::vector<index_t> const& shape) {
        std::vector<float> all;
        for (index_t d = 0; d < D; ++d) {
            auto const& one = at_.parameter(parameter_name(scale_, d, what)).values;
            all.insert(all.end(), one.begin(), one.end());
        }
        return graph_.tensor(at_.name + "." + scale_ + "." + std::string(what), shape, all);
    }
    /// x [D, rows, columns] times the transposed matrices [GH, columns] of the directions.
    std::string product(std::string const& x, std::string_view matrix, index_t columns) {
        std::string& kept = matrices_[std::string(matrix)];
        if (kept.empty()) {
            std::vector<float> all;
            for (index_t d = 0; d < D; ++d) {
                auto const& one = at_.parameter(parameter_name(scale_, d, matrix)).values;
                for (index_t c = 0; c < columns; ++c)
                    for (index_t g = 0; g < G * H; ++g) all.push_back(one[static_cast<std::size_t>(g * columns + c)]);
            }
            kept = graph_.tensor(at_.name + "." + scale_ + "." + std::string(matrix), {D, columns, G * H}, all);
        }
        return graph_.add("MatMul", {x, kept});
    }
    /// [D, places]: `of(region)` of the region at every place.
    template <class Of>
    std::string regions(Of const& of) {
        std::vector<index_t> all;
        auto const wave = of_.wave();
        for (index_t d = 0; d < D; ++d)
            for (index_t place = 0; place < extent_.regions(); ++place)
                all.push_back(of(wave.template region<scans>(d, wave.position(place, wave.front_at(place)))));
        return graph_.indices({D, extent_.regions()}, all);
    }

    /// A state of the regions that lie so far behind those of front d, 0 outside the grid.
    onnx_number behind(std::string_view state, index_t d, frame_position back) {
        auto const wave = of_.wave();
        index_t const from = d - wave.front_of(back.row, back.column);
        if (from < 0) return {};
        std::vector<index_t> places;
        bool any = false;
        for (index_t place = of_.first(d); place < of_.first(d + 1); ++place) {
            frame_position const here = wave.position(place, d);
            index_t const there = wave.place(here.row - back.row, here.column - back.column);
            any = any || there != wave.none;
            places.push_back(there == wave.none ? 0 : there - of_.first(from) + 1);
        }
        if (!any) return {};
        auto& [value, bordered] = states_.at(std::string(state))[static_cast<std::size_t>(from)];
        if (bordered.empty()) bordered = graph_.add("Pad", {value, graph_.indices({0, 1, 0, 0, 0, 0, 0, 0, 0, 0})});
        return {&graph_, graph_.add("Gather", {bordered, graph_.indices(places)}, {{"axis", index_t{1}}})};
    }
    /// What the equations read of a neighbour: its state, or in the modified CNN a share of the region's own input.
    template <class Name>
    onnx_number read(Name name, std::string const& x, index_t d) {
        constexpr bool is_row = Name::part == role::row;
        if constexpr (part::is_local)
            return onnx_number{nullptr, {}, part::local_share(name)} * onnx_number{&graph_, x};
        if (!(is_row ? part::has_row : part::has_column)) return {};
        bool const above = is_row ? neighbours::reads_row : !neighbours::reads_column;
        return behind(Name::text(), d, {above, !above});
    }
    /// The cell on front d: its equations, evaluated on names of values.
    void step(std::string const& gates, std::string const& x, index_t d) {
        typename traits::template values<onnx_number> values;
        onnx_graph::names const z =
            G == 1 ? onnx_graph::names{gates} : graph_.add(G, "Split", {gates}, {{"axis", index_t{3}}});
        [&]<class... Gate>(names<Gate...>) {
            std::size_t g = 0;
            ((values.template get<Gate>() = {&graph_, z[g++]}), ...);
        }(typename traits::gate_names{});
        [&]<class... Name>(names<Name...>) {
            ((values.template get<Name>() = read(Name{}, x, d)), ...);
        }(typename traits::row_names{});
        [&]<class... Name>(names<Name...>) {
            ((values.template get<Name>() = read(Name{}, x, d)), ...);
        }(typename traits::column_names{});
        [&]<class... Name>(names<Name...>) {
            ((values.template get<Name>() = {&graph_, own(Name::text())}), ...);
        }(typename traits::per_channel_names{});
        part::cell_type::equations.forward(values);
        [&]<class... State>(names<State...>) {
            (states_[std::string(State::text())].push_back({spread(values.template get<State>(), z[0]), {}}), ...);
        }(typename traits::state_names{});
    }
    std::string own(std::string_view what) {
        std::string& kept = matrices_[std::string(what)];
        if (kept.empty()) kept = vectors(what, {D, 1, 1, 1, H});
        return kept;
    }
    /// A state of its full shape, that of a gate, also where it is a constant.
    std::string spread(onnx_number const& state, std::string const& gate) {
        if (state.graph) return state.name;
        std::string const zeros = graph_.add("Mul", {gate, onnx_number{}.in(graph_)});
        return graph_.add("Add", {zeros, state.in(graph_)});
    }
    std::string sum_of_directions() {
        onnx_graph::names fronts;
        for (auto const& [value, bordered] : states_.at("h")) fronts.push_back(value);
        std::string const all = fronts.size() == 1 ? fronts[0] : graph_.add("Concat", fronts, {{"axis", index_t{1}}});
        index_t const R = extent_.regions();
        std::vector<index_t> places;
        for (index_t d = 0; d < D; ++d)
            for (index_t region = 0; region < R; ++region)
                places.push_back(d * R + of_.wave().template place_of<scans>(d, region));
        std::string const ordered =
            graph_.add("Gather", {reshape(all, {D * R, -1, H}), graph_.indices({D, R}, places)});
        return graph_.add("ReduceSum", {ordered, graph_.indices({0})}, {{"keepdims", index_t{0}}});
    }

    onnx_layer const& at_;
    onnx_graph& graph_;
    grid extent_;
    part of_;
    std::string scale_;
    std::map<std::string, std::string> matrices_;
    /// Of every state, for every front: its value, and the same behind a place of zeros once that is asked for.
    std::map<std::string, std::vector<std::pair<std::string, std::string>>> states_;
};

} // namespace chrnn::CHRNN_ABI::detail
