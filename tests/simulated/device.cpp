// That the simulated device is as strict as it says, and what only it can tell of the CUDA backend.
#include "fit/small_scenes.hpp"
#include "io/complaint.hpp"
#include "network/networks.hpp"

#include <chrnn/cuda.hpp>
#include <chrnn/train/optimiser.hpp>

#include <catch2/catch.hpp>

#include <csignal>
#include <cstdio>

#include <sys/wait.h>
#include <unistd.h>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// Whether `act` ends the process that does it.
template <class Act>
bool ends_the_program(Act const& act) {
    pid_t const child = fork();
    if (child == 0) {
        for (int deadly : {SIGSEGV, SIGABRT}) std::signal(deadly, SIG_DFL); // not Catch2's
        (void)!std::freopen("/dev/null", "w", stderr);
        act();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status);
}

/// Every thread puts its number into shared memory and takes that of its neighbour, having waited for it or not.
template <bool Waits>
__global__ void shift(int* to) {
    __shared__ int numbers[64];
    numbers[threadIdx.x] = static_cast<int>(threadIdx.x);
    if (Waits) __syncthreads();
    to[threadIdx.x] = numbers[(threadIdx.x + 1) % 64];
    if (Waits) __syncthreads();
    numbers[threadIdx.x] = -1;
}
template <bool Waits>
bool shifts() {
    gpu on;
    device_storage<int> found(64);
    launch_blocks(on.stream(), 1, 64, shift<Waits>, found.data());
    std::vector<int> there(64);
    on.download(found.data(), std::span(there));
    bool all = true;
    for (int i = 0; i < 64; ++i) all &= there[static_cast<std::size_t>(i)] == (i + 1) % 64;
    return all;
}
struct copy_number {
    int const* from;
    int* to;
    CHRNN_INLINE void operator()(index_t i) const { to[i] = from[i]; }
};

template <class T>
std::vector<T> on_host(gpu& on, device_storage<T> const& numbers) {
    std::vector<T> there(static_cast<std::size_t>(numbers.size()));
    on.download(numbers.data(), std::span(there));
    return there;
}

} // namespace

TEST_CASE("the host cannot touch the device's memory") {
    gpu on;
    device_storage<int> numbers(16);
    CHECK(ends_the_program([&] { numbers.data()[0] = 1; }));
    CHECK_FALSE(ends_the_program([&] { (void)on_host(on, numbers); }));
}
TEST_CASE("nobody can touch what lies behind the device's memory, or was given back") {
    gpu on;
    device_storage<int> numbers(16);
    CHECK_FALSE(ends_the_program([&] { on.fill(numbers.data(), 16, 1), (void)on_host(on, numbers); }));
    CHECK(ends_the_program([&] { on.fill(numbers.data(), 17, 1), (void)on_host(on, numbers); }));
    int* const before = numbers.data();
    numbers = {};
    CHECK(ends_the_program([&] { on.fill(before, 16, 1), (void)on_host(on, device_storage<int>(1)); }));
}
TEST_CASE("a kernel cannot be given the host's memory") {
    gpu on;
    device_storage<int> numbers(16);
    int const host[16]{};
    CHECK(ends_the_program([&] {
              on.parallel_for(16, 1, copy_number{host, numbers.data()});
          }) == simulated::knows_padding);
}
TEST_CASE("threads go on together where they wait for each other, and only there") {
    CHECK(shifts<true>());
    CHECK_FALSE(shifts<false>());
}
TEST_CASE("work that nobody waits for is done when the order says so") {
    gpu on;
    device_storage<int> numbers(1);
    void* pinned = nullptr;
    check(cudaMallocHost(&pinned, sizeof(int)), "give pinned memory");
    int& found = *static_cast<int*>(pinned) = 0;
    on.fill(numbers.data(), 1, 7);
    check(cudaMemcpyAsync(&found, numbers.data(), sizeof(int), cudaMemcpyDeviceToHost, on.stream()), "copy");
    auto const order = simulated::device::only().order.which();
    if (order == simulated::order::eager) CHECK(found == 7);
    if (order == simulated::order::lazy) CHECK(found == 0);
    check(cudaStreamSynchronize(on.stream()), "wait");
    CHECK(found == 7);
    check(cudaFreeHost(pinned), "free pinned memory");
}
TEST_CASE("a machine without a device, a driver or a new enough one says so in one sentence, and its CPU computes") {
    auto& device = simulated::device::only();
    auto const refusal = [&](int devices, int driver) {
        device.devices = devices, device.driver = driver;
        std::string const sentence = complaint([] { model<plain_scenes<0.5>, gpu>(batch{1}); });
        model<plain_scenes<0.5>, cpu> host(batch{1});
        CHECK(host.predict(random_images<plain_scenes<0.5>, float>(1)).size() == 8);
        device.devices = 1, device.driver = CUDART_VERSION;
        return sentence;
    };
    CHECK(refusal(1, 0) == "there is no CUDA device: no driver is installed");
    CHECK(refusal(1, 12080) == "the CUDA driver is too old: it knows CUDA 12.8, the program was built with 13.0");
    CHECK(refusal(0, CUDART_VERSION) == "there is no CUDA device: no CUDA-capable device is detected");
}
TEST_CASE("while a step is computed, the images of the next are on their way") {
    synthetic_scenes const data(64, 32);
    model<plain_scenes<0.5>, gpu> net(batch{16}, seed{1});
    trainer run(net);
    fit(run, data, {.epochs = 1, .progress = progress_style::none}); // its second step is recorded
    auto& diary = simulated::device::only().asked.diary;
    diary.clear();
    fit(run, data, {.epochs = 2, .progress = progress_style::none});
    INFO(diary); // loss, gradients and probabilities are waited for
    CHECK(diary.starts_with("uguwwwguwwwguwwwgwww"));
}
TEST_CASE("a recorded step asks for no memory, creates nothing, waits for no stream and launches nothing by itself") {
    using net = stored_network<lstm>;
    model<net, gpu> trained(batch{6}, seed{3});
    optimiser learn(trained, sgd{.clip = 2});
    auto const images = random_images<net, float>(6);
    auto const labels = random_labels<net>(6);
    for (int i = 0; i < 3; ++i) learn.train(images, labels, 0.01);
    auto const before = simulated::device::only().asked;
    for (int i = 0; i < 3; ++i) learn.train(images, labels, 0.02);
    auto const after = simulated::device::only().asked;
    CHECK(after.allocations == before.allocations);
    CHECK(after.creations == before.creations);
    CHECK(after.waits == before.waits);
    CHECK(after.launches == before.launches);
}
