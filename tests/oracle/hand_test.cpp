// The oracle's outputs against cases small enough to work out by hand.
#include "hierarchy.hpp"
#include "layers.hpp"

#include <catch2/catch.hpp>

using namespace oracle;

namespace {

/// One channel in, one out, one direction.
recurrence scalar_srn(direction way, int rows, int columns, double x, double r, double c, double b = 0) {
    return {cell_kind::srn, 1, 1, rows, columns, {{way, {x}, {r}, {c}, {b}}}};
}

/// An LSTM of `hidden` units whose weights are all 0; bias in the order i, f, g, o.
recurrence bias_lstm(int hidden, int rows, int columns, array const& bias) {
    return {cell_kind::lstm,
            1,
            hidden,
            rows,
            columns,
            {{direction::se, array(4 * hidden), array(4 * hidden * hidden), array(4 * hidden * hidden), bias}}};
}

void check_close(array const& a, array const& b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == Approx(b[i]).epsilon(1e-14).margin(1e-15));
}

} // namespace

TEST_CASE("every region is scanned once, after its two neighbours", "[oracle]") {
    for (auto const way : all_directions) {
        std::vector<bool> done(5 * 3);
        for (auto const at : scan(way, 5, 3)) {
            for (auto const near : {row_neighbour(way, at), column_neighbour(way, at)})
                if (near.inside(5, 3)) CHECK(done[near.row * 3 + near.column]);
            CHECK_FALSE(done[at.row * 3 + at.column]);
            done[at.row * 3 + at.column] = true;
        }
        CHECK(std::count(done.begin(), done.end(), true) == 15);
    }
}

TEST_CASE("an impulse in the middle spreads where each direction goes", "[oracle]") {
    array const impulse{0, 0, 0, 0, 1, 0, 0, 0, 0};
    auto spread = [&](direction way) { return forward(scalar_srn(way, 3, 3, 1, 10, 100), 1, impulse, {}).h; };
    CHECK(spread(direction::se) == array{0, 0, 0, 0, 1, 100, 0, 10, 2000});
    CHECK(spread(direction::nw) == array{2000, 10, 0, 100, 1, 0, 0, 0, 0});
    CHECK(spread(direction::ne) == array{0, 10, 2000, 0, 1, 100, 0, 0, 0});
    CHECK(spread(direction::sw) == array{0, 0, 0, 100, 1, 0, 2000, 10, 0});
}

TEST_CASE("an SRN on 2x2 gives the values worked out by hand", "[oracle]") {
    array const x{1, 2, 3, 4};
    auto h = [&](direction way) { return forward(scalar_srn(way, 2, 2, 1, 2, 3), 1, x, {}).h; };
    CHECK(h(direction::se) == array{1, 2 + 3, 3 + 2, 4 + 2 * 5 + 3 * 5});
    CHECK(h(direction::nw) == array{1 + 2 * 15 + 3 * 10, 2 + 2 * 4, 3 + 3 * 4, 4});
    CHECK(h(direction::ne) == array{1 + 2 * 3, 2 + 2 * 13 + 3 * 7, 3, 4 + 3 * 3});
    CHECK(h(direction::sw) == array{1 + 3 * 2, 2, 3 + 2 * 7 + 3 * 8, 4 + 2 * 2});
    auto all = scalar_srn(direction::se, 2, 2, 1, 2, 3);
    for (auto const way : {direction::nw, direction::ne, direction::sw})
        all.directions.push_back(scalar_srn(way, 2, 2, 1, 2, 3).directions[0]);
    CHECK(forward(all, 1, x, {}).h == array{76, 66, 64, 54});
    // The context and the bias reach every region; what is below 0 is cut off.
    CHECK(forward(scalar_srn(direction::se, 2, 2, 1, 2, 3, -6), 1, x, {5, 0, 0, 1}).h == array{0, 0, 0, 0});
    CHECK(forward(scalar_srn(direction::se, 2, 2, 1, 2, 3, -5), 1, x, {5, 0, 0, 1}).h == array{1, 0, 0, 0});
}

TEST_CASE("an SRN on 2x2 gives the gradients worked out by hand", "[oracle]") {
    // The last region: h = x11 + wr x01 + wc x10 + 2 wr wc x00, where x stands for wx x + s + b.
    auto const layer = scalar_srn(direction::se, 2, 2, 1, 2, 3);
    array const x{1, 2, 3, 4};
    auto const gradients = backward(layer, 1, x, {}, forward(layer, 1, x, {}), {0, 0, 0, 1});
    CHECK(gradients.x == array{2 * 2 * 3, 2, 3, 1});
    CHECK(gradients.context == gradients.x);
    CHECK(gradients.directions[0].weight_x == array{29});
    CHECK(gradients.directions[0].weight_r == array{2 + 2 * 3});
    CHECK(gradients.directions[0].weight_c == array{3 + 2 * 2});
    CHECK(gradients.directions[0].bias == array{12 + 2 + 3 + 1});
}

TEST_CASE("an LSTM's gates are stacked in the order i, f, g, o", "[oracle]") {
    auto const layer = bias_lstm(2, 1, 2, {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8});
    auto const output = forward(layer, 1, {0, 0}, {});
    for (int k = 0; k < 2; ++k) {
        double const i = sigmoid(0.1 + 0.1 * k), f = sigmoid(0.3 + 0.1 * k), g = std::tanh(0.5 + 0.1 * k),
                     o = sigmoid(0.7 + 0.1 * k);
        double const c0 = i * g, c1 = f * c0 + i * g;
        CHECK(output.h[2 * k] == Approx(o * std::tanh(c0)).epsilon(1e-14));
        CHECK(output.h[2 * k + 1] == Approx(o * std::tanh(c1)).epsilon(1e-14));
    }
    CHECK(sigmoid(0) == 0.5);
    CHECK(sigmoid(std::log(3)) == Approx(0.75).epsilon(1e-14));
}

TEST_CASE("an LSTM's cell counts lattice paths when its gates are open, and averages when they are half open",
          "[oracle]") {
    auto open = bias_lstm(1, 6, 6, {1000, 1000, 0, 1000});
    open.directions[0].weight_x = {0, 0, 1000, 0};
    array corner(36);
    corner[0] = 1;
    auto const c = forward(open, 1, corner, {}).states[0].c;
    CHECK(c[1] == 1);
    CHECK(c[6 + 1] == 2);
    CHECK(c[35] == 252);
    auto const halves = bias_lstm(1, 2, 2, {0, 0, 1000, 0});
    auto const states = forward(halves, 1, array(4), {}).states[0];
    CHECK(states.c == array{0.5, 0.75, 0.75, 1.25});
    CHECK(states.h[3] == Approx(0.5 * std::tanh(1.25)).epsilon(1e-14));
}

TEST_CASE("the modified CNN reads the region itself, whatever the direction", "[oracle]") {
    for (auto const way : all_directions) {
        auto srn = scalar_srn(way, 1, 2, 1, 2, 3, 0.5);
        srn.modified_cnn = true;
        CHECK(forward(srn, 1, {1, -1}, {}).h == array{6.5, 0});
        recurrence const lstm{
            cell_kind::lstm, 1, 1, 1, 2, {{way, {1, 2, 3, 4}, {.1, .2, .3, .4}, {0, 0, .5, 0}, array(4)}}, true};
        auto const states = forward(lstm, 1, {1, -1}, {}).states[0];
        for (int q = 0; q < 2; ++q) {
            double const x = q == 0 ? 1 : -1;
            double const c = sigmoid(2.2 * x) * x + sigmoid(1.1 * x) * std::tanh(3.8 * x);
            CHECK(states.c[q] == Approx(c).epsilon(1e-14));
            CHECK(states.h[q] == Approx(sigmoid(4.4 * x) * std::tanh(c)).epsilon(1e-14));
        }
    }
    auto wide = scalar_srn(direction::se, 1, 1, 1, 1, 1);
    wide.modified_cnn = true;
    wide.channels = 2;
    wide.directions[0].weight_x = {1, 1};
    CHECK_THROWS_AS(forward(wide, 1, {1, 1}, {}), std::invalid_argument);
}

TEST_CASE("an unlinked SRN with identity weights is the pyramid itself", "[oracle]") {
    hierarchy const net{cell_kind::srn, 2, 2, {{1, 1}, {2, 2}, {2, 3}}, {direction::nw}, false};
    named_arrays parameters;
    for (auto const* side : {"2", "2x3"}) {
        auto const prefix = std::string("hrnn6.") + side + ".nw.";
        parameters[prefix + "weight_x"] = {1, 0, 0, 1};
        parameters[prefix + "weight_r"] = parameters[prefix + "weight_c"] = array(4);
        parameters[prefix + "bias"] = array(2);
    }
    std::vector<array> maps{{1, 2}, {3, 4, 5, 6, 7, 8, 9, 10}, {}};
    for (int i = 11; i < 23; ++i) maps[2].push_back(i);
    auto const output = forward(net, parameters, 1, maps);
    CHECK(output.h == maps);
    // Fine to coarse; in a scale channel, row, column.
    CHECK(output.joined == array{11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2});
    CHECK(split(net, 1, output.joined) == maps);
}

TEST_CASE("joining puts each sample's scales side by side", "[oracle]") {
    hierarchy const net{cell_kind::srn, 2, 1, {{1, 1}, {1, 2}}, {direction::se}, false};
    std::vector<array> const h{{1, 2, 11, 12}, {3, 4, 13, 14}};
    CHECK(join(net, 2, h) == array{3, 4, 1, 2, 13, 14, 11, 12});
    CHECK(split(net, 2, join(net, 2, h)) == h);
}

TEST_CASE("a fine region gets its context from the coarse region that it lies in", "[oracle]") {
    // 1x1 of two channels -> 3x2 -> 4x6; all weights 0 but the bias of the SRN and the links.
    hierarchy const net{cell_kind::srn, 2, 1, {{1, 1}, {3, 2}, {4, 6}}, {direction::se}, true};
    named_arrays parameters;
    for (auto const& [name, shape] : parameter_shapes(net)) parameters[name] = array(shape[0] * shape.back());
    CHECK(parameters.count("hrnn6.link.1.3x2.weight") == 1);
    CHECK(parameters.at("hrnn6.link.1.4x6.weight").size() == 2);
    parameters["hrnn6.3x2.se.weight_x"] = {1, 0};
    parameters["hrnn6.4x6.se.bias"] = {1000};
    parameters["hrnn6.link.1.4x6.weight"] = {100, 10};
    parameters["hrnn6.link.3x2.4x6.weight"] = {2};
    parameters["hrnn6.link.1.3x2.weight"] = {0, 1};
    std::vector<array> const maps{{5, 7}, {1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0}, array(48)};
    auto const output = forward(net, parameters, 1, maps);
    CHECK(output.contexts[1] == array{7, 7, 7, 7, 7, 7});
    CHECK(output.h[1] == array{8, 9, 10, 11, 12, 13});
    int const row_of[] = {0, 0, 1, 2}, column_of[] = {0, 0, 0, 1, 1, 1};
    for (int r = 0; r < 4; ++r)
        for (int q = 0; q < 6; ++q) {
            double const context = 570 + 2 * (8 + 2 * row_of[r] + column_of[q]);
            CHECK(output.contexts[2][r * 6 + q] == context);
            CHECK(output.h[2][r * 6 + q] == 1000 + context);
        }
}

TEST_CASE("the paper's hierarchies have the paper's number of parameters", "[oracle]") {
    auto count = [](cell_kind cell, bool linked) {
        hierarchy const net{cell, 256, 256, {{1, 1}, {2, 2}, {3, 3}, {6, 6}}, all_directions, linked};
        long long sum = 0;
        for (auto const& [name, shape] : parameter_shapes(net))
            if (shape.size() == 2) sum += 1LL * shape[0] * shape[1];
        return sum;
    };
    CHECK(count(cell_kind::srn, true) == 2'752'512);
    CHECK(count(cell_kind::lstm, true) == 9'830'400);
    CHECK(count(cell_kind::srn, false) == 36 * 65'536);
    CHECK(count(cell_kind::lstm, false) == 144 * 65'536);
}

TEST_CASE("convolution gives the values worked out by hand and the extents of Table I", "[oracle]") {
    map_extents const shape{1, 1, 2, 3};
    array const x{1, 2, 3, 4, 5, 6}, weight{1, 10, 100, 1000};
    CHECK(forward(convolution{1, 1, 2, 2}, shape, x, weight, {0.5}) == array{5421.5, 6532.5});
    CHECK(forward(convolution{1, 1, 2, 2, 2, 1}, shape, x, weight, {0}) == array{1000, 3200, 40, 65});
    CHECK(forward(convolution{1, 1, 2, 2, 1, 1, 1, 2}, shape, x, weight, {0}) == array{5000, 6400, 500, 20, 31, 2});
    CHECK(forward(convolution{2, 2, 1, 1, 1, 0, 2}, {1, 2, 1, 2}, {1, 2, 3, 4}, {10, 100}, {0, 1}) ==
          array{10, 20, 301, 401});
    CHECK(forward(convolution{1, 2, 1, 1}, shape, x, {1, -1}, {0, 9}) == array{1, 2, 3, 4, 5, 6, 8, 7, 6, 5, 4, 3});
    auto extent = [](int n, int kernel, int stride, int pad) {
        return convolution{1, 1, kernel, kernel, stride, pad}.output({1, 1, n, n}).rows;
    };
    CHECK(extent(224, 11, 4, 0) == 54);
    CHECK(extent(224, 7, 2, 1) == 110);
    CHECK(extent(27, 5, 1, 2) == 27);
    CHECK(extent(55, 5, 2, 0) == 26);
    CHECK(extent(13, 3, 1, 1) == 13);
}

TEST_CASE("pooling windows hang over the edge, and a pyramid's are SPP-net's", "[oracle]") {
    auto ranges = [](std::vector<window> const& windows) {
        std::vector<int> flat;
        for (auto const w : windows) flat.insert(flat.end(), {w.first, w.last});
        return flat;
    };
    CHECK(ranges(sliding_windows(6, 3, 2)) == std::vector{0, 3, 2, 5, 4, 6});
    CHECK(ranges(sliding_windows(5, 3, 2)) == std::vector{0, 3, 2, 5});
    CHECK(sliding_windows(110, 3, 2).size() == 55);
    CHECK(sliding_windows(54, 3, 2).size() == 27);
    CHECK(sliding_windows(26, 3, 2).size() == 13);
    CHECK(sliding_windows(13, 3, 2).size() == 6);
    CHECK_THROWS_AS(sliding_windows(2, 3, 2), std::invalid_argument);
    CHECK(ranges(sliding_windows(3, 1, 5)) == std::vector{0, 1});
    CHECK(ranges(sliding_windows(6, 2, 3)) == std::vector{0, 2, 3, 5});
    CHECK(ranges(pyramid_windows(13, 6)) == std::vector{0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13});
    CHECK(ranges(pyramid_windows(13, 3)) == std::vector{0, 5, 4, 9, 8, 13});
    CHECK(ranges(pyramid_windows(13, 2)) == std::vector{0, 7, 6, 13});
    CHECK(ranges(pyramid_windows(13, 1)) == std::vector{0, 13});
    CHECK(ranges(pyramid_windows(2, 3)) == std::vector{0, 1, 0, 2, 1, 2});

    map_extents const shape{1, 1, 2, 4};
    array const x{1, 5, 2, 2, 3, 0, 2, -1};
    auto const pool = max_pooling::sliding(shape, 2, 2);
    CHECK(forward(pool, shape, x) == array{5, 2});
    CHECK(backward(pool, shape, x, {10, 20}) == array{0, 10, 20, 0, 0, 0, 0, 0}); // the first of equal maxima
    CHECK(forward(max_pooling::pyramid(shape, 2, 1), shape, x) == array{5, 3});
}

TEST_CASE("normalisation, rectifier, dropout, dense and loss give the values worked out by hand", "[oracle]") {
    check_close(forward(normalisation{3, 3, 1, 1}, {1, 3, 1, 1}, {1, 2, 3}), {1.0 / 6, 2.0 / 15, 3.0 / 14});
    check_close(forward(normalisation{}, {1, 6, 1, 1}, {0, 0, 10, 0, 0, 0}),
                {0, 0, 10 / std::pow(1.002, 0.75), 0, 0, 0});
    CHECK(relu({-1, 0, 2}) == array{0, 0, 2});
    CHECK(relu_backward({-1, 0, 2}, {5, 6, 7}) == array{0, 0, 7});
    CHECK(dropout({1, 2, 3}, {true, false, true}, 0.5) == array{2, 0, 6});
    CHECK(dropout({3, 3}, {true, true}, 0.25) == array{4, 4});
    CHECK(forward(dense{2, 3}, 2, {1, 2, 3, 4}, {1, 0, 0, 1, 10, 100}, {0, 0, 1000}) == array{1, 2, 1210, 3, 4, 1430});
    array const logits{0, std::log(3), 1000, 1000};
    check_close(softmax(logits, 2), {0.25, 0.75, 0.5, 0.5});
    CHECK(cross_entropy(logits, {1, 0}, 2) == Approx(0.5 * (std::log(4.0 / 3) + std::log(2))).epsilon(1e-14));
    check_close(cross_entropy_backward(logits, {1, 0}, 2), {0.125, -0.125, -0.25, 0.25});
}
