/// The type of a layer in the words of Caffe's present files, from the numbers and words of older ones.
#pragma once

#include <chrnn/base/config.hpp>

#include <string>
#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

/// By the number that the type had in the second generation: today's word and that of the first generation.
inline constexpr struct {
    std::string_view word, oldest;
} caffe_layer_types[] = {{"None", ""},
                         {"Accuracy", "accuracy"},
                         {"BNLL", "bnll"},
                         {"Concat", "concat"},
                         {"Convolution", "conv"},
                         {"Data", "data"},
                         {"Dropout", "dropout"},
                         {"EuclideanLoss", "euclidean_loss"},
                         {"Flatten", "flatten"},
                         {"HDF5Data", "hdf5_data"},
                         {"HDF5Output", "hdf5_output"},
                         {"Im2col", "im2col"},
                         {"ImageData", "images"},
                         {"InfogainLoss", "infogain_loss"},
                         {"InnerProduct", "innerproduct"},
                         {"LRN", "lrn"},
                         {"MultinomialLogisticLoss", "multinomial_logistic_loss"},
                         {"Pooling", "pool"},
                         {"ReLU", "relu"},
                         {"Sigmoid", "sigmoid"},
                         {"Softmax", "softmax"},
                         {"SoftmaxWithLoss", "softmax_loss"},
                         {"Split", "split"},
                         {"TanH", "tanh"},
                         {"WindowData", "window_data"},
                         {"Eltwise", ""},
                         {"Power", ""},
                         {"SigmoidCrossEntropyLoss", ""},
                         {"HingeLoss", ""},
                         {"MemoryData", ""},
                         {"ArgMax", ""},
                         {"Threshold", ""},
                         {"DummyData", ""},
                         {"Slice", ""},
                         {"MVN", ""},
                         {"AbsVal", ""},
                         {"Silence", ""},
                         {"ContrastiveLoss", ""},
                         {"Exp", ""},
                         {"Deconvolution", ""}};

/// The word of a number; one that Caffe does not know is written out.
inline std::string caffe_layer_type(index_t number) {
    if (number < 0 || number >= std::ssize(caffe_layer_types)) return "type " + std::to_string(number);
    return std::string(caffe_layer_types[number].word);
}

/// Today's word for one of the first generation; others stay as they are.
inline std::string caffe_layer_type(std::string oldest) {
    for (auto const& type : caffe_layer_types)
        if (!oldest.empty() && type.oldest == oldest) return std::string(type.word);
    return oldest;
}

} // namespace chrnn::CHRNN_ABI::detail
