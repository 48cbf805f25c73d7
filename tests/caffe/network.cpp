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

template <index_t Groups>
struct small_in
    : network<input<3, 17, 15>, conv<4, 5, stride<2>, pad<1>>, rectifier, lrn<3>, max_pool<3, stride<2>>,
              conv<6, 3, pad<1>, groups<Groups>>, rectifier, max_pool<2, stride<2>>, dense<5>, softmax_cross_entropy> {
};
using small = small_in<2>;

/// The image as the network is fed with it.
std::vector<float> fed() {
    auto image = caffe_files::pixels(17, 15);
    mean_image const mean = read_caffe_mean(caffe_files::path("mean.binaryproto"));
    for (std::size_t i = 0; i < image.size(); ++i)
        image[i] = (image[i] - mean.values.at(i)) * preprocessing::usual_scale;
    return image;
}

/// What the network computes with the weights of a model of Caffe's, as far from what Caffe would.
template <class Net = small>
double distance_of(caffe_model const& from) {
    model<Net> net{batch{1}, seed{1}};
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
        CHECK(distance_of<small_in<1>>(ungrouped(model)) < 1e-5);
    }
}

TEST_CASE("wrong colours, wrong groups and a wrong order of columns are noticed") {
    caffe_model model = converted("small_v2.caffemodel");
    CHECK(distance_of(model) > 0.1);
    reverse_colours(model);
    REQUIRE(distance_of(model) < 1e-5);

    SECTION("a convolution's groups are exchanged") {
        auto& values = model.layer("conv2").blobs[0].values;
        std::rotate(values.begin(), values.begin() + std::ssize(values) / 2, values.end());
        CHECK(distance_of(model) > 0.1);
    }
    SECTION("a convolution is taken for one without groups") {
        CHECK_THAT(complaint([&] { distance_of<small_in<1>>(model); }),
                   Contains("1 misshapen: 'conv2.weight' ([6, 2, 3, 3] in the file, [6, 4, 3, 3] in the network)"));
    }
    SECTION("rows and columns are exchanged in the columns of a fully connected layer") {
        auto& values = model.layer("fc3").blobs[0].values;
        for (std::size_t i = 0; i < values.size(); i += 4) std::swap(values[i + 1], values[i + 2]);
        CHECK(distance_of(model) > 1e-3);
    }
    SECTION("the columns of a fully connected layer run over the channels last") {
        auto& values = model.layer("fc3").blobs[0].values;
        auto const old = values;
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = old[i / 24 * 24 + i % 6 * 4 + i % 24 / 6];
        CHECK(distance_of(model) > 0.01);
    }
    SECTION("the numbers are fed as Caffe's are") {
        caffe_blob& first = model.layer("conv1").blobs[0];
        first = scaled(first, 1.f / 64);
        CHECK(distance_of(model) > 0.1);
    }
}

TEST_CASE("one sentence says all that does not fit between a model of Caffe's and a network") {
    caffe_model model = read_caffe_model(caffe_files::path("small_v2.caffemodel"));
    model.layer("conv2").blobs.pop_back();
    model.layer("conv2").blobs[0].shape = {6, 2, 9, 1};
    CHECK_THAT(complaint([&] { distance_of(model); }),
               Contains("3 missing: 'conv2.bias', 'fc3.weight', 'fc3.bias'; 2 unexpected: 'ip3.bias', 'ip3.weight'; "
                        "1 misshapen: 'conv2.weight' ([6, 2, 9, 1] in the file, [6, 2, 3, 3] in the network)"));
}

namespace {

/// The trunk of the SPP-net that was released for Caffe, with few channels.
struct trunk : sequence<conv<2, 7, stride<2>, pad<1>>, rectifier, lrn<5>, max_pool<3, stride<2>>, //
                        conv<4, 5, stride<2>>, rectifier, lrn<5>, max_pool<3, stride<2>>,         //
                        conv<3, 3, pad<1>>, rectifier, conv<3, 3, pad<1>>, rectifier,             //
                        conv<3, 3, pad<1>>, rectifier> {};
struct spp : network<input<3, 131, 131>, trunk, pyramid<6, 3, 2, 1>, named<"fc6", dense<4>>, softmax_cross_entropy> {};
struct scans
    : network<input<3, 131, 131>, trunk, pyramid<6, 3, 2, 1>, hierarchy<srn>, dense<4>, softmax_cross_entropy> {};

caffe_model zeiler() {
    caffe_model model = read_caffe_model(caffe_files::path("zeiler.caffemodel"));
    caffe_blob& first = model.layer("conv1").blobs[0];
    first = scaled(channels_reversed(first), 64);
    return model;
}
template <class Net>
void run(model<Net>& net) {
    auto image = caffe_files::pixels(131, 131);
    for (float& one : image) one = (one - 100) / 64;
    net.keep_outputs();
    net.predict(image);
}

} // namespace

TEST_CASE("a network with a pyramid computes with Caffe's weights what Caffe does") {
    caffe_model from = zeiler();
    caffe_blob& columns = from.layer("fc6").blobs[0];
    auto const distance = [&] {
        model<spp> net{batch{1}, seed{1}};
        load(net, caffe_tensors(from));
        run(net);
        CHECK(relative_difference(net.output("relu5"), caffe_files::expected<double>("zeiler.conv5")) < 1e-5);
        return relative_difference(net.output("fc6"), caffe_files::expected<double>("zeiler.outputs"));
    };
    CHECK(distance() > 0.01); // from coarse to fine still
    columns = scales_reordered(columns, {1, 2, 3, 6}, {6, 3, 2, 1});
    CHECK(distance() < 1e-5);
}

TEST_CASE("a trunk of Caffe's is put under a recurrence, which is left as it was") {
    model<scans> net{batch{1}, seed{1}}, before{batch{1}, seed{1}};
    auto const report = load(net, caffe_tensors(zeiler()), {.only = {"conv"}});
    CHECK(report.unused == std::vector<std::string>{"fc6.bias", "fc6.weight"});
    run(net);
    CHECK(relative_difference(net.output("relu5"), caffe_files::expected<double>("zeiler.conv5")) < 1e-5);
    auto const now = net.named_parameters(), then = before.named_parameters();
    for (std::size_t i = 0; i < now.size(); ++i) {
        bool const same = std::equal(now[i].values, now[i].values + now[i].columns, then[i].values);
        INFO(now[i].name);
        CHECK(same == !now[i].name.starts_with("conv"));
    }
}
