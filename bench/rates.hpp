/// Rates: how fast a backend multiplies and copies, and what a pass multiplies and moves, so that every figure can
/// stand beside the times that these alone would take.
#pragma once

#include "figures.hpp"

/// The best of a backend. A host's copies say nothing about passes whose numbers stay in its caches.
struct rates {
    double products;   ///< operations a second
    double copies = 0; ///< bytes read and written a second; 0 if not measured
};

#if defined(CHRNN_BENCH_CUDA)

template <class Backend>
rates rates_of(Backend& on, measure const&) {
    using namespace chrnn;
#if defined(CHRNN_SIMULATED) // which takes its time
    constexpr index_t n = 64;
#else
    constexpr index_t n = 8192;
#endif
    constexpr index_t some = n * n / 64;
    auto const numbers = normal_numbers(some, 1);
    auto const matrix = [&] { return on.template take<float>(n * n, "a matrix"); };
    auto a = matrix(), b = matrix(), c = matrix();
    for (auto* one : {&a, &b})
        for (index_t begin = 0; begin < n * n; begin += some)
            on.upload(std::span<float const>(numbers), one->data() + begin);
    measure const few{.runs = 5, .calls = 3};
    auto const product = [&] {
        on.template multiply<reading::plain, reading::plain, false>(
            1, dense_matrices(c.data(), n, n), dense_matrices(a.data(), n, n), dense_matrices(b.data(), n, n));
    };
    auto const copy = [&] {
        detail::check(
            cudaMemcpyAsync(c.data(), a.data(), n * n * sizeof(float), cudaMemcpyDeviceToDevice, *on.stream()), "copy");
    };
    return {2.0 * n * n * n / few(on, product).front(), 2.0 * n * n * sizeof(float) / few(on, copy).front()};
}

#else

template <class Backend>
rates rates_of(Backend&, measure const& timed) {
    return {best_product_rate(timed)};
}

#endif

/// Bytes that a pass of `Net` in float moves if every layer takes its input and its parameters from memory and puts its
/// output there, and backward what these need: parameters and their gradients, inputs, and the gradients of outputs and
/// inputs, but for the network's own. Layers that work in one pass, or on what a cache still holds, move less.
template <class Net>
constexpr double bytes_moved(chrnn::index_t samples, bool backward) {
    chrnn::index_t parameters = chrnn::parameters<Net>(), features = 0;
    for (chrnn::layer_description const& one : Net::layers)
        features += backward ? 3 * one.in.size() + 2 * one.out.size() : one.in.size() + one.out.size();
    if (backward) parameters *= 3, features -= Net::input.size();
    return 4.0 * double(parameters + features * samples);
}
