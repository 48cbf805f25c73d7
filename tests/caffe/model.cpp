#include "caffe/files.hpp"
#include "caffe/written.hpp"
#include "io/complaint.hpp"
#include "temporary_folder.hpp"

#include <chrnn/caffe/convert.hpp>
#include <chrnn/caffe/mean.hpp>
#include <chrnn/caffe/tensors.hpp>
#include <chrnn/io/parameters.hpp>

#include <catch2/catch.hpp>

#include <bit>
#include <limits>
#include <sstream>

using namespace chrnn;
using Catch::Contains;
using Catch::EndsWith;

namespace {

using shape = std::vector<index_t>;

/// These bytes as a model, and what reading them as one, or as a mean, ends in.
caffe_model model_in(std::string const& bytes) {
    return detail::caffe_model_in("a file", std::as_bytes(std::span(bytes)));
}
std::string refusal_of_model(std::string const& bytes) {
    return complaint([&] { model_in(bytes); });
}
std::string refusal_of_mean(std::string const& bytes) {
    return complaint([&] { detail::caffe_mean_in("a file", std::as_bytes(std::span(bytes))); });
}

} // namespace

TEST_CASE("files of Caffe's three generations give the same layers, to the bit") {
    for (char const* file :
         {"small_v0.caffemodel", "small_v1.caffemodel", "small_v2.caffemodel", "small_double.caffemodel"}) {
        INFO(file);
        caffe_model model = read_caffe_model(caffe_files::path(file));
        std::ostringstream types;
        for (caffe_layer const& one : model.layers) types << one.name << ' ' << one.type << ", ";
        CHECK(types.str() == "conv1 Convolution, relu1 ReLU, norm1 LRN, pool1 Pooling, conv2 Convolution, relu2 ReLU, "
                             "pool2 Pooling, ip3 InnerProduct, prob Softmax, ");
        CHECK(model.layer("conv1").groups == 1);
        CHECK(model.layer("conv2").groups == 2);
        for (char const* name : {"conv1", "conv2", "ip3"})
            for (std::size_t i : {0, 1}) {
                auto const values = caffe_files::expected<float>(std::string(name) + (i == 0 ? ".weight" : ".bias"));
                CHECK(written::raw(model.layer(name).blobs.at(i).values) == written::raw(values));
            }
    }
}

TEST_CASE("a model of Caffe's is printed with a layer on each line") {
    std::ostringstream text;
    text << read_caffe_model(caffe_files::path("small_v2.caffemodel"));
    CHECK_THAT(text.str(), Contains("'conv1' 'Convolution' [4, 3, 5, 5] [4]\n'relu1' 'ReLU'\n"));
    CHECK_THAT(text.str(), Contains("'conv2' 'Convolution' of 2 groups [6, 2, 3, 3] [6]\n"));
}

TEST_CASE("the tensors of every generation have the shapes that parameters have") {
    for (char const* file : {"small_v0.caffemodel", "small_v1.caffemodel", "small_v2.caffemodel"}) {
        INFO(file);
        auto const model = read_caffe_model(caffe_files::path(file));
        CHECK(caffe_tensors(ungrouped(model)).entries.at("conv2.weight").shape == shape{6, 4, 3, 3});
        tensor_file const all = caffe_tensors(model);
        CHECK(all.entries.size() == 6);
        CHECK(all.entries.at("conv1.weight").shape == shape{4, 3, 5, 5});
        CHECK(all.entries.at("conv1.bias").shape == shape{4});
        CHECK(all.entries.at("conv2.weight").shape == shape{6, 2, 3, 3});
        CHECK(all.entries.at("ip3.weight").shape == shape{5, 24});
        CHECK(all.entries.at("ip3.bias").shape == shape{5});
        CHECK(written::raw(read_tensor<float>(all, "ip3.weight").values) ==
              written::raw(caffe_files::expected<float>("ip3.weight")));
    }
}

TEST_CASE("a mean comes in red, green, blue") {
    mean_image const mean = read_caffe_mean(caffe_files::path("mean.binaryproto"));
    auto const stored = caffe_files::expected<float>("mean");
    CHECK(mean.channels == 3);
    CHECK(mean.rows == 17);
    CHECK(mean.columns == 15);
    REQUIRE(mean.values.size() == stored.size());
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < 255; ++i) CHECK(mean.values[c * 255 + i] == stored[(2 - c) * 255 + i]);
}

TEST_CASE("fields that nobody knows are passed over, and a blob's mistake is named with its layer") {
    caffe_model model = model_in(written::bytes(1, "a net") + written::number(9, 1) +
                                 written::net("a", "InnerProduct", {written::blob({1, 2}, {1.5f, -2})}));
    CHECK(model.layer("a").blobs == std::vector<caffe_blob>{{{1, 2}, {1.5f, -2}}});
    CHECK_THAT(refusal_of_model(written::net("a", "b", {written::blob({2, 3}, {1, 2, 3, 4, 5})})),
               EndsWith("a blob of layer 'a' has 5 numbers, which do not make the shape [2, 3]"));
}

TEST_CASE("a type that is a number which Caffe does not know is written out") {
    auto const layer = [](std::uint64_t type) { return written::bytes(2, written::number(5, type)); };
    CHECK(model_in(layer(39)).layers[0].type == "Deconvolution");
    CHECK(model_in(layer(40)).layers[0].type == "type 40");
    CHECK(model_in(layer(~std::uint64_t{0})).layers[0].type == "type -1");
}

TEST_CASE("a layer that is not there is asked for in vain") {
    caffe_model model = read_caffe_model(caffe_files::path("small_v2.caffemodel"));
    CHECK_THAT(complaint([&] { model.layer("fc6"); }), EndsWith("has no layer 'fc6' with numbers"));
    CHECK_THAT(complaint([&] { model.layer("relu1"); }), EndsWith("has no layer 'relu1' with numbers"));
}

TEST_CASE("a file that is no model of Caffe's is refused in one sentence") {
    CHECK_THAT(complaint([] { read_caffe_model("/nowhere"); }), Contains("No such file"));
    CHECK_THAT(refusal_of_model(""), EndsWith("cannot read 'a file': the network has no layer of Caffe's"));
    CHECK_THAT(refusal_of_model("name: \"a prototxt\""),
               EndsWith("the network has a field of the wire type 6, which is not read"));
    CHECK_THAT(refusal_of_model(std::string(3, '\0')), EndsWith("has a field of the number 0"));
    CHECK_THAT(refusal_of_model(std::string(20, '\xff')), EndsWith("has a number of more than ten bytes"));
    CHECK_THAT(refusal_of_model("\xff"), EndsWith("ends within a number"));
    CHECK_THAT(refusal_of_model(written::tag(3, 3)), EndsWith("has a field of the wire type 3, which is not read"));
    CHECK_THAT(refusal_of_model(written::number(100, 1)), EndsWith("has the wire type 0 in field 100 instead of 2"));
}

TEST_CASE("a message that lies about its length is refused") {
    CHECK_THAT(refusal_of_model(written::tag(100, 2) + written::varint(5) + "ab"),
               EndsWith("claims 5 bytes for field 100, but only 2 follow"));
    CHECK_THAT(refusal_of_model(written::tag(100, 2) + written::varint(~std::uint64_t{0})),
               Contains("but only 0 follow"));
    CHECK_THAT(refusal_of_model(written::bytes(100, written::tag(7, 2) + written::varint(9)) + "abcdefghij"),
               EndsWith("a layer claims 9 bytes for field 7, but only 0 follow"));
    CHECK_THAT(refusal_of_model(written::net("a", "b", {written::tag(5, 5) + "abc"})), Contains("but only 3 follow"));
    CHECK_THAT(refusal_of_model(written::net("a", "b", {written::bytes(5, "abcde")})),
               EndsWith("has 5 bytes in field 5, where a number has 4"));
    CHECK_THAT(refusal_of_model(written::net("a", "b", {written::tag(8, 5) + "abcd"})),
               EndsWith("has the wire type 5 in field 8 instead of 1"));
    CHECK_THAT(refusal_of_model(written::net("a", "b", {written::bytes(1, "four")})),
               EndsWith("has the wire type 2 in field 1 instead of 0"));
}

TEST_CASE("a layer with more blobs than any has is refused") {
    CHECK_THAT(refusal_of_model(written::net("a", "b", std::vector<std::string>(65, written::blob({1}, {1})))),
               EndsWith("a layer has more than 64 blobs"));
}

TEST_CASE("two layers with numbers that have one name are refused") {
    std::string const one = written::net("fc", "InnerProduct", {written::blob({1, 1}, {1})});
    CHECK_THAT(complaint([&] { caffe_tensors(model_in(one + one)); }), EndsWith("has two layers 'fc' with numbers"));
    CHECK(caffe_tensors(model_in(one + written::net("fc", "Data", {}))).entries.size() == 1);
}

TEST_CASE("a network is not loaded with what is not finite, and keeps what it has") {
    auto const refused = [](auto value) {
        std::vector<float> numbers(1, 7.f);
        std::vector<parameter_view<float>> const parameters{{"fc.weight", {1, 1}, numbers.data(), 1, 1, 1}};
        std::string const data = written::bytes(sizeof value == 4 ? 5 : 8, written::raw(std::span(&value, 1)));
        std::string const file =
            written::net("fc", "InnerProduct", {written::bytes(7, written::bytes(1, "\1\1")) + data});
        auto const why = complaint([&] { load_parameters(caffe_tensors(model_in(file)), parameters); });
        CHECK(numbers[0] == (why.empty() ? static_cast<float>(value) : 7));
        return why;
    };
    CHECK(refused(1.5f) == "");
    CHECK(refused(0.1) == "");
    CHECK_THAT(refused(std::numeric_limits<float>::quiet_NaN()),
               Contains("'fc.weight' has a number that is not finite"));
    CHECK_THAT(refused(1e300), Contains("'fc.weight' has a number that is not finite"));
}

TEST_CASE("a mean that is none is refused") {
    CHECK_THAT(refusal_of_mean(written::blob({2, 3}, {1, 2, 3, 4, 5, 6})),
               EndsWith("the mean has the shape [2, 3], which is not that of an image"));
    CHECK_THAT(refusal_of_mean(written::blob({2, 1, 1}, {1, 2})), EndsWith("which is not that of an image"));
    CHECK_THAT(refusal_of_mean(written::blob({1, 0, 1}, {})), EndsWith("which is not that of an image"));
    CHECK_THAT(refusal_of_mean(written::blob({1, 1, 1}, {INFINITY})),
               EndsWith("the mean has a number that is not finite"));
    CHECK_THAT(refusal_of_mean(contents(caffe_files::path("small_v2.caffemodel"))),
               EndsWith("the mean has the wire type 2 in field 1 instead of 0"));
}

TEST_CASE("a model or a mean that is cut short is refused, wherever that is") {
    for (char const* name : {"small_v0.caffemodel", "small_v1.caffemodel", "small_v2.caffemodel"}) {
        std::string const whole = contents(caffe_files::path(name));
        index_t shorter = 0; // cut between two layers a file holds the layers before
        for (std::size_t length = 0; length < whole.size(); ++length) {
            caffe_model model;
            auto const why = complaint([&] { model = model_in(whole.substr(0, length)); });
            if (!why.empty()) continue;
            ++shorter;
            CHECK(model.layers.size() < 9);
        }
        CHECK(shorter == 8);
    }
    std::string const mean = contents(caffe_files::path("mean.binaryproto"));
    for (std::size_t length = 0; length < mean.size(); ++length)
        CHECK(!refusal_of_mean(mean.substr(0, length)).empty());
}
