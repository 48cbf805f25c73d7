#include "backend/conformance.hpp"

#include <backend/network_gradients.hpp>
#include <backend/products.hpp>

TEST_CASE("products of bfloat16 factors agree with plain loops and give the same bits on any number of threads") {
    check_products<cpu_bf16, float>();
    check_readings<cpu_bf16, float>(1, 15, 2051, 35); // several blocks of the depth, the last of an odd one
}

TEST_CASE("convolutions of bfloat16 factors agree with plain loops, the same bits on any number of threads") {
    check_convolutions<cpu_bf16, float>();
    // several blocks of the depth, of channels and of columns; more filters than a tile has rows
    check_convolution<cpu_bf16, float>(
        {.channels = 400, .rows = 13, .columns = 15, .filters = 2, .kernel = 3, .pad = 1}, 1);
    check_convolution<cpu_bf16, float>({.channels = 2, .rows = 4, .columns = 5, .filters = 530, .kernel = 2}, 3);
}

TEST_CASE("the backend with bfloat16 factors conforms, and rounds no doubles") {
    conforms<cpu_bf16, float>(3);
    check_readings<cpu_bf16, double>(2, 19, 23, 67);
    check_convolution<cpu_bf16, double>({.channels = 2, .rows = 5, .columns = 7, .filters = 3, .kernel = 3}, 2);
}

TEST_CASE("a network of bfloat16 factors has the gradients of floats but for their rounding, in the same bits on any "
          "number of threads") {
    check_network_gradients<cpu_bf16, float>(0.03); // a factor rounds by 1/512 at most, in nine layers there and back
    using net = every_layer<lstm>;
    auto const x = random_images<net, float>(19);
    auto const labels = random_labels<net>(19);
    std::vector<float> first;
    for (index_t count : {1, 2, 3, 7}) {
        model<net, cpu_bf16> m(batch{19}, seed{2}, threads{count});
        both_passes(m, x, labels);
        auto const found = copy_of(m.gradients());
        if (first.empty()) first = found;
        CHECK(std::memcmp(found.data(), first.data(), first.size() * sizeof(float)) == 0);
    }
    model<net> plain(batch{19}, seed{2}, threads{2});
    both_passes(plain, x, labels);
    CHECK(relative_difference(first, plain.gradients()) > 1e-4); // it did round
}
