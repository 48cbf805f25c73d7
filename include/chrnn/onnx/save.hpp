/// A model as an ONNX file, for other programs to predict with.
#pragma once

#include <chrnn/base/atomic_file.hpp>
#include <chrnn/network/model.hpp>
#include <chrnn/onnx/hierarchy_form.hpp>

#include <charconv>
#include <cmath>
#include <filesystem>

namespace chrnn::CHRNN_ABI::detail {

/// The nodes of one layer. Ends the compilation where there are none that compute what it does.
template <class Layer, feature_shape... In>
onnx_scales onnx_nodes(onnx_layer const& at) {
    Layer const* const type = nullptr;
    if constexpr (requires { onnx_form(at, in_shapes<In...>{}, type); }) {
        return onnx_form(at, in_shapes<In...>{}, type);
    } else {
        mistake<sentence("the layer ", Layer::kind, " has no ONNX form: a network with it cannot be saved as ONNX")>();
        return {};
    }
}
/// The parameters of a model by name. Throws when a number is not finite.
template <class T>
std::map<std::string, onnx_parameter> onnx_parameters(std::vector<parameter_view<T>> const& all) {
    std::map<std::string, onnx_parameter> found;
    for (auto const& one : all) {
        onnx_parameter& own = found[one.name];
        own.shape = one.shape;
        for (T x : one) {
            if (!std::isfinite(static_cast<float>(x)))
                fail("the parameter ", one.name, " has a number that is not finite as a float");
            own.values.push_back(static_cast<float>(x));
        }
    }
    return found;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Writes what `predict` computes as an ONNX model (opset 17) atomically: from "images" [samples, C, R, S], prepared as
/// `net.preprocessing()` says, to "output" [samples, numbers], for any number of samples. Numbers are floats.
/// Hierarchies are written out front by front. The names and number of classes, the size of images and the scale are in
/// the file's metadata. Throws `error` naming the file if it cannot be written, a number is not finite, or it would be
/// beyond the 2 GB that protobuf allows.
///
///     save_onnx(net, "scenes.onnx"); // <chrnn/onnx.hpp>
template <class Net, class Backend, class Scalar>
void save_onnx(model<Net, Backend, Scalar> const& net, std::filesystem::path const& path) {
    static_assert(Net::input.scales == 1, "chrnn: a network that is saved as ONNX reads an image, not several scales");
    constexpr index_t most = index_t{1} << 31;
    if (parameters<Net>() * static_cast<index_t>(sizeof(float)) >= most)
        fail("cannot write ", detail::in_quotes(path.native()), ": an ONNX file of more than 2 GB cannot be read");
    auto const own = detail::onnx_parameters(net.named_parameters());
    detail::onnx_graph graph;
    std::vector<detail::onnx_scales> values{{"images"}};
    Net::each_layer([&]<index_t I>() {
        layer_description const& about = Net::layers[static_cast<std::size_t>(I)];
        detail::onnx_layer at{graph, std::string(about.name.view()), own, {}};
        for (index_t i = 0; i < about.inputs; ++i)
            at.inputs.push_back(values[static_cast<std::size_t>(about.from[static_cast<std::size_t>(i)])]);
        graph.enter(about.name.view());
        values.push_back(Net::template with_shapes<I>(
            [&]<class Layer, feature_shape... In>() { return detail::onnx_nodes<Layer, In...>(at); }));
    });
    graph.rename(values.back().front(), "output");
    graph.set_name("chrnn");
    graph.add_end(11, "images", {Net::input.channels, Net::input.rows(), Net::input.columns()});
    graph.add_end(12, "output", {Net::classes});

    detail::wire_text whole, opset;
    whole.number(1, index_t{8}); // the format's version
    whole.text(2, "chrnn");
    opset.text(1, "");
    opset.number(2, index_t{17});
    whole.message(8, opset);
    auto const add_text = [&](std::string_view key, std::string const& value) {
        detail::wire_text entry;
        entry.text(1, key);
        entry.text(2, value);
        whole.message(14, entry);
    };
    if (preprocessing const& p = net.preprocessing(); !p.classes.empty()) {
        std::string classes;
        for (std::string const& one : p.classes) {
            if (one.find('\n') != one.npos)
                fail("a class cannot be called ", detail::in_quotes(one), ": it has two lines");
            classes += one + '\n';
        }
        add_text("classes", classes);
        add_text("image_rows", std::to_string(p.rows));
        add_text("image_columns", std::to_string(p.columns));
        char digits[32];
        add_text("scale", {digits, std::to_chars(digits, digits + sizeof digits, p.scale).ptr});
    }
    std::string const& nodes = graph.text().bytes();
    whole.begin_message(7, nodes.size());
    if (std::ssize(whole.bytes()) + std::ssize(nodes) >= most)
        fail("cannot write ", detail::in_quotes(path.native()), ": an ONNX file of more than 2 GB cannot be read");
    detail::atomic_file file(path);
    file.write(whole.bytes());
    file.write(nodes);
    file.commit();
}

} // namespace chrnn::CHRNN_ABI
