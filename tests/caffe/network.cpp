#include "caffe/files.hpp"
#include "distance.hpp"
#include "io/complaint.hpp"

#include <chrnn/caffe/mean.hpp>
#include <chrnn/caffe/tensors.hpp>
#include <chrnn/chrnn.hpp>
#include <chrnn/io/model_file.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {

struct small : network<input<3, 17, 15>, conv<4, 5, stride<2>, pad<1>>, rectifier, lrn<3>, max_pool<3, stride<2>>,
                       conv<6, 3, pad<1>>, rectifier, max_pool<2, stride<2>>, dense<5>, softmax_cross_entropy> {};

/// The image as the network is fed with it.
std::vector<float> fed() {
    auto image = caffe_files::pixels(17, 15);
    mean_image const mean = read_caffe_mean(caffe_files::path("mean.binaryproto"));
    for (std::size_t i = 0; i < image.size(); ++i)
        image[i] = (image[i] - mean.values.at(i)) * preprocessing::usual_scale;
    return image;
}

/// What the network computes with the weights of a model of Caffe's, as far from what Caffe would.
double distance_of(caffe_model const& from) {
    model<small> net{batch{1}, seed{1}};
    load(net, caffe_tensors(from));
    net.keep_outputs();
    net.predict(fed());
    return relative_difference(net.output("fc3"), caffe_files::expected<double>("small.outputs"));
}

/// The model with all that has to be done, but for the colours.
caffe_model converted(std::string const& file) {
    caffe_model model = read_caffe_model(caffe_files::path(file));
    model.layer("ip3").name = "fc3";
    caffe_blob& first = model.layer("conv1").blobs[0];
    first = scaled(first, 64);
    return model;
}
void reverse_colours(caffe_model& model) {
    caffe_blob& first = model.layer("conv1").blobs[0];
    first = channels_reversed(first);
}

} // namespace

TEST_CASE("a network computes with Caffe's weights what Caffe does") {
    for (char const* file :
         {"small_v0.caffemodel", "small_v1.caffemodel", "small_v2.caffemodel", "small_double.caffemodel"}) {
        INFO(file);
        caffe_model model = converted(file);
        reverse_colours(model);
        CHECK(distance_of(model) < 1e-5);
    }
}
