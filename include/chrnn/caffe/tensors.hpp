/// The tensors of a model of Caffe's, by the names that parameters have here.
#pragma once

#include <chrnn/caffe/model.hpp>
#include <chrnn/io/tensor_file.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Gathers blobs as tensors.
class tensor_gatherer {
  public:
    explicit tensor_gatherer(std::string const& path) { file_.path = path; }

    void add(caffe_layer const& layer) {
        for (std::size_t i = 0; i < layer.blobs.size(); ++i) {
            caffe_blob const& blob = layer.blobs[i];
            if (i == 0)
                add(layer, ".weight", blob, layer.type == "InnerProduct" ? 2 : most_axes);
            else if (i == 1)
                add(layer, ".bias", blob, 1);
            else
                add(layer, ".blob" + std::to_string(i), blob);
        }
    }
    tensor_file take() { return std::move(file_); }

  private:
    /// With at most so many axes, where those in front are ones.
    void add(caffe_layer const& layer, std::string const& part, caffe_blob const& blob, std::size_t axes = most_axes) {
        auto const bytes = std::as_bytes(std::span(blob.values));
        std::size_t const begin = file_.data.size(), end = begin + bytes.size();
        if (!file_.entries
                 .emplace(layer.name + part, tensor_file::entry{"F32", without_ones(blob.shape, axes), begin, end})
                 .second)
            fail(in_quotes(file_.path), " has two layers ", in_quotes(layer.name, 60), " with numbers");
        file_.data.insert(file_.data.end(), bytes.begin(), bytes.end());
    }

    tensor_file file_;
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The blobs as `<layer>.weight` and `<layer>.bias` (further ones as `<layer>.blob2`, ...), so that `load` and
/// `load_parameters` compare them with a network's parameters and copy them. Weights of fully connected layers have two
/// axes, biases one; those of convolutions in groups fit ours in groups, or are `ungrouped` before. Throws `error` if
/// two layers with blobs have one name.
inline tensor_file caffe_tensors(caffe_model const& model) {
    detail::tensor_gatherer all(model.path);
    for (caffe_layer const& layer : model.layers) all.add(layer);
    return all.take();
}

} // namespace chrnn::CHRNN_ABI
