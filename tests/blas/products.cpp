#include <backend/products.hpp>
#include <network/networks.hpp>

#include <chrnn/backend/cpu/blas_products.hpp>
#include <chrnn/blas.hpp>

TEMPLATE_TEST_CASE("products by BLAS agree with plain loops and give the same bits on any number of threads", "", float,
                   double) {
    check_products<cpu_blas, TestType>();
}

TEST_CASE("a network has the same gradients with products by BLAS") {
    using net = every_layer<lstm>;
    auto const x = random_images<net, double>(19);
    auto const labels = random_labels<net>(19);
    model<net, cpu, double> one(batch{19}, seed{2}, threads{2});
    model<net, cpu_blas, double> other(batch{19}, seed{2}, threads{2});
    CHECK(training_pass(other, x, labels) == Approx(training_pass(one, x, labels)).epsilon(1e-12));
    double largest = 0, worst = 0;
    for (std::size_t i = 0; i < one.gradients().size(); ++i) {
        largest = std::max(largest, std::abs(one.gradients()[i]));
        worst = std::max(worst, std::abs(one.gradients()[i] - other.gradients()[i]));
    }
    CHECK(largest > 0);
    CHECK(worst < 1e-11 * largest);
}
