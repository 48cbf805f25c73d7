// What of the CUDA backend can be checked without a device: its arithmetic on the host.
#include "parity/agreement.hpp"

#include <chrnn/backend/cuda/gemm.hpp>
#include <chrnn/backend/cuda/launch.hpp>
#include <chrnn/backend/cuda/patches.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// Computes a call as cuBLAS would, on the host.
void imitate(gemm_call<double> const& call, bool add) {
    for (index_t i = 0; i < call.count; ++i)
        for (index_t row = 0; row < call.m; ++row)
            for (index_t column = 0; column < call.n; ++column) {
                double& to = call.c[i * call.c_step + column * call.c_leading + row];
                double sum = add ? to : 0;
                for (index_t k = 0; k < call.k; ++k)
                    sum += call.a[i * call.a_step +
                                  (call.transpose_a ? row * call.a_leading + k : k * call.a_leading + row)] *
                           call.b[i * call.b_step +
                                  (call.transpose_b ? k * call.b_leading + column : column * call.b_leading + k)];
                to = sum;
            }
}

std::vector<double> draw(index_t n, std::uint64_t seed) {
    std::vector<double> all(static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = random_stream{seed}.uniform(i) - 0.5;
    return all;
}

template <reading A, reading B, bool Add>
void call_is_right() {
    constexpr index_t count = 3, rows = 4, columns = 5, depth = 6, gap_of_rows = 2;
    auto const place = [](double* data, index_t r, index_t c) {
        return matrices<double>{data, r, c, c + gap_of_rows, r * (c + gap_of_rows) + 3};
    };
    auto a = draw(500, 1), b = draw(500, 2), expected = draw(500, 3);
    auto found = expected;
    auto const left = A == reading::plain ? place(a.data(), rows, depth) : place(a.data(), depth, rows);
    auto const right = B == reading::plain ? place(b.data(), depth, columns) : place(b.data(), columns, depth);
    cpu(1).multiply<A, B, Add>(count, place(expected.data(), rows, columns), left, right);
    imitate(gemm_of<A, B, double>(count, place(found.data(), rows, columns), left, right), Add);
    CHECK(gap(expected, found) < 1e-14);
}

/// Convolution by patches, all on the host, as cuda.hpp does it on the device.
void patches_are_right(convolution c) {
    constexpr index_t n = 2;
    auto const x = draw(n * c.image_size(), 1), d_out = draw(n * c.output_size(), 2);
    std::vector<double> patches(static_cast<std::size_t>(n * c.depth() * c.positions()));
    cpu on(1);
    on.parallel_for_2d(n * c.depth(), c.positions(), images_to_patches<double>{c, x.data(), patches.data()});

    auto const weights = draw(c.filters * c.depth(), 3), bias = draw(c.filters, 4);
    std::vector<double> expected(d_out.size()), found(d_out.size());
    on.convolve(c, n, x.data(), weights.data(), bias.data(), expected.data());
    on.parallel_for_2d(n * c.filters, c.positions(),
                       repeat_bias<double>{bias.data(), found.data(), c.filters, c.positions()});
    on.multiply<reading::plain, reading::plain, true>(
        n, dense_matrices(found.data(), c.filters, c.positions()),
        matrices<double const>{weights.data(), c.filters, c.depth(), c.depth(), 0},
        dense_matrices(patches.data(), c.depth(), c.positions()));
    CHECK(gap(expected, found) < 1e-13);

    std::vector<double> dx(x.size()), gathered(x.size());
    on.convolve_input_gradient(c, n, d_out.data(), weights.data(), dx.data());
    on.multiply<reading::transposed, reading::plain, false>(
        n, dense_matrices(patches.data(), c.depth(), c.positions()),
        matrices<double const>{weights.data(), c.filters, c.depth(), c.depth(), 0},
        dense_matrices(d_out.data(), c.filters, c.positions()));
    on.parallel_for_2d(n * c.channels, c.rows * c.columns,
                       patches_to_images<double>{c, patches.data(), gathered.data()});
    CHECK(gap(dx, gathered) < 1e-13);
}

} // namespace

TEST_CASE("products are called as cuBLAS reads them") {
    call_is_right<reading::plain, reading::plain, false>();
    call_is_right<reading::plain, reading::plain, true>();
    call_is_right<reading::plain, reading::transposed, false>();
    call_is_right<reading::transposed, reading::plain, true>();
    call_is_right<reading::transposed, reading::transposed, false>();
}
TEST_CASE("convolution by patches is convolution") {
    patches_are_right({3, 9, 8, 5, 3, 1, 1});
    patches_are_right({2, 12, 11, 4, 5, 2, 2});
    patches_are_right({2, 16, 13, 3, 7, 3, 0});
    patches_are_right({1, 5, 7, 2, 4, 4, 1});
}
TEST_CASE("launches cover every row and column, and no block is larger than it may be") {
    for (index_t rows : {1, 7, 1000, 2'000'000})
        for (index_t columns : {1, 31, 32, 33, 256, 257, 12'100}) {
            launch_shape const shape(rows, columns);
            CHECK(index_t{shape.grid.x} * shape.block.y >= rows);
            CHECK(index_t{shape.grid.y} * shape.block.x >= columns);
            CHECK(shape.block.x * shape.block.y <= threads_per_block);
            CHECK(shape.grid.y <= 65535);
        }
    CHECK(launch_shape(1, index_t{65535} * threads_per_block + 1).grid.y == 65535); // threads take two columns each
}
TEST_CASE("formulas and cells that nvcc compiled compute on the host what g++ compiled") {
    // The oracle's hierarchy is g++'s; here nvcc's own host code of the same kernels is checked against differences.
    CHECK(check_gradient<hierarchy<lstm, all_directions, linked>,
                         [] {
                             feature_shape s(3, 3, 2);
                             s.scale[s.scales++] = grid(2, 1);
                             return s;
                         }()>()
              .within(1e-7));
    CHECK(check_gradient<recurrence<gru>, feature_shape(3, 2, 3)>().within(1e-7));
}
TEST_CASE("where there is no device, one sentence says so") {
    if (missing_device().empty()) return;
    CHECK(missing_device().find('\n') == std::string::npos);
    CHECK_THROWS_WITH(gpu(), Catch::Contains("CUDA"));
}
