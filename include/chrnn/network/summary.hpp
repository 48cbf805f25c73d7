/// The summary of a network: a table of its layers with shapes, parameters, multiply-adds and memory.
#pragma once

#include <chrnn/network/frozen.hpp>
#include <chrnn/network/model.hpp>

#include <iomanip>
#include <sstream>

namespace chrnn::CHRNN_ABI {

/// A line for every layer of `Net`, then the totals: parameters (biases counted), multiply-adds of one sample's forward
/// pass, bytes of parameters, and of the workspace for a batch of `samples`, to train on it and to predict. "at, MiB"
/// is where in the workspace of training a layer's output lies, as the memory plan has it. Numbers are of type
/// `Scalar`.
template <class Net, class Scalar = float>
std::string summary(index_t samples = 1) {
    std::ostringstream out;
    out.exceptions(std::ios::badbit);
    out << std::fixed << std::setprecision(1);
    auto const line = [&](auto const& name, auto const& shape, auto const& numbers, auto const& products,
                          auto const& place, auto const& text) {
        out << std::left << std::setw(10) << name << std::setw(28) << shape << std::right << std::setw(12) << numbers
            << std::setw(15) << products << std::setw(16) << place;
        if (std::string_view const more = text; !more.empty()) out << "  " << more;
        out << '\n';
    };
    auto const mebibytes = [](index_t bytes) { return static_cast<double>(bytes) / (1 << 20); };
    detail::memory_plan<Net> const plan(samples, purpose::training);
    auto const place = [&](index_t value, feature_shape const& shape) {
        auto const at = [&](index_t n) { return mebibytes(n * index_t{sizeof(Scalar)}); };
        std::ostringstream range;
        range.exceptions(std::ios::badbit);
        range << std::fixed << std::setprecision(1) << at(plan.value(value)) << " .. "
              << at(plan.value(value) + samples * shape.size());
        return range.str();
    };
    line("layer", "output", "parameters", "multiply-adds", "at, MiB", "");
    line("input", Net::input.text().view(), "", "", place(0, Net::input), "");
    Net::each_layer([&]<index_t I>() {
        layer_description const& one = Net::layers[static_cast<std::size_t>(I)];
        using layer = typename Net::template layer_at<I>;
        std::string more = layer::text();
        if (detail::is_frozen<layer>) more += more.empty() ? "frozen" : ", frozen";
        line(one.name.view(), one.out.text().view(), one.parameters, one.multiply_adds, place(I + 1, one.out), more);
    });
    index_t const trained = trained_parameters<Net>();
    line("total", "", parameters<Net>(), multiply_adds<Net>(), "",
         trained < parameters<Net>() ? std::to_string(trained) + " parameters are trained" : std::string());
    out << "parameters " << mebibytes(parameters<Net>() * index_t{sizeof(Scalar)})
        << " MiB, in training as much again for gradients and for each slot of the rule; workspace for a batch of "
        << samples << ' ' << mebibytes(plan.size() * index_t{sizeof(Scalar)}) << " MiB to train, "
        << mebibytes(workspace_bytes<Net, Scalar>(samples, purpose::prediction)) << " MiB to predict\n";
    return out.str();
}

/// The same of a model for its whole batch, and what it computes on.
template <class Net, class Backend, class Scalar>
std::string summary(model<Net, Backend, Scalar> const& net) {
    return summary<Net, Scalar>(net.capacity()).append("computed on ").append(Backend::name).append("\n");
}

} // namespace chrnn::CHRNN_ABI
