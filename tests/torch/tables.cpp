// The networks of the paper's tables and the layers that they are made of, as tests/data/make_tables.py has them in
// PyTorch.
#include "torch/state_dict.hpp"

#include <chrnn/caffe/convert.hpp>
#include <chrnn/chrnn.hpp>
#include <chrnn/io/model_file.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

oracle::array const& expected(std::string const& what) {
    static auto const all = oracle::read_stored("tables.safetensors");
    return all.at(what);
}

/// The numbers that both sides give a network's parameters.
template <class Net>
tensor_file weights_for(model<Net> const& net) {
    named_shapes shapes;
    for (auto const& p : net.named_parameters()) shapes.push_back({p.name, p.shape});
    return state_dict(shapes);
}
/// How far what a network computes with these weights is from `what`.
template <class Net>
double off(model<Net>& net, tensor_file const& weights, std::string const& what) {
    load(net, weights);
    net.keep_outputs();
    auto image = units("image", static_cast<std::size_t>(Net::input.size()));
    for (float& number : image) number *= 128;
    net.predict(image);
    return relative_difference(net.output("fc8"), expected(what));
}
/// With both halves of a convolution's filters exchanged, which is another order of its groups.
tensor_file halves_exchanged(tensor_file file, std::string const& name) {
    auto const& one = file.entries.at(name);
    auto const begin = file.data.begin() + static_cast<std::ptrdiff_t>(one.begin);
    std::ptrdiff_t const half = static_cast<std::ptrdiff_t>(one.end - one.begin) / 2;
    std::swap_ranges(begin, begin + half, begin + half);
    return file;
}

template <class Layer, index_t... Shape>
void layer_agrees(std::string const& name) {
    INFO(name << ": " << Layer::text());
    model<network<input<4, 10, 8>, named<"it", Layer>, probe>> net{batch{2}, seed{1}};
    net.want_input_gradient();
    load(net, weights_for(net));
    std::vector<int> const labels(2);
    net.forward(units("x", 2 * 4 * 10 * 8), labels);
    CHECK(relative_difference(net.output("it"), expected(name + ".y")) < 1e-5);
    auto const dy = units("dy", net.output("it").size());
    net.backward("it", dy);
    CHECK(relative_difference(net.input_gradient(), expected(name + ".dx")) < 1e-5);
    for (auto const& p : net.named_gradients())
        CHECK(relative_difference(p.copy(), expected(name + (p.name == "it.bias" ? ".d_bias" : ".d_weight"))) < 1e-5);
}

} // namespace

TEST_CASE("convolutions in groups, kernels with gaps, pooling and normalisation within channels are PyTorch's") {
    layer_agrees<conv<6, 3, pad<1>, groups<2>>>("groups");
    layer_agrees<conv<3, 3, stride<2>, pad<2>, dilation<2>>>("gaps");
    layer_agrees<conv<8, 2, groups<4>, dilation<3>>>("both");
    layer_agrees<average_pool<3, stride<2>, rounded_down>>("average");
    layer_agrees<average_pool<3, stride<2>, pad<1>>>("average_padded");
    layer_agrees<average_pool<3, stride<2>, pad<1>, rounded_up>>("average_up");
    layer_agrees<max_pool<3, stride<2>, rounded_down>>("max_down");
    layer_agrees<max_pool<2, stride<2>, pad<1>, rounded_up>>("max_up");
    layer_agrees<lrn_within_channel<3, std::ratio<5, 2>>>("within");
}
TEST_CASE("CaffeNet and AlexNet in groups compute what they are in PyTorch, and differ in where they normalise") {
    model<detail::pooled_trunk<103, caffenet_trunk, 32, 10>> caffe{batch{1}, seed{1}};
    model<detail::pooled_trunk<103, grouped_alexnet_trunk, 32, 10>> alex{batch{1}, seed{1}};
    auto const weights = weights_for(caffe);
    CHECK(off(caffe, weights, "caffenet") < 1e-5);
    CHECK(off(alex, weights, "grouped_alexnet") < 1e-5);
    CHECK(off(caffe, weights, "grouped_alexnet") > 1e-2);
    CHECK(off(caffe, halves_exchanged(weights, "conv2.weight"), "caffenet") > 1e-2);
}
TEST_CASE("ZF-net computes what it is in PyTorch") {
    model<detail::pooled_trunk<96, zf_trunk, 32, 10>> net{batch{1}, seed{1}};
    CHECK(off(net, weights_for(net), "zf_net") < 1e-5);
}
TEST_CASE("OverFeat's fast model computes what it is in PyTorch") {
    model<detail::overfeat_on<103, 32, 32, 10>> net{batch{1}, seed{1}};
    CHECK(off(net, weights_for(net), "overfeat") < 1e-5);
}
TEST_CASE("SPP-net as released computes what it is in PyTorch, whose columns go from coarse to fine") {
    model<detail::released_spp_net_of<32, 10>> net{batch{1}, seed{1}};
    auto weights = weights_for(net);
    CHECK(off(net, weights, "released_spp_net") > 1e-2);
    auto const& columns = weights.entries.at("fc6.weight");
    caffe_blob blob{columns.shape, std::vector<float>((columns.end - columns.begin) / sizeof(float))};
    std::memcpy(blob.values.data(), weights.data.data() + columns.begin, columns.end - columns.begin);
    blob = scales_reordered(blob, {1, 2, 3, 6}, {6, 3, 2, 1});
    std::memcpy(weights.data.data() + columns.begin, blob.values.data(), columns.end - columns.begin);
    CHECK(off(net, weights, "released_spp_net") < 1e-5);
}
