// That a device rounds factors as its word says, and only those.
#include "parity/agreement.hpp"

using namespace chrnn;

namespace {

std::vector<float> numbers(index_t n, std::uint64_t seed) {
    std::vector<float> all(static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = static_cast<float>(distribution::normal{}(random_stream{seed}, i));
    return all;
}

/// The products of two matrices, read as `A` and `B` say, on a backend.
template <class Backend, reading A, reading B>
std::vector<float> product_on(Backend& on) {
    constexpr index_t rows = 5, depth = 37, columns = 7;
    auto const a = numbers(rows * depth, 1), b = numbers(depth * columns, 2);
    auto const there = [&](std::vector<float> const& all) {
        auto taken = on.template take<float>(std::ssize(all), "numbers");
        on.upload(std::span<float const>(all), taken.data());
        return taken;
    };
    auto const left = there(a), right = there(b);
    auto product = on.template take<float>(rows * columns, "numbers");
    auto const of = [](float const* data, reading as, index_t m, index_t n) {
        return as == reading::plain ? dense_matrices(data, m, n) : dense_matrices(data, n, m);
    };
    on.template multiply<A, B, false, float>(1, dense_matrices(product.data(), rows, columns),
                                             of(left.data(), A, rows, depth), of(right.data(), B, depth, columns));
    std::vector<float> found(static_cast<std::size_t>(rows * columns));
    on.download(product.data(), std::span(found));
    return found;
}

template <class Backend, class Other>
double gap_of_products() {
    Backend one;
    Other other;
    constexpr auto p = reading::plain, t = reading::transposed;
    return std::max({gap(product_on<Backend, p, p>(one), product_on<Other, p, p>(other)),
                     gap(product_on<Backend, p, t>(one), product_on<Other, p, t>(other)),
                     gap(product_on<Backend, t, p>(one), product_on<Other, t, p>(other))});
}

struct small : network<input<2, 6, 6>, conv<4, 3>, rectifier, dense<3>, softmax_cross_entropy> {};

/// What ten steps on a few samples make of the loss.
template <class Backend>
double loss_after_training() {
    model<small, Backend> net(batch{6}, seed{3});
    optimiser learn(net, sgd{.rate = 0.1});
    auto const images = random_images<small, float>(6, 20);
    auto const labels = random_labels<small>(6, 20);
    for (int i = 0; i < 10; ++i) learn.train(images, labels, 0.1);
    learn.check();
    net.forward(images, labels);
    return net.loss();
}

} // namespace

TEST_CASE("factors of bfloat16 are rounded on a device as on the host") {
    CHECK(gap_of_products<cpu_bf16, gpu_bf16>() <= 1e-6);
    double const rounding = gap_of_products<cpu, gpu_bf16>();
    CHECK(rounding > 1e-4);
    CHECK(rounding < 2 * std::ldexp(1., -8)); // each factor is off by half of that
}
TEST_CASE("factors of TF32 are off by a part in two thousand at most") {
    double const rounding = gap_of_products<cpu, gpu_tf32>();
    CHECK(rounding > 1e-5);
    CHECK(rounding < 2 * std::ldexp(1., -11));
}
TEST_CASE("nothing is rounded in double") {
    model<small, cpu, double> host(batch{2}, seed{1});
    model<small, gpu_bf16, double> device(batch{2}, seed{1});
    auto const images = random_images<small, double>(2, 5);
    CHECK(gap(host.predict(images), device.predict(images)) <= 1e-12);
}
TEST_CASE("a network learns with rounded factors what it learns without") {
    double const exact = loss_after_training<gpu>();
    CHECK(exact < 0.9);
    CHECK(std::abs(loss_after_training<gpu_bf16>() - exact) < 0.02);
    CHECK(std::abs(loss_after_training<gpu_tf32>() - exact) < 0.005);
}
