/// A model in a file: its parameters and all that prediction needs beside them, as one safetensors file.
#pragma once

#include <chrnn/io/parameters.hpp>
#include <chrnn/io/preprocessing_file.hpp>
#include <chrnn/network/model.hpp>

namespace chrnn::CHRNN_ABI {

/// Writes the model's parameters, its preprocessing and `metadata` of one's own atomically. Throws `error` naming the
/// file if it cannot be written or a number is not finite; the old file survives.
template <class Net, class Backend, class Scalar>
void save(model<Net, Backend, Scalar> const& net, std::filesystem::path const& path,
          std::map<std::string, std::string> metadata = {}) {
    auto const parameters = net.named_parameters();
    detail::check_finite(path, parameters);
    auto tensors = detail::tensors_of(parameters);
    detail::add_preprocessing(net.preprocessing(), tensors, metadata);
    write_safetensors(path, std::move(tensors), metadata);
}

/// Puts what `save` wrote, or the parameters that `save_parameters` or another program did, into the model: all or
/// nothing, as `load_parameters`. Throws as well what `preprocessing_for` throws.
template <class Net, class Backend, class Scalar>
load_report load(model<Net, Backend, Scalar>& net, tensor_file const& file, load_options const& options = {}) {
    bool const whole = options.only.empty() && options.except.empty();
    preprocessing p = whole ? detail::preprocessing_for<Net>(file) : preprocessing{};
    load_report const report = load_parameters(file, net.named_parameters(), options);
    if (!p.classes.empty()) net.preprocessing() = std::move(p);
    return report;
}
template <class Net, class Backend, class Scalar>
load_report load(model<Net, Backend, Scalar>& net, std::filesystem::path const& path,
                 load_options const& options = {}) {
    return load(net, read_safetensors(path), options);
}

} // namespace chrnn::CHRNN_ABI
