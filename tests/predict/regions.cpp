#include "io/complaint.hpp"
#include "temporary_folder.hpp"

#include <chrnn/io/model_file.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/loss/region_cross_entropy.hpp>
#include <chrnn/predict/opened_network.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {
struct two_by_two : network<input<1, 4, 4>, conv<3, 2, stride<2>>, region_cross_entropy<>> {};
} // namespace

TEST_CASE("a network that labels regions predicts them, and is no classifier of images") {
    temporary_folder const folder;
    std::string const path = folder / "a.safetensors";
    model<two_by_two> net{batch{1}, seed{1}};
    net.preprocessing() = {4, 4, {}, 1, {"a", "b", "c"}};
    save(net, path);

    trained_model<two_by_two> const trained(path);
    prediction<two_by_two> one(trained);
    bitmap image(4, 4, 1);
    image.at(1, 2) = 100;
    std::vector<float> x(image.pixels.begin(), image.pixels.end());
    auto const expected = net.predict(x);
    auto const found = one.predict(image);
    CHECK(std::vector(found.begin(), found.end()) == std::vector(expected.begin(), expected.end()));
    CHECK(complaint([&] { one.classify(image); }) ==
          "the network predicts 12 numbers, not one for each of its 3 classes");
    CHECK(complaint([&] { detail::opened_network_of<two_by_two>(path, threads{1}); }) ==
          "'" + path + "' is for a network that labels regions, which is no classifier");
}
