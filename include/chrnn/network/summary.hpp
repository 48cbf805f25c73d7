/// The summary of a network: a table of its layers with shapes, parameters, multiply-adds and memory.
#pragma once

#include <chrnn/network/model.hpp>

#include <iomanip>
#include <sstream>

namespace chrnn {

/// A line for every layer of `Net`, then the totals: parameters (biases counted), multiply-adds of one sample's forward
/// pass, bytes of parameters, and bytes of workspace for a batch of `samples`. Numbers are of type `Scalar`.
template <class Net, class Scalar = float>
std::string summary(index_t samples = 1) {
    std::ostringstream out;
    auto const line = [&](auto const& name, auto const& shape, auto const& numbers, auto const& products,
                          auto const& text) {
        out << std::left << std::setw(10) << name << std::setw(28) << shape << std::right << std::setw(12) << numbers
            << std::setw(15) << products;
        if (std::string_view const more = text; !more.empty()) out << "  " << more;
        out << '\n';
    };
    line("layer", "output", "parameters", "multiply-adds", "");
    line("input", Net::input.text().view(), "", "", "");
    Net::each_layer([&]<index_t I>() {
        layer_description const& one = Net::layers[static_cast<std::size_t>(I)];
        line(one.name.view(), one.out.text().view(), one.parameters, one.multiply_adds,
             Net::template layer_at<I>::text());
    });
    line("total", "", parameters<Net>(), multiply_adds<Net>(), "");
    auto const mebibytes = [](index_t bytes) { return static_cast<double>(bytes) / (1 << 20); };
    out << std::fixed << std::setprecision(1) << "parameters " << mebibytes(parameters<Net>() * index_t{sizeof(Scalar)})
        << " MiB, with gradients and momentum three times that; workspace "
        << mebibytes(workspace_bytes<Net, Scalar>(samples)) << " MiB for a batch of " << samples << '\n';
    return out.str();
}

/// The same of a model for its whole batch, and what it computes on.
template <class Net, class Backend, class Scalar>
std::string summary(model<Net, Backend, Scalar> const& net) {
    return summary<Net, Scalar>(net.capacity()).append("computed on ").append(Backend::name).append("\n");
}

} // namespace chrnn
