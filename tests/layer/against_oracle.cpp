#include "distance.hpp"
#include "layer/alone.hpp"
#include "oracle/layers.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

template <index_t Filters, index_t Kernel, index_t Stride, index_t Pad, feature_shape In>
void conv_agrees(int samples, index_t threads = 1) {
    auto const own = run_alone<conv<Filters, Kernel, stride<Stride>, pad<Pad>>, In>(separated<In>(samples), threads);
    oracle::convolution const layer{int(In.channels), Filters, Kernel, Kernel, Stride, Pad};
    auto const extents = maps_of<In>(samples);
    auto const gradients = backward(layer, extents, own.x, own.weight, own.dy);
    INFO(In.text().view() << " by " << Filters << " kernels of " << Kernel << ", stride " << Stride << ", pad " << Pad);
    CHECK(relative_difference(own.y, forward(layer, extents, own.x, own.weight, own.bias)) < 1e-10);
    CHECK(relative_difference(own.dx, gradients.x) < 1e-10);
    CHECK(relative_difference(own.weight_gradient, gradients.weight) < 1e-10);
    CHECK(relative_difference(own.bias_gradient, gradients.bias) < 1e-10);
}

template <index_t Filters, index_t Kernel, index_t Groups, index_t Dilation, index_t Stride, index_t Pad,
          feature_shape In>
void grouped_conv_agrees(int samples, index_t threads = 1) {
    using layer = conv<Filters, Kernel, stride<Stride>, pad<Pad>, groups<Groups>, dilation<Dilation>>;
    auto const own = run_alone<layer, In>(separated<In>(samples), threads);
    oracle::convolution const its{int(In.channels), Filters, Kernel, Kernel, Stride, Pad, Groups, Dilation};
    auto const extents = maps_of<In>(samples);
    auto const gradients = backward(its, extents, own.x, own.weight, own.dy);
    INFO(In.text().view() << " by " << layer::text());
    CHECK(relative_difference(own.y, forward(its, extents, own.x, own.weight, own.bias)) < 1e-10);
    CHECK(relative_difference(own.dx, gradients.x) < 1e-10);
    CHECK(relative_difference(own.weight_gradient, gradients.weight) < 1e-10);
    CHECK(relative_difference(own.bias_gradient, gradients.bias) < 1e-10);
}

template <index_t Kernel, index_t Stride, feature_shape In>
void pool_agrees(int samples) {
    auto const own = run_alone<max_pool<Kernel, stride<Stride>>, In>(separated<In>(samples));
    auto const extents = maps_of<In>(samples);
    auto const pool = oracle::max_pooling::sliding(extents, Kernel, Stride);
    INFO(In.text().view() << " in windows of " << Kernel << ", stride " << Stride);
    CHECK(own.y == forward(pool, extents, own.x));
    CHECK(relative_difference(own.dx, backward(pool, extents, own.x, own.dy)) < 1e-10);
}

template <index_t Kernel, index_t Stride, index_t Pad, feature_shape In>
void padded_pool_agrees(int samples) {
    auto x = separated<In>(samples);
    for (double& number : x) number -= 3; // below the zeros that padding is not
    auto const own = run_alone<max_pool<Kernel, stride<Stride>, pad<Pad>>, In>(x);
    auto const extents = maps_of<In>(samples);
    auto const pool = oracle::max_pooling::padded(extents, Kernel, Stride, Pad);
    INFO(In.text().view() << " in windows of " << Kernel << ", stride " << Stride << ", pad " << Pad);
    CHECK(own.y == forward(pool, extents, own.x));
    CHECK(relative_difference(own.dx, backward(pool, extents, own.x, own.dy)) < 1e-10);
}

template <class Rounding, index_t Kernel, index_t Stride, index_t Pad, feature_shape In>
void rounded_pool_agrees(int samples) {
    auto const own = run_alone<max_pool<Kernel, stride<Stride>, pad<Pad>, Rounding>, In>(separated<In>(samples));
    auto const extents = maps_of<In>(samples);
    auto const pool = std::is_same_v<Rounding, rounded_up> ? oracle::max_pooling::caffe(extents, Kernel, Stride, Pad)
                                                           : oracle::max_pooling::padded(extents, Kernel, Stride, Pad);
    INFO(In.text().view() << " in windows of " << Kernel << ", stride " << Stride << ", pad " << Pad);
    CHECK(own.y == forward(pool, extents, own.x));
    CHECK(relative_difference(own.dx, backward(pool, extents, own.x, own.dy)) < 1e-10);
}

template <class Rounding, index_t Kernel, index_t Stride, index_t Pad, feature_shape In>
void average_pool_agrees(int samples) {
    auto const own = run_alone<average_pool<Kernel, stride<Stride>, pad<Pad>, Rounding>, In>(separated<In>(samples), 2);
    auto const extents = maps_of<In>(samples);
    oracle::average_pooling const pool{Kernel, Stride, Pad, std::is_same_v<Rounding, rounded_up>};
    INFO(In.text().view() << " in windows of " << Kernel << ", stride " << Stride << ", pad " << Pad);
    CHECK(relative_difference(own.y, forward(pool, extents, own.x)) < 1e-14);
    CHECK(relative_difference(own.dx, backward(pool, extents, own.dy)) < 1e-14);
}

template <feature_shape In>
void mean_agrees(int samples) {
    auto const own = run_alone<global_average_pool, In>(separated<In>(samples));
    CHECK(relative_difference(own.y, oracle::mean_forward(maps_of<In>(samples), own.x)) < 1e-14);
    CHECK(relative_difference(own.dx, oracle::mean_backward(maps_of<In>(samples), own.dy)) < 1e-14);
}

template <feature_shape In, grid... Scales>
void pyramid_agrees(int samples) {
    auto const own = run_alone<pyramid<Scales...>, In>(separated<In>(samples));
    auto const extents = maps_of<In>(samples);
    std::size_t const whole = own.y.size() / std::size_t(samples);
    std::size_t begin = 0;
    oracle::array dx(own.x.size());
    auto const compare = [&](grid scale) {
        auto const pool = oracle::max_pooling::pyramid(extents, int(scale.rows), int(scale.columns));
        std::size_t const part = pool.output(extents).size() / std::size_t(samples);
        oracle::array y, dy;
        for (std::size_t at = begin; at < own.y.size(); at += whole) {
            y.insert(y.end(), own.y.begin() + long(at), own.y.begin() + long(at + part));
            dy.insert(dy.end(), own.dy.begin() + long(at), own.dy.begin() + long(at + part));
        }
        INFO(In.text().view() << " in a scale of " << scale.text().view());
        CHECK(y == forward(pool, extents, own.x));
        auto const share = backward(pool, extents, own.x, dy);
        for (std::size_t i = 0; i < dx.size(); ++i) dx[i] += share[i];
        begin += part;
    };
    (compare(Scales), ...);
    CHECK(begin == whole);
    CHECK(relative_difference(own.dx, dx) < 1e-10);
}

template <index_t Channels, feature_shape In>
void lrn_agrees(double factor) {
    auto x = separated<In>(2);
    for (double& number : x) number *= factor;
    auto const own = run_alone<lrn<Channels>, In>(x);
    oracle::normalisation const layer{Channels};
    CHECK(relative_difference(own.y, forward(layer, maps_of<In>(2), own.x)) < 1e-10);
    CHECK(relative_difference(own.dx, backward(layer, maps_of<In>(2), own.x, own.dy)) < 1e-10);
}

template <index_t Side, class Alpha, feature_shape In>
void lrn_within_channel_agrees() {
    auto const own = run_alone<lrn_within_channel<Side, Alpha>, In>(separated<In>(2), 2);
    oracle::normalisation_within const layer{Side, double(Alpha::num) / double(Alpha::den)};
    INFO(In.text().view() << " within " << Side);
    CHECK(relative_difference(own.y, forward(layer, maps_of<In>(2), own.x)) < 1e-10);
    CHECK(relative_difference(own.dx, backward(layer, maps_of<In>(2), own.x, own.dy)) < 1e-10);
}

template <index_t Units, feature_shape In>
void dense_agrees(int samples) {
    auto const own = run_alone<dense<Units>, In>(separated<In>(samples));
    oracle::dense const layer{int(In.size()), Units};
    auto const gradients = backward(layer, samples, own.x, own.weight, own.dy);
    CHECK(relative_difference(own.y, forward(layer, samples, own.x, own.weight, own.bias)) < 1e-10);
    CHECK(relative_difference(own.dx, gradients.x) < 1e-10);
    CHECK(relative_difference(own.weight_gradient, gradients.weight) < 1e-10);
    CHECK(relative_difference(own.bias_gradient, gradients.bias) < 1e-10);
}

} // namespace

TEST_CASE("a convolution agrees with the oracle") {
    conv_agrees<4, 3, 1, 1, feature_shape(3, 7, 7)>(5);
    conv_agrees<9, 5, 2, 1, feature_shape(3, 29, 29)>(2);
    conv_agrees<3, 7, 2, 1, feature_shape(2, 12, 17)>(3, 2);
    conv_agrees<5, 1, 1, 0, feature_shape(6, 3, 5)>(1);
    conv_agrees<2, 4, 3, 2, feature_shape(1, 8, 5)>(2);
    conv_agrees<19, 3, 1, 1, feature_shape(17, 6, 9)>(2, 3);
}
TEST_CASE("a convolution in groups, and one whose kernel has gaps, agree with the oracle") {
    grouped_conv_agrees<6, 3, 2, 1, 1, 1, feature_shape(4, 7, 6)>(3);
    grouped_conv_agrees<10, 3, 5, 1, 2, 0, feature_shape(5, 6, 9)>(2, 3); // a channel a group
    grouped_conv_agrees<3, 3, 1, 2, 1, 2, feature_shape(2, 5, 7)>(2);
    grouped_conv_agrees<4, 4, 2, 3, 2, 4, feature_shape(6, 9, 5)>(5, 2);
}
TEST_CASE("max pooling agrees with the oracle") {
    pool_agrees<3, 2, feature_shape(3, 14, 14)>(2); // the last window hangs over the edge
    pool_agrees<3, 2, feature_shape(2, 7, 10)>(5);
    pool_agrees<2, 2, feature_shape(4, 6, 3)>(1);
    pool_agrees<3, 1, feature_shape(2, 3, 6)>(2);
    pool_agrees<2, 3, feature_shape(2, 6, 7)>(2); // a last window would begin behind the edge, or just before it
    pool_agrees<1, 2, feature_shape(2, 4, 5)>(2);
}
TEST_CASE("max pooling of padded images agrees with the oracle") {
    padded_pool_agrees<3, 2, 1, feature_shape(3, 14, 13)>(2);
    padded_pool_agrees<2, 2, 1, feature_shape(2, 5, 6)>(3);
    padded_pool_agrees<5, 3, 2, feature_shape(1, 9, 5)>(1);
}
TEST_CASE("max pooling that rounds as Caffe and as PyTorch agrees with the oracle") {
    rounded_pool_agrees<rounded_up, 3, 2, 1, feature_shape(2, 12, 9)>(2);
    rounded_pool_agrees<rounded_up, 2, 2, 1, feature_shape(2, 5, 6)>(2); // a last window would lie in the padding
    rounded_pool_agrees<rounded_up, 3, 2, 0, feature_shape(2, 8, 7)>(1);
    rounded_pool_agrees<rounded_down, 3, 2, 0, feature_shape(2, 8, 7)>(3);
    rounded_pool_agrees<rounded_down, 2, 3, 0, feature_shape(1, 7, 20)>(2);
}
TEST_CASE("average pooling that rounds as Caffe and as PyTorch agrees with the oracle") {
    average_pool_agrees<rounded_up, 3, 2, 1, feature_shape(2, 12, 9)>(2);
    average_pool_agrees<rounded_up, 2, 2, 1, feature_shape(3, 5, 6)>(2);
    average_pool_agrees<rounded_up, 3, 2, 0, feature_shape(2, 8, 10)>(1);
    average_pool_agrees<rounded_down, 3, 2, 0, feature_shape(2, 8, 7)>(3);
    average_pool_agrees<rounded_down, 3, 1, 1, feature_shape(1, 4, 3)>(2);
    average_pool_agrees<rounded_down, 2, 3, 0, feature_shape(2, 7, 20)>(2);
    static_assert(average_pool<3, stride<2>>::output<feature_shape(1, 8, 7)>() ==
                  feature_shape(1, 4, 3)); // as max_pool
    static_assert(average_pool<3, stride<2>, pad<1>>::output<feature_shape(1, 8, 7)>() == feature_shape(1, 4, 4));
}
TEST_CASE("global average pooling agrees with the oracle") {
    mean_agrees<feature_shape(5, 3, 7)>(3);
    mean_agrees<vector_shape(4)>(2);
}
TEST_CASE("a pyramid agrees with the oracle") {
    pyramid_agrees<feature_shape(3, 13, 13), grid(6), grid(3), grid(2), grid(1)>(2);
    pyramid_agrees<feature_shape(2, 5, 9), grid(3, 5), grid(2, 4), grid(1, 2)>(5);
    pyramid_agrees<feature_shape(4, 6, 6), grid(6)>(1);
}
TEST_CASE("of equal numbers in a window the first takes the gradient") {
    oracle::array const x(2 * 4 * 4, 0.5);
    auto const own = run_alone<max_pool<2, stride<2>>, feature_shape(2, 4, 4)>(x);
    CHECK(own.dx == backward(oracle::max_pooling::sliding({1, 2, 4, 4}, 2, 2), {1, 2, 4, 4}, x, own.dy));
}
TEST_CASE("local response normalisation agrees with the oracle") {
    for (double factor : {1.0, 300.0}) { // the second makes the denominator far from 1
        lrn_agrees<5, feature_shape(9, 3, 4)>(factor);
        lrn_agrees<5, feature_shape(3, 2, 2)>(factor);
        lrn_agrees<3, feature_shape(6, 1, 5)>(factor);
    }
}
TEST_CASE("local response normalisation within channels agrees with the oracle") {
    lrn_within_channel_agrees<3, std::ratio<5, 100'000>, feature_shape(2, 6, 7)>();
    lrn_within_channel_agrees<3, std::ratio<20>, feature_shape(3, 5, 37)>(); // registers between edges
    lrn_within_channel_agrees<5, std::ratio<20>, feature_shape(2, 2, 3)>();  // fewer around than there would be
    lrn_within_channel_agrees<1, std::ratio<20>, feature_shape(2, 3, 9)>();
}
TEST_CASE("a dense layer agrees with the oracle") {
    dense_agrees<6, vector_shape(11)>(5);
    dense_agrees<33, feature_shape(5, 3, 7)>(3);
    dense_agrees<1, vector_shape(1)>(1);
}
TEST_CASE("the rectifier agrees with the oracle") {
    auto const own = run_alone<rectifier, feature_shape(3, 4, 5)>(separated<feature_shape(3, 4, 5)>(2));
    CHECK(own.y == oracle::relu(own.x));
    CHECK(own.dx == oracle::relu_backward(own.x, own.dy));
}
TEST_CASE("dropout agrees with the oracle, drops its share, and lets back what it kept") {
    static constexpr feature_shape in(10, 10, 10);
    auto const own = run_alone<dropout<0.3>, in>(separated<in>(4));
    std::vector<bool> keep;
    for (double y : own.y) keep.push_back(y != 0);
    CHECK(relative_difference(own.y, oracle::dropout(own.x, keep, 0.3)) < 1e-14);
    CHECK(relative_difference(own.dx, oracle::dropout_backward(own.dy, keep, 0.3)) < 1e-14);
    double const kept = double(std::count(keep.begin(), keep.end(), true)) / double(keep.size());
    CHECK(kept == Approx(0.7).margin(0.03)); // 4000 draws: four deviations
    std::vector<bool> const first(keep.begin(), keep.begin() + 1000), second(keep.begin() + 1000, keep.begin() + 2000);
    CHECK(first != second); // every sample has a mask of its own
}
