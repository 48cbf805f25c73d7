#include "onnx/read.hpp"
#include "temporary_folder.hpp"

#include <chrnn/cell/lstm.hpp>
#include <chrnn/loss/softmax_cross_entropy_with.hpp>
#include <chrnn/onnx.hpp>

#include <catch2/catch.hpp>

#include <fstream>
#include <limits>
#include <set>

using namespace chrnn;
using Catch::Matchers::Contains;

namespace {

struct scenes : network<input<3, 15, 14>, conv<5, 3, stride<2>, pad<1>>, rectifier, lrn<5>, max_pool<3, stride<2>>,
                        residual<sequence<conv<5, 1, without_bias>, batch_normalisation>>, pyramid<grid(3, 2), 1>,
                        hierarchy<lstm, directions<se, nw>, linked>, dropout<0.5>, dense<4>, softmax_cross_entropy> {};

onnx_file::model saved(model<scenes> const& net) {
    temporary_folder const folder;
    save_onnx(net, folder / "scenes.onnx");
    return onnx_file::read(folder / "scenes.onnx");
}

} // namespace

TEST_CASE("a model as ONNX reads nothing before it is there, and gives nothing two values") {
    model<scenes> const net(batch{1}, seed{3}, threads{1});
    auto const file = saved(net);
    CHECK(file.version == 8);
    CHECK(file.opset == 17);
    CHECK(file.producer == "chrnn");
    CHECK(file.metadata.empty());
    REQUIRE(file.inputs.size() == 1);
    CHECK(file.inputs[0].name == "images");
    CHECK(file.inputs[0].shape == std::vector<std::string>{"samples", "3", "15", "14"});
    REQUIRE(file.outputs.size() == 1);
    CHECK(file.outputs[0].name == "output");
    CHECK(file.outputs[0].shape == std::vector<std::string>{"samples", "4"});
    std::set<std::string> there{"images"}, read;
    for (auto const& [name, tensor] : file.tensors) CHECK(there.insert(name).second);
    for (onnx_file::node const& one : file.nodes) {
        INFO(one.operation);
        for (std::string const& name : one.inputs) {
            CHECK(there.contains(name));
            read.insert(name);
        }
        for (std::string const& name : one.outputs) CHECK(there.insert(name).second);
    }
    CHECK(there.contains("output"));
    for (auto const& [name, tensor] : file.tensors) {
        INFO(name);
        CHECK(read.contains(name));
    }
}

TEST_CASE("the numbers in an ONNX file are the model's parameters") {
    model<scenes> const net(batch{1}, seed{3}, threads{1});
    auto const file = saved(net);
    std::size_t found = 0, matrices = 0;
    for (auto const& one : net.named_parameters()) {
        if (!file.tensors.contains(one.name)) continue;
        ++found;
        CHECK(file.tensors.at(one.name).type == 1);
        CHECK(file.tensors.at(one.name).shape == one.shape);
        CHECK(file.tensors.at(one.name).as<float>() == one.copy());
    }
    CHECK(found == 2 + 1 + 4 + 1 + 2); // all but those of the scans, which are stacked and transposed
    for (auto const& one : net.named_parameters()) {
        std::size_t const direction = one.name.find(".3x2.");
        if (direction == one.name.npos || one.name.find(".weight_") == one.name.npos) continue;
        std::string const what = one.name.substr(one.name.rfind('.'));
        index_t const d = one.name.find(".nw.") != one.name.npos, rows = one.shape[0], columns = one.shape[1];
        auto const stacked = file.tensors.at("hrnn3.3x2" + what);
        CHECK(stacked.shape == std::vector<index_t>{2, columns, rows});
        auto const numbers = stacked.as<float>();
        for (index_t g = 0; g < rows; ++g)
            for (index_t c = 0; c < columns; ++c)
                REQUIRE(numbers[std::size_t((d * columns + c) * rows + g)] == one[g * columns + c]);
        ++matrices;
    }
    CHECK(matrices == 6);
}

TEST_CASE("layers become the operations that stand for them") {
    model<scenes> net(batch{1}, seed{3}, threads{1});
    net.preprocessing() = {20, 21, {}, 0.5f, {"a", "b", "c", "d"}};
    auto const file = saved(net);
    auto all = file.operations();
    CHECK(all["Conv"] == 2);
    CHECK(all["LRN"] == 1);
    CHECK(all["MaxPool"] == 1);
    CHECK(all["BatchNormalization"] == 1);
    CHECK(all["Gemm"] == 1);
    CHECK(all["Softmax"] == 1);
    // A grid of 3 x 2 has four fronts, of which the first reads no neighbours.
    CHECK(all["Split"] == 4);
    CHECK(all["Sigmoid"] == 4 * 3);
    CHECK(all["Tanh"] == 4 * 2);
    CHECK(all["MatMul"] == 1 + 1 + 3 * 2); // x, the link, the neighbours of three fronts
    CHECK(all["Pad"] == 2 * 3);
    CHECK(file.metadata ==
          std::map<std::string, std::string>{
              {"classes", "a\nb\nc\nd\n"}, {"image_rows", "20"}, {"image_columns", "21"}, {"scale", "0.5"}});
    for (onnx_file::node const& one : file.nodes) {
        if (one.operation == "MaxPool") // 8 x 7 in windows of 3 at a stride of 2: the last row hangs over
            CHECK(one.numbers.at("pads") == std::vector<index_t>{0, 0, 1, 0});
        if (one.operation == "Conv" && one.numbers.at("strides")[0] == 2)
            CHECK(one.numbers.at("pads") == std::vector<index_t>{1, 1, 1, 1});
        if (one.operation == "LRN") {
            CHECK(one.fractions.at("alpha") == 1e-4f);
            CHECK(one.fractions.at("beta") == 0.75f);
            CHECK(one.numbers.at("size") == std::vector<index_t>{5});
        }
    }
}

TEST_CASE("a convolution says its groups and how far its taps lie apart") {
    temporary_folder const folder;
    using net = network<input<4, 9, 8>, conv<6, 3, pad<2>, dilation<2>, groups<2>>,
                        max_pool<3, stride<2>, rounded_down>, dense<2>, softmax_cross_entropy>;
    save_onnx(model<net>(batch{1}, seed{1}, threads{1}), folder / "a.onnx");
    for (onnx_file::node const& one : onnx_file::read(folder / "a.onnx").nodes) {
        if (one.operation == "Conv") {
            CHECK(one.numbers.at("group") == std::vector<index_t>{2});
            CHECK(one.numbers.at("dilations") == std::vector<index_t>{2, 2});
        }
        if (one.operation == "MaxPool") CHECK(one.numbers.at("pads") == std::vector<index_t>{0, 0, 0, 0});
    }
}

TEST_CASE("weights of classes are no part of a saved network, which ends in a softmax") {
    temporary_folder const folder;
    using net = network<input<2, 1, 1>, dense<3>, softmax_cross_entropy_with<class_weights<>, label_smoothing<0.1>>>;
    save_onnx(model<net>(batch{1}, seed{1}, threads{1}), folder / "a.onnx");
    auto const saved = onnx_file::read(folder / "a.onnx");
    CHECK(saved.operations().at("Softmax") == 1);
    for (auto const& [name, tensor] : saved.tensors) CHECK(name.find("class_weights") == name.npos);
}

TEST_CASE("regions read the neighbours of their direction, and a place of zeros outside the grid") {
    model<scenes> const net(batch{1}, seed{3}, threads{1});
    auto const file = saved(net);
    std::vector<std::vector<index_t>> places; // of what is read of the front before, which stands behind that of zeros
    for (onnx_file::node const& one : file.nodes)
        if (one.operation == "Gather" && one.numbers.contains("axis"))
            places.push_back(file.tensors.at(one.inputs[1]).as<index_t>());
    REQUIRE(places.size() == 3 * 4); // h of both neighbours, and c
    using list = std::vector<index_t>;
    CHECK(places[0] == list{0, 1}); // above (0, 1) and (1, 0)
    CHECK(places[1] == list{1, 0}); // left of them
    CHECK(places[2] == places[0]);
    CHECK(places[3] == places[1]);
    CHECK(places[4] == list{1, 2}); // above (1, 1) and (2, 0)
    CHECK(places[5] == list{2, 0});
    CHECK(places[8] == list{1}); // above (2, 1), where the front before has (1, 1) and (2, 0)
    CHECK(places[9] == list{2});
}

TEST_CASE("an ONNX file that cannot be written is refused, and the old one survives") {
    temporary_folder const folder;
    model<scenes> net(batch{1}, seed{3}, threads{1});
    CHECK_THROWS_WITH(save_onnx(net, folder / "none" / "a.onnx"), Contains("No such file or directory"));
    write_file(folder / "a.onnx", "old");
    net.preprocessing() = {20, 21, {}, 0.5f, {"a", "b\nc", "d", "e"}};
    CHECK_THROWS_WITH(save_onnx(net, folder / "a.onnx"), Contains("has two lines"));
    net.preprocessing() = {};
    net.parameters_span()[0] = std::numeric_limits<float>::infinity();
    CHECK_THROWS_WITH(save_onnx(net, folder / "a.onnx"),
                      "the parameter conv1.weight has a number that is not finite as a float");
    CHECK(std::filesystem::file_size(folder / "a.onnx") == 3);
}
