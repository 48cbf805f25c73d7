#include "network/networks.hpp"

#include <chrnn/network/summary.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

TEST_CASE("the paper's C-HLSTM runs forward and backward at its full size") {
    using net = c_hlstm<15>;
    model<net> m(batch{1}, seed{1});
    m.keep_outputs();
    auto const images = random_images<net, float>(1);
    float const loss = both_passes(m, images, {7});
    CHECK(std::isfinite(loss));
    CHECK(loss > 0);
    CHECK(m.first_not_finite() == "");
    CHECK(m.output("hrnn6").size() == 256 * 50);
    int silent = 0;
    for (auto const& p : m.named_gradients()) {
        double squares = 0;
        for (index_t row = 0; row < p.rows; ++row)
            for (index_t k = 0; k < p.columns; ++k)
                squares += double(p.values[row * p.stride + k]) * p.values[row * p.stride + k];
        if (!std::isfinite(squares)) FAIL(p.name);
        if (squares == 0) ++silent;
    }
    CHECK(silent == 0);
    auto const p = m.predict(std::span(images));
    CHECK(std::accumulate(p.begin(), p.end(), 0.0) == Approx(1));
}
TEST_CASE("a summary names every layer with its shape and numbers, and adds them up") {
    using net = c_hlstm<15>;
    std::string const text = summary<net>(64);
    INFO(text);
    auto const says = [&](std::string const& part) { return text.find(part) != std::string::npos; };
    for (char const* name :
         {"input", "conv1", "pool1", "pool2", "conv5", "spp6", "hrnn6", "fc7", "fc8", "fc9", "softmax"})
        CHECK(says(std::string("\n") + name));
    CHECK(says("3x224x224"));
    CHECK(says("256x{6x6,3x3,2x2,1x1}"));
    CHECK(says("96 @ 7x7, stride 2, pad 1"));
    CHECK(says("relu, norm across 5 channels, 3x3, stride 2"));
    CHECK(says("lstm se nw ne sw, linked"));
    CHECK(says("50%"));
    CHECK(says(std::to_string(9'830'400 + 3 * 4 * 1024)));
    CHECK(says(std::to_string(parameters<net>())));
    CHECK(says(std::to_string(multiply_adds<net>())));
    CHECK(says("for a batch of 64"));
    CHECK(std::count(text.begin(), text.end(), '\n') == 1 + 1 + net::count + 1 + 1);
}
TEST_CASE("the summary of a model is that of its network for its batch, and says what it computes on") {
    using net = network<input<1, 2, 2>, dense<3>, softmax_cross_entropy>;
    model<net, cpu, double> const m(batch{7}, seed{1}, threads{1});
    CHECK(summary(m) == summary<net, double>(7) + "computed on cpu\n");
}
