// The oracle against the files that another program wrote, and the gradients of a whole network.
#include "difference.hpp"
#include "distance.hpp"
#include "small_network.hpp"
#include "stored_arrays.hpp"

#include <catch2/catch.hpp>

using namespace oracle;

namespace {

double largest_difference(array const& a, array const& b) {
    REQUIRE(a.size() == b.size());
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = farther(largest, std::abs(a[i] - b[i]) / std::max(1.0, std::abs(b[i])));
    return largest;
}

} // namespace

TEST_CASE("the oracle computes what the stored small networks say", "[oracle]") {
    auto const cell = GENERATE(cell_kind::srn, cell_kind::lstm);
    std::string const name = cell == cell_kind::srn ? "small_chsrn" : "small_chlstm";
    auto const parameters = read_stored(name + ".safetensors");
    auto const given = read_stored(name + "_case.safetensors"), exact = read_stored(name + "_exact.safetensors");
    small_network const net{cell, 2};
    auto const output = forward(net, parameters, given.at("images"));
    for (auto const& [expected, bound] : {std::pair{exact, 1e-12}, std::pair{given, 1e-6}}) {
        for (int l = 0; l < 4; ++l)
            CHECK(largest_difference(output.maps[l], expected.at("pyramid." + net.scales().scales[l].name())) < bound);
        CHECK(largest_difference(output.hierarchy.joined, expected.at("hierarchy")) < bound);
        CHECK(largest_difference(output.logits, expected.at("logits")) < bound);
        CHECK(largest_difference(output.probabilities, expected.at("probabilities")) < bound);
    }
    for (auto const& [parameter, shape] : parameter_shapes(net.scales())) {
        INFO(parameter);
        REQUIRE(parameters.count(parameter) == 1);
        CHECK(parameters.at(parameter).size() == std::size_t(shape[0]) * (shape.size() == 2 ? shape[1] : 1));
    }
    CHECK(parameters.size() == parameter_shapes(net.scales()).size() + 8);
}

TEST_CASE("the oracle's small network has the right gradients", "[oracle]") {
    auto const cell = GENERATE(cell_kind::srn, cell_kind::lstm);
    std::string const name = cell == cell_kind::srn ? "small_chsrn" : "small_chlstm";
    auto parameters = read_stored(name + ".safetensors");
    auto images = read_stored(name + "_case.safetensors").at("images");
    small_network const net{cell, 2};
    std::vector<int> const labels{2, 0};
    auto const gradients = backward(net, parameters, images, forward(net, parameters, images), labels);
    auto loss = [&] { return cross_entropy(forward(net, parameters, images).logits, labels, net.fc5().out); };
    auto check = [&](array& values, array const& analytic) {
        auto const sampled = values.size() / 7 + 1; // about seven elements of each
        auto const result = compare_gradient(values, analytic, loss, 1e-5, sampled);
        CHECK(result.largest > 0);
        CHECK(result.error <= 1e-6);
    };
    REQUIRE(gradients.parameters.size() == parameters.size());
    for (auto& [parameter, values] : parameters) {
        INFO(parameter);
        check(values, gradients.parameters.at(parameter));
    }
    check(images, gradients.images);
}
