// How the convolutions of a device make do with the memory that they are given.
#include <chrnn/backend/cuda/patch_convolutions.hpp>
#if defined(CHRNN_CUDNN)
#include <chrnn/backend/cuda/cudnn.hpp>
#endif

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {

constexpr convolution small{3, 6, 5, 4, 3, 1, 1};
constexpr convolution grouped{.channels = 6,
                              .rows = 7,
                              .columns = 6,
                              .filters = 4,
                              .kernel = 3,
                              .stride = 2,
                              .pad = 2,
                              .groups = 2,
                              .dilation = 2};
constexpr index_t samples = 5;
constexpr index_t patches_of_one(convolution const& c) {
    return c.patch_size() * c.positions() * index_t{sizeof(double)};
}

std::vector<double> numbers(index_t n, double step) {
    std::vector<double> all(static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = std::sin(step * static_cast<double>(i + 1));
    return all;
}

/// Memory of a stream's device, in which numbers of the host begin.
device_storage<double> on_device(shared_stream const& stream, std::vector<double> const& from) {
    device_storage<double> there(std::ssize(from), "numbers", device_memory(stream));
    check(cudaMemcpyAsync(there.data(), from.data(), from.size() * sizeof(double), cudaMemcpyHostToDevice, *stream),
          "copy");
    check(cudaStreamSynchronize(*stream), "wait");
    return there;
}

/// Output, gradient of the weights and gradient of the input, one after the other, computed in `bytes` of scratch.
template <class Convolutions>
std::vector<double> passes(index_t bytes, convolution const& c = small) {
    auto const stream = std::make_shared<device_stream const>();
    products multiplies(arithmetic::float32, stream);
    device_storage<std::byte> scratch(bytes, "scratch", device_memory(stream));
    Convolutions convolves(arithmetic::float32, stream, multiplies, scratch.data(), static_cast<std::size_t>(bytes));

    auto const x = on_device(stream, numbers(samples * c.image_size(), 0.3));
    auto const weights = on_device(stream, numbers(c.filters * c.depth(), 0.7));
    auto const bias = on_device(stream, numbers(c.filters, 1.1));
    auto const d_out = on_device(stream, numbers(samples * c.output_size(), 0.2));
    auto out = on_device(stream, std::vector<double>(static_cast<std::size_t>(samples * c.output_size())));
    auto d_weights = on_device(stream, std::vector<double>(static_cast<std::size_t>(weights.size())));
    auto dx = on_device(stream, std::vector<double>(static_cast<std::size_t>(x.size())));
    convolves.forward(c, samples, x.data(), weights.data(), bias.data(), out.data());
    convolves.add_weight_gradient(c, samples, x.data(), d_out.data(), d_weights.data());
    convolves.input_gradient(c, samples, d_out.data(), weights.data(), dx.data());

    std::vector<double> all;
    for (auto const* one : {&out, &d_weights, &dx}) {
        std::vector<double> found(static_cast<std::size_t>(one->size()));
        check(
            cudaMemcpyAsync(found.data(), one->data(), found.size() * sizeof(double), cudaMemcpyDeviceToHost, *stream),
            "copy");
        check(cudaStreamSynchronize(*stream), "wait");
        all.insert(all.end(), found.begin(), found.end());
    }
    return all;
}
bool agree(std::vector<double> const& a, std::vector<double> const& b) {
    return std::ranges::equal(a, b, [](double x, double y) { return std::abs(x - y) <= 1e-12 * (1 + std::abs(x)); });
}

} // namespace

TEST_CASE("patches are made of as many images at a time as there is memory for") {
    for (convolution const& c : {small, grouped}) {
        index_t const one = patches_of_one(c);
        auto const at_once = passes<patch_convolutions>(samples * one, c);
        CHECK(agree(at_once, passes<patch_convolutions>(one, c)));         // one by one
        CHECK(agree(at_once, passes<patch_convolutions>(2 * one + 8, c))); // two, two and one
        CHECK_THAT(complaint([&] { passes<patch_convolutions>(one - 8, c); }), Contains("the patches of one image"));
    }
}
#if defined(CHRNN_CUDNN)
TEST_CASE("cuDNN computes what patches and products do, in what memory it is given") {
    for (convolution const& c : {small, grouped})
        CHECK(agree(passes<patch_convolutions>(samples * patches_of_one(c), c),
                    passes<cudnn_convolutions>(index_t{1} << 24, c)));
}
#endif
