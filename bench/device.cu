/// Times the hierarchy and the whole C-HLSTM on a CUDA device, beside the rates of matrix products and of copies
/// measured in the same run. Times are medians of repeated runs, and wait for the device only at their ends.
#include <chrnn/cuda.hpp>

#include <algorithm>
#include <cstdio>

using namespace chrnn;

namespace {

/// Seconds that `act` takes on the device: the median of `runs`, after two that do not count.
template <class Backend, class Act>
double seconds(Backend& on, int runs, Act const& act) {
    cudaEvent_t begin, end;
    check(cudaEventCreate(&begin), "create an event");
    check(cudaEventCreate(&end), "create an event");
    std::vector<double> all;
    for (int run = -2; run < runs; ++run) {
        check(cudaEventRecord(begin, on.stream()), "record an event");
        act();
        check(cudaEventRecord(end, on.stream()), "record an event");
        check(cudaEventSynchronize(end), "wait");
        float milliseconds = 0;
        check(cudaEventElapsedTime(&milliseconds, begin, end), "measure");
        if (run >= 0) all.push_back(milliseconds / 1e3);
    }
    check(cudaEventDestroy(begin), "give back an event");
    check(cudaEventDestroy(end), "give back an event");
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

/// Operations a second of a product of 4096 x 4096 matrices.
template <class Backend>
double product_rate() {
    constexpr index_t n = 4096;
    Backend on;
    device_storage<float> a(n * n), b(n * n), c(n * n);
    double const time = seconds(on, 9, [&] {
        on.template multiply<reading::plain, reading::plain, false>(
            1, dense_matrices(c.data(), n, n), dense_matrices(a.data(), n, n), dense_matrices(b.data(), n, n));
    });
    return 2.0 * n * n * n / time;
}
/// Bytes a second that copying within the device reads and writes.
double copy_rate() {
    constexpr index_t n = index_t{1} << 28;
    cuda on;
    device_storage<float> a(n), b(n);
    double const time = seconds(on, 9, [&] {
        check(cudaMemcpyAsync(b.data(), a.data(), n * sizeof(float), cudaMemcpyDeviceToDevice, on.stream()), "copy");
    });
    return 2.0 * n * sizeof(float) / time;
}

constexpr signal four_scales() {
    signal s(256, grid(6));
    for (index_t side : {3, 2, 1}) s.scale[s.scales++] = grid(side);
    return s;
}
struct hierarchy_alone
    : network<input_signal<four_scales()>, hierarchy<lstm, all_directions, linked>, dense<1>, softmax_cross_entropy> {};

template <class Net>
std::vector<float> random_images(index_t samples) {
    std::vector<float> all(static_cast<std::size_t>(samples * Net::input.size()));
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<float>(random_stream{1}.uniform(i)) - 0.5f;
    return all;
}

/// A line: forward and backward of `Net`, with the optimiser's step if `Trains`.
template <class Net, class Backend, bool Trains>
void time_passes(char const* what, index_t samples, double peak) {
    model<Net, Backend> net(batch{samples}, seed{1});
    optimiser learn(net, sgd{.rate = 1e-4});
    auto const images = random_images<Net>(samples);
    std::vector<int> const labels(static_cast<std::size_t>(samples));
    net.want_input_gradient();
    double const time = seconds(net.backend(), 15, [&] {
        if constexpr (Trains)
            learn.train(images, labels, 1e-4);
        else
            net.train(images, labels, nullptr, [] {});
    });
    double const rate = 6.0 * static_cast<double>(multiply_adds<Net>() * samples) / time;
    std::printf("%-12s %-14s %5td %10.3f %12.0f %10.1f %8.1f%%\n", what, std::string(Backend::name).c_str(), samples,
                time * 1e3, static_cast<double>(samples) / time, rate / 1e12, 100 * rate / peak);
    std::fflush(stdout);
}

template <class Backend>
void time_all() {
    double const peak = product_rate<Backend>();
    std::printf("%s: products of 4096 x 4096 at %.1f TFLOP/s\n", std::string(Backend::name).c_str(), peak / 1e12);
    for (index_t samples : {1, 16, 64}) time_passes<hierarchy_alone, Backend, false>("hierarchy", samples, peak);
    time_passes<c_hlstm<205>, Backend, true>("C-HLSTM step", 256, peak);
}

} // namespace

int main() {
    try {
        require_device();
        cudaDeviceProp card;
        check(cudaGetDeviceProperties(&card, 0), "describe the device");
        std::printf("%s, copies at %.0f GB/s\n", card.name, copy_rate() / 1e9);
        std::printf("%-12s %-14s %5s %10s %12s %10s %9s\n", "", "", "batch", "ms", "images/s", "TFLOP/s", "of peak");
        time_all<cuda>();
        time_all<cuda_tf32>();
    } catch (error const& problem) {
        std::fprintf(stderr, "device: %s\n", problem.what());
        return 1;
    }
}
