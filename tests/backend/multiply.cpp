#include <backend/products.hpp>

#include <chrnn/backend/cpu/gemm.hpp>
#include <chrnn/backend/cpu/gemm_dots.hpp>
#include <chrnn/backend/cpu/gemm_tile.hpp>
#include <chrnn/backend/cpu/products.hpp>
#include <chrnn/backend/cpu/worker_scratch.hpp>

TEMPLATE_TEST_CASE("multiply agrees with plain loops and gives the same bits on any number of threads", "", float,
                   double) {
    check_products<cpu, TestType>();
}

TEST_CASE("as many products are done together as keep all threads at work") {
    CHECK(cpu(1).concurrent(4, 1024) == 1);
    CHECK(cpu(2).concurrent(4, 1024) == 1);
    CHECK(cpu(2).concurrent(4, 100) == 2);
    CHECK(cpu(7).concurrent(4, 512) == 4);
    CHECK(cpu(3).concurrent(2, 1) == 2);
}

TEST_CASE("a step of 0 multiplies by the same matrix every time") {
    auto const a = sample<double, 3, 4, 5>(1);
    auto const b = sample<double, 5, 6>(2);
    tensor<double, extents<3, 4, 6>> c;
    cpu on(2);
    matrices<double const> const same{b.span().data(), 5, 6, 6, 0};
    on.multiply<reading::plain, reading::plain, false, double>(3, dense_matrices(c.span().data(), 4, 6),
                                                               dense_matrices(a.span().data(), 4, 5), same);
    for (index_t i = 0; i < 3; ++i)
        for (index_t r = 0; r < 4; ++r)
            for (index_t s = 0; s < 6; ++s) {
                double sum = 0;
                for (index_t k = 0; k < 5; ++k) sum += a(i, r, k) * b(k, s);
                CHECK(c(i, r, s) == Approx(sum).margin(1e-12));
            }
}

TEST_CASE("a product without depth is zero, or adds nothing") {
    std::vector<double> c{1, 2, 3, 4}, none(1);
    cpu on(1);
    matrices<double> const to{c.data(), 2, 2, 2};
    on.multiply<reading::plain, reading::plain, true, double>(1, to, {none.data(), 2, 0, 0}, {none.data(), 0, 2, 2});
    CHECK(c == std::vector<double>{1, 2, 3, 4});
    on.multiply<reading::plain, reading::plain, false, double>(1, to, {none.data(), 2, 0, 0}, {none.data(), 0, 2, 2});
    CHECK(c == std::vector<double>{0, 0, 0, 0});
}
