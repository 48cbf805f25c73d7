#include <backend/conformance.hpp>
#include <backend/network_gradients.hpp>

#include <chrnn/backend/cpu/onednn_convolutions.hpp>
#include <chrnn/backend/cpu/onednn_operand.hpp>
#include <chrnn/backend/cpu/onednn_pass.hpp>
#include <chrnn/backend/cpu/onednn_scratch.hpp>
#include <chrnn/backend/cpu/openmp_thread.hpp>
#include <chrnn/onednn.hpp>

TEMPLATE_TEST_CASE("convolutions by oneDNN agree with plain loops and give the same bits on any number of threads", "",
                   float, double) {
    check_convolutions<cpu_onednn, TestType>();  // by the backend that it improves
    check_convolutions<cpu_onednn, TestType>(4); // a group by oneDNN, and images left over
}

TEST_CASE("groups of images by oneDNN, and those left over, agree with plain loops") {
    convolution const strided{.channels = 3, .rows = 9, .columns = 8, .filters = 5, .kernel = 5, .stride = 2, .pad = 1};
    for (index_t samples : {3, 4, 7, 23, 70, 150}) check_convolution<cpu_onednn, float>(strided, samples);
    // channels and filters that Winograd's method takes, and one that it does not
    convolution const square{.channels = 32, .rows = 7, .columns = 6, .filters = 48, .kernel = 3, .pad = 1};
    for (index_t samples : {4, 33}) check_convolution<cpu_onednn, float>(square, samples);
    check_convolution<cpu_onednn, float>({.channels = 32, .rows = 5, .columns = 9, .filters = 19, .kernel = 3}, 8);
}

TEST_CASE("of images too large for a group of four, groups have fewer") {
    check_convolution<cpu_onednn, float>({.channels = 1, .rows = 1500, .columns = 1500, .filters = 2, .kernel = 1}, 3);
}

TEST_CASE("OpenMP is kept to one thread, and then has as many as before") {
    REQUIRE(chrnn::detail::openmp_thread::found());
    auto const most = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "omp_get_max_threads"));
    auto const set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
    int const before = most();
    set(5);
    {
        chrnn::detail::openmp_thread const alone;
        CHECK(most() == 1);
    }
    CHECK(most() == 5);
    set(before);
}

TEST_CASE("a network has the same gradients with convolutions by oneDNN") {
    check_network_gradients<cpu_onednn, float>(5e-5);
}

TEMPLATE_TEST_CASE("the backend with convolutions by oneDNN conforms", "", float, double) {
    conforms<cpu_onednn, TestType>();
}

TEST_CASE("a pass that oneDNN was asked for before is used again, also after others") {
    convolution const wide{.channels = 2, .rows = 6, .columns = 5, .filters = 3, .kernel = 3, .pad = 1};
    convolution const narrow{.channels = 2, .rows = 6, .columns = 5, .filters = 3, .kernel = 3};
    auto const x = drawn<float>(8 * wide.image_size(), 1), weights = drawn<float>(wide.filters * wide.depth(), 2),
               bias = drawn<float>(wide.filters, 3);
    cpu_onednn on(2);
    auto const out = [&](convolution const& c, index_t samples) {
        std::vector<float> y(place(samples * c.output_size()));
        on.convolve(c, samples, x.data(), weights.data(), bias.data(), y.data());
        return y;
    };
    auto const padded = out(wide, 8), valid = out(narrow, 8), half = out(wide, 4);
    CHECK(out(wide, 8) == padded);
    CHECK(out(narrow, 8) == valid);
    CHECK(out(wide, 4) == half);
    CHECK(std::equal(half.begin(), half.end(), padded.begin()));
}
