/// Rates: how fast a backend multiplies and copies, and the least that a pass has to move, so that every figure can
/// stand beside the time that nobody could undercut.
#pragma once

#include "figures.hpp"

/// The best of a backend. A host's copies say nothing about passes whose numbers stay in its caches.
struct rates {
    double products;   ///< operations a second
    double copies = 0; ///< bytes read and written a second; 0 if not measured
};

#if defined(CHRNN_BENCH_CUDA)

template <class Backend>
rates rates_of(Backend& on, measure const& timed) {
    using namespace chrnn;
    constexpr index_t n = 8192;
    auto const numbers = normal_numbers(n * n, 1);
    typename Backend::template storage<float> a(n * n), b(n * n), c(n * n);
    for (auto* one : {&a, &b}) on.upload(std::span<float const>(numbers), one->data());
    auto const product = [&] {
        on.template multiply<reading::plain, reading::plain, false>(
            1, dense_matrices(c.data(), n, n), dense_matrices(a.data(), n, n), dense_matrices(b.data(), n, n));
    };
    auto const copy = [&] {
        check(cudaMemcpyAsync(c.data(), a.data(), n * n * sizeof(float), cudaMemcpyDeviceToDevice, on.stream()),
              "copy");
    };
    return {2.0 * n * n * n / timed(on, product).front(), 2.0 * n * n * sizeof(float) / timed(on, copy).front()};
}

#else

template <class Backend>
rates rates_of(Backend&, measure const& timed) {
    return {best_product_rate(timed)};
}

#endif

/// Bytes that a pass of `Net` in float moves at least: every parameter and every layer's input and output once forward,
/// once more backward, where the gradients of both are moved as well.
template <class Net>
constexpr double least_bytes(chrnn::index_t samples, bool backward) {
    chrnn::index_t signals = 0;
    for (chrnn::layer_facts const& one : Net::layers) signals += one.in.size() + one.out.size();
    double const forward = 4.0 * double(chrnn::parameters<Net>() + signals * samples);
    return backward ? 3 * forward : forward;
}
