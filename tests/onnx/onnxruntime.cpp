#include "temporary_folder.hpp"

#include <chrnn/cell/gru.hpp>
#include <chrnn/cell/leaky_lstm.hpp>
#include <chrnn/cell/lstm.hpp>
#include <chrnn/cell/peephole_lstm.hpp>
#include <chrnn/cell/selective_scan.hpp>
#include <chrnn/cell/srn.hpp>
#include <chrnn/io/npy.hpp>
#include <chrnn/network/frozen.hpp>
#include <chrnn/network/resnet.hpp>
#include <chrnn/network/torchvision_alexnet.hpp>
#include <chrnn/onnx.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace chrnn;

namespace {

/// Saves a model of `Net` with numbers everywhere, and lets onnxruntime compute what it predicts.
template <class Net>
void agrees() {
    temporary_folder const folder;
    model<Net> net(batch{3}, seed{11});
    random_stream const noise{random_key(5, "onnx")};
    std::uint64_t at = 0;
    auto const number = [&] { return 2 * noise.uniform(at++) - 1; };
    for (auto const& one : net.named_parameters()) // biases, running figures and peepholes, which begin at 0 or 1
        for (index_t i = 0; one.shape.size() == 1 && i < one.size(); ++i)
            one[i] = 0.9f * one[i] + 0.1f * static_cast<float>(number());
    std::vector<float> images(std::size_t(3 * Net::input.size()));
    for (float& x : images) x = 2 * static_cast<float>(number());
    auto const found = net.predict(images);
    save_npy(folder / "x.npy", images, {3, Net::input.channels, Net::input.rows(), Net::input.columns()});
    save_npy(folder / "y.npy", std::vector<float>(found.begin(), found.end()), {3, Net::classes});
    save_onnx(net, folder / "model.onnx");
    std::string const script = (std::filesystem::path(__FILE__).parent_path() / "compare.py").native();
    CHECK(std::system((std::string(CHRNN_PYTHON) + " " + script + " " + folder.path().native()).c_str()) == 0);
}

struct trunk : sequence<conv<8, 7, stride<2>, pad<1>>, rectifier, lrn<5>, max_pool<3, stride<2>>, conv<9, 3, pad<1>>,
                        rectifier> {};
template <class... Parts>
using on_trunk = network<input<3, 56, 54>, trunk, pyramid<6, 3, 2, 1>, Parts..., dropout<0.5>, dense<16>, rectifier,
                         dense<5>, softmax_cross_entropy>;
template <class... Parts>
using on_grid = network<input<4, 5, 3>, Parts..., mean_squared_error>;

} // namespace

TEST_CASE("onnxruntime computes what the paper's networks do") {
    agrees<on_trunk<>>();
    agrees<on_trunk<hierarchy<srn, all_directions, linked>>>();
    agrees<on_trunk<hierarchy<lstm, all_directions, linked>>>();
    agrees<on_trunk<hierarchy<lstm>>>();
    agrees<on_trunk<hierarchy<lstm, all_directions, linked, modified>>>();
}
TEST_CASE("onnxruntime computes what networks of PyTorch's do") {
    agrees<detail::alexnet_column<96, 32, 10>>();
    agrees<detail::resnet<32, 10, 1, 1, 1, 1>>();
}
TEST_CASE("onnxruntime computes what cells do in any direction") {
    agrees<on_grid<recurrence<gru, along_rows>>>();
    agrees<on_grid<recurrence<selective_scan, along_columns, hidden<3>>>>();
    agrees<on_grid<recurrence<selective_scan, directions<sw>>>>();
    agrees<on_grid<recurrence<peephole_lstm, directions<with_corner<ne>, with_corner<se>>, hidden<2>>>>();
    agrees<on_grid<recurrence<leaky_lstm, directions<with_sides<north>>>>>();
    agrees<on_grid<recurrence<lstm, directions<east>>>>();
    agrees<on_grid<pyramid<grid(5, 3), grid(2, 3), grid(2, 2)>, hierarchy<gru, directions<nw, se>, linked>>>();
    agrees<on_grid<recurrence<gru, directions<nw, se>, modified>>>();
}
TEST_CASE("onnxruntime computes what layers do in any shape") {
    agrees<network<input<2, 9, 7>, frozen<conv<4, 2>, batch_normalisation>, named<"pooled", max_pool<2, stride<3>>>,
                   region_cross_entropy<>>>();
    agrees<network<input<4, 9, 8>, conv<6, 3, pad<2>, dilation<2>, groups<2>>, max_pool<3, stride<2>, rounded_down>,
                   max_pool<2, stride<2>, pad<1>, rounded_up>, dense<3>, softmax_cross_entropy>>();
    agrees<on_grid<concat<pyramid<3, 2>, pyramid<grid(1, 2), 1>>, rectifier>>();
    agrees<on_grid<concat<conv<2, 1>, max_pool<1>>, residual<conv<6, 1>>, global_average_pool, dense<3>>>();
}
