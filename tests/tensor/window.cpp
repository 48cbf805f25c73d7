#include <tensor/sample.hpp>

#include <chrnn/tensor/product.hpp>
#include <chrnn/tensor/reduce.hpp>
#include <chrnn/tensor/window.hpp>

using namespace chrnn;
using namespace chrnn::detail;

template <window Window, index_t C, index_t R, index_t S>
void check_patches() {
    auto const image = sample<double, C, R, S>(1);
    auto const expression = patches<Window>(image, -9.0);
    using shape = shape_of<decltype(expression)>;
    static_assert(shape::extent(0) == C && shape::extent(1) == Window.kernel && shape::extent(2) == Window.kernel);
    tensor<double, shape> const all = expression;
    for (index_t c = 0; c < C; ++c)
        for (index_t i = 0; i < Window.kernel; ++i)
            for (index_t j = 0; j < Window.kernel; ++j)
                for (index_t r = 0; r < shape::extent(3); ++r)
                    for (index_t s = 0; s < shape::extent(4); ++s) {
                        index_t const u = r * Window.stride + i - Window.pad, v = s * Window.stride + j - Window.pad;
                        bool const inside = u >= 0 && u < R && v >= 0 && v < S;
                        CHECK(all(c, i, j, r, s) == (inside ? image(c, u, v) : -9.0));
                    }
    // without overhang every window ends inside, and there is no room for another; with it every window begins inside,
    // and another would begin outside or is not needed
    for (auto [extent, count] : {std::pair{R, shape::extent(3)}, std::pair{S, shape::extent(4)}}) {
        index_t const last = (count - 1) * Window.stride + Window.kernel, room = extent + 2 * Window.pad;
        index_t const begin = last - Window.kernel, edge = extent + Window.pad;
        CHECK((Window.overhang ? begin < edge && (last >= room || begin + Window.stride >= edge)
                               : last <= room && room - last < Window.stride));
    }
}

TEST_CASE("patches read the image window by window, and a given number outside") {
    check_patches<window{.kernel = 1}, 2, 3, 4>();
    check_patches<window{.kernel = 3}, 2, 5, 4>();
    check_patches<window{.kernel = 3, .stride = 2}, 1, 8, 7>();
    check_patches<window{.kernel = 3, .stride = 2, .overhang = true}, 2, 8, 7>();
    check_patches<window{.kernel = 2, .stride = 3, .overhang = true}, 1, 6, 5>();
    check_patches<window{.kernel = 3, .stride = 1, .pad = 1}, 2, 4, 5>();
    check_patches<window{.kernel = 5, .stride = 2, .pad = 2}, 1, 3, 6>();
    check_patches<window{.kernel = 4, .stride = 4, .pad = 1}, 1, 6, 2>();
}

TEST_CASE("a convolution is a product with patches, and pooling a maximum over them") {
    auto const image = sample<double, 2, 7, 6>(1);
    auto const weights = sample<double, 3, 2, 3, 3>(2);
    constexpr window at{.kernel = 3, .stride = 2, .pad = 1};
    tensor<double, extents<3, 12>> convolved;
    convolved = matmul(reshape<extents<3, 18>>(weights), reshape<extents<18, 12>>(patches<at>(image)));
    for (index_t f = 0; f < 3; ++f)
        for (index_t r = 0; r < 4; ++r)
            for (index_t s = 0; s < 3; ++s) {
                double sum = 0;
                for (index_t c = 0; c < 2; ++c)
                    for (index_t i = 0; i < 3; ++i)
                        for (index_t j = 0; j < 3; ++j) {
                            index_t const u = 2 * r + i - 1, v = 2 * s + j - 1;
                            if (u >= 0 && u < 7 && v >= 0 && v < 6) sum += weights(f, c, i, j) * image(c, u, v);
                        }
                CHECK(convolved(f, r * 3 + s) == Approx(sum).margin(1e-12));
            }

    tensor<double, extents<2, 3, 3>> pooled;
    pooled = max<1, 2>(
        patches<window{.kernel = 3, .stride = 2, .overhang = true}>(image, -std::numeric_limits<double>::infinity()));
    for (index_t c = 0; c < 2; ++c)
        for (index_t r = 0; r < 3; ++r)
            for (index_t s = 0; s < 3; ++s) {
                double greatest = -10;
                for (index_t u = 2 * r; u < std::min<index_t>(2 * r + 3, 7); ++u)
                    for (index_t v = 2 * s; v < std::min<index_t>(2 * s + 3, 6); ++v)
                        greatest = std::max(greatest, image(c, u, v));
                CHECK(pooled(c, r, s) == greatest);
            }
}
