/// What every backend of the host must show of its convolutions: the sums that plain loops find, in the same bits on
/// any number of threads.
#pragma once

#include "backend/factor.hpp"
#include "distance.hpp"

#include <tensor/sample.hpp>

#include <chrnn/shape/convolution.hpp>

using namespace chrnn;

template <class T>
std::vector<T> drawn(index_t n, std::uint64_t stream) {
    tensor<T, extents<dynamic>> x(n);
    draw(x, stream, -1, 1);
    return {x.span().begin(), x.span().end()};
}
inline std::size_t place(index_t i) { return static_cast<std::size_t>(i); }

/// Calls `visit(output, input, weight)` for every product in the definition of a convolution, as offsets.
template <class Visit>
void each_tap(convolution const& c, index_t samples, Visit const& visit) {
    for (index_t n = 0; n < samples; ++n)
        for (index_t f = 0; f < c.filters; ++f)
            for (index_t r = 0; r < c.out_rows(); ++r)
                for (index_t s = 0; s < c.out_columns(); ++s)
                    for (index_t k = 0; k < c.channels / c.groups; ++k)
                        for (index_t i = 0; i < c.kernel; ++i)
                            for (index_t j = 0; j < c.kernel; ++j) {
                                index_t const u = r * c.stride + i * c.dilation - c.pad;
                                index_t const v = s * c.stride + j * c.dilation - c.pad;
                                index_t const channel = f / (c.filters / c.groups) * (c.channels / c.groups) + k;
                                if (u < 0 || u >= c.rows || v < 0 || v >= c.columns) continue;
                                visit(place(((n * c.filters + f) * c.out_rows() + r) * c.out_columns() + s),
                                      place(((n * c.channels + channel) * c.rows + u) * c.columns + v),
                                      place(((f * (c.channels / c.groups) + k) * c.kernel + i) * c.kernel + j));
                            }
}

template <class T>
void check_near(std::vector<T> const& computed, std::vector<double> const& expected, double margin) {
    CHECK(largest_difference(computed, expected) < margin);
}

template <class Backend, class T>
void check_convolution(convolution const& c, index_t samples) {
    INFO(samples << " images " << c.channels << "x" << c.rows << "x" << c.columns << ", " << c.filters << " filters of "
                 << c.kernel << ", stride " << c.stride << ", pad " << c.pad << ", " << c.groups << " groups, dilation "
                 << c.dilation);
    auto const x = drawn<T>(samples * c.image_size(), 1), weights = drawn<T>(c.filters * c.depth(), 2),
               bias = drawn<T>(c.filters, 3), d_out = drawn<T>(samples * c.output_size(), 4),
               d_weights = drawn<T>(c.filters * c.depth(), 5);
    double const unit = std::is_same_v<T, float> ? 2e-7 : 4e-16;

    std::vector<T> out, gradient, dx;
    for (index_t threads : {1, 2, 3, 7}) {
        Backend on(threads);
        std::vector<T> out_now(d_out.size(), T(50)), gradient_now = d_weights, dx_now(x.size(), T(50));
        on.convolve(c, samples, x.data(), weights.data(), bias.data(), out_now.data());
        on.convolve_weight_gradient(c, samples, x.data(), d_out.data(), gradient_now.data());
        on.convolve_input_gradient(c, samples, d_out.data(), weights.data(), dx_now.data());
        if (threads == 1) {
            out = out_now;
            gradient = gradient_now;
            dx = dx_now;
        }
        CHECK(out_now == out);
        CHECK(gradient_now == gradient);
        CHECK(dx_now == dx);
    }

    std::vector<double> expected_out(d_out.size()), expected_gradient(d_weights.begin(), d_weights.end()),
        expected_dx(x.size());
    for (std::size_t i = 0; i < expected_out.size(); ++i)
        expected_out[i] = static_cast<double>(bias[i / place(c.positions()) % place(c.filters)]);
    each_tap(c, samples, [&](std::size_t o, std::size_t i, std::size_t w) {
        expected_out[o] += factor_of<Backend>(x[i]) * factor_of<Backend>(weights[w]);
        expected_gradient[w] += factor_of<Backend>(x[i]) * factor_of<Backend>(d_out[o]);
        expected_dx[i] += factor_of<Backend>(weights[w]) * factor_of<Backend>(d_out[o]);
    });
    check_near(out, expected_out, unit * static_cast<double>(c.depth() + 10));
    check_near(gradient, expected_gradient, unit * static_cast<double>(samples * c.positions() + 10));
    check_near(dx, expected_dx, unit * static_cast<double>(c.filters * c.kernel * c.kernel + 10));
}

/// Convolutions of all forms: odd extents, strides, padding that whole patches lie in, groups, kernels with gaps; of 1
/// to 3 images and `more`.
template <class Backend, class T>
void check_convolutions(index_t more = 0) {
    check_convolution<Backend, T>({.channels = 1, .rows = 1, .columns = 1, .filters = 1, .kernel = 1}, more + 1);
    check_convolution<Backend, T>({.channels = 2, .rows = 5, .columns = 7, .filters = 3, .kernel = 3}, more + 2);
    check_convolution<Backend, T>(
        {.channels = 3, .rows = 7, .columns = 4, .filters = 2, .kernel = 3, .stride = 1, .pad = 1}, more + 3);
    check_convolution<Backend, T>({.channels = 2, .rows = 9, .columns = 11, .filters = 5, .kernel = 3, .stride = 2},
                                  more + 2);
    check_convolution<Backend, T>(
        {.channels = 2, .rows = 8, .columns = 6, .filters = 3, .kernel = 5, .stride = 2, .pad = 2}, more + 1);
    check_convolution<Backend, T>(
        {.channels = 1, .rows = 13, .columns = 10, .filters = 4, .kernel = 4, .stride = 3, .pad = 1}, more + 2);
    check_convolution<Backend, T>({.channels = 3, .rows = 23, .columns = 19, .filters = 2, .kernel = 11, .stride = 4},
                                  more + 2);
    check_convolution<Backend, T>(
        {.channels = 2, .rows = 2, .columns = 3, .filters = 2, .kernel = 5, .stride = 2, .pad = 3}, more + 2);
    check_convolution<Backend, T>({.channels = 4, .rows = 6, .columns = 5, .filters = 3, .kernel = 1, .stride = 2},
                                  more + 2);
    check_convolution<Backend, T>(
        {.channels = 1, .rows = 3, .columns = 3, .filters = 1, .kernel = 1, .stride = 5, .pad = 2}, more + 1);
    check_convolution<Backend, T>(
        {.channels = 6, .rows = 7, .columns = 5, .filters = 4, .kernel = 3, .pad = 1, .groups = 2}, more + 2);
    check_convolution<Backend, T>(
        {.channels = 3, .rows = 6, .columns = 8, .filters = 6, .kernel = 3, .stride = 2, .groups = 3}, more + 1);
    check_convolution<Backend, T>({.channels = 2, .rows = 9, .columns = 8, .filters = 3, .kernel = 3, .dilation = 3},
                                  more + 2);
    check_convolution<Backend, T>({.channels = 4,
                                   .rows = 8,
                                   .columns = 11,
                                   .filters = 2,
                                   .kernel = 4,
                                   .stride = 3,
                                   .pad = 3,
                                   .groups = 2,
                                   .dilation = 2},
                                  more + 3);
}
