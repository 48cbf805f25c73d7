#include <backend/conformance.hpp>
#include <backend/network_gradients.hpp>
#include <backend/products.hpp>

#include <chrnn/backend/cpu/blas_products.hpp>
#include <chrnn/blas.hpp>

TEMPLATE_TEST_CASE("products by BLAS agree with plain loops and give the same bits on any number of threads", "", float,
                   double) {
    check_products<cpu_blas, TestType>();
}

TEST_CASE("a network has the same gradients with products by BLAS") {
    check_network_gradients<cpu_blas, double>(1e-11);
}

TEMPLATE_TEST_CASE("the backend with products by BLAS conforms", "", float, double) { conforms<cpu_blas, TestType>(); }
