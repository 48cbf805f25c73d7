/// The tensors of a model of Caffe's, by the names that parameters have here.
#pragma once

#include <chrnn/caffe/convert.hpp>
#include <chrnn/caffe/model.hpp>
#include <chrnn/io/tensor_file.hpp>

namespace chrnn::CHRNN_ABI {

/// The blobs as `<layer>.weight` and `<layer>.bias` (further ones as `<layer>.blob2`, ...), so that `load` and
/// `load_parameters` compare them with a network's parameters and copy them. Grouped convolutions come `ungrouped`;
/// weights of fully connected layers have two axes, biases one. Throws `error` if two layers with blobs have one name.
inline tensor_file caffe_tensors(caffe_model const& model) {
    tensor_file file;
    file.path = model.path;
    for (caffe_layer const& layer : model.layers)
        for (std::size_t i = 0; i < layer.blobs.size(); ++i) {
            caffe_blob const* blob = &layer.blobs[i];
            caffe_blob spread;
            if (i == 0 && layer.groups != 1) {
                spread = ungrouped(*blob, layer.groups);
                blob = &spread;
            }
            std::string const part = i == 0 ? ".weight" : i == 1 ? ".bias" : ".blob" + std::to_string(i);
            auto shape = blob->shape;
            if (i == 0 && layer.type == "InnerProduct") shape = detail::without_ones(shape, 2);
            if (i == 1) shape = detail::without_ones(shape, 1);
            auto const bytes = std::as_bytes(std::span(blob->values));
            std::size_t const begin = file.data.size();
            file.data.insert(file.data.end(), bytes.begin(), bytes.end());
            if (!file.entries.emplace(layer.name + part, tensor_file::entry{"F32", shape, begin, file.data.size()})
                     .second)
                fail(detail::in_quotes(model.path), " has two layers ", detail::in_quotes(layer.name, 60),
                     " with numbers");
        }
    return file;
}

} // namespace chrnn::CHRNN_ABI
