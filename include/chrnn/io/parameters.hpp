/// Parameters in a file: a network's parameter views saved to safetensors and loaded back, strictly or by choice.
#pragma once

#include <chrnn/io/parameter_loader.hpp>
#include <chrnn/io/safetensors.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The parameters as tensors to be written, without copying a number: F32 for float, F64 for double.
template <class T>
std::vector<tensor_bytes> tensors_of(std::vector<parameter_view<T>> const& parameters) {
    std::vector<tensor_bytes> tensors;
    auto const bytes = [](index_t count) { return static_cast<std::size_t>(count) * sizeof(T); };
    for (auto const& one : parameters)
        tensors.push_back({one.name, std::string(dtype_of<std::remove_const_t<T>>), one.shape,
                           reinterpret_cast<std::byte const*>(one.values), bytes(one.columns),
                           static_cast<std::size_t>(one.rows), bytes(one.stride)});
    return tensors;
}

/// Throws `error` unless all numbers are finite: others would be no use to whoever loads them.
template <class T>
void check_finite(std::filesystem::path const& path, std::vector<parameter_view<T>> const& parameters) {
    for (auto const& one : parameters)
        for (index_t i = 0; i < one.rows * one.columns; ++i)
            if (!std::isfinite(one.values[i / one.columns * one.stride + i % one.columns]))
                fail("cannot write ", in_quotes(path.native()), ": ", in_quotes(one.name),
                     " has a number that is not finite");
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Writes the parameters atomically. Throws `error` naming the file if it cannot be written or a number is not finite;
/// the old file survives.
template <class T>
void save_parameters(std::filesystem::path const& path, std::vector<parameter_view<T>> const& parameters,
                     std::map<std::string, std::string> const& metadata = {}) {
    detail::check_finite(path, parameters);
    write_safetensors(path, detail::tensors_of(parameters), metadata);
}

/// Copies the file's tensors, F64, F32, F16 or BF16, into the parameters of the same name and shape. Among the names
/// that `options` takes the match must be exact; otherwise throws `error` that lists every missing, unexpected and
/// misshapen tensor, every one whose type or numbers `T` cannot take, and every idle prefix of `options`; no parameter
/// is touched.
template <class T>
load_report load_parameters(tensor_file const& file, std::vector<parameter_view<T>> const& parameters,
                            load_options const& options = {}) {
    detail::parameter_loader<T> loader(file, parameters, options);
    auto report = loader.check();
    loader.copy();
    return report;
}

/// The same from a file that nobody needs afterwards and that is empty then: its numbers give back their memory as they
/// are copied, so that parameters whose memory has not been touched yet take no more than one of both does.
template <class T>
load_report load_parameters(tensor_file&& file, std::vector<parameter_view<T>> const& parameters,
                            load_options const& options = {}) {
    detail::parameter_loader<T> loader(file, parameters, options);
    auto report = loader.check();
    loader.copy(file.data);
    file.data = std::vector<std::byte>();
    file.entries.clear();
    return report;
}

/// Reads the file and loads it; throws what `read_safetensors` throws, too.
template <class T>
load_report load_parameters(std::filesystem::path const& path, std::vector<parameter_view<T>> const& parameters,
                            load_options const& options = {}) {
    return load_parameters(read_safetensors(path), parameters, options);
}

} // namespace chrnn::CHRNN_ABI
