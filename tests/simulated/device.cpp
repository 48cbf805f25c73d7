// That the simulated device is as strict as it says, and what only it can tell of the CUDA backend.
#include "ends_the_program.hpp"
#include "fit/small_scenes.hpp"
#include "io/complaint.hpp"
#include "network/networks.hpp"

#include <chrnn/backend/device.hpp>
#include <chrnn/cuda.hpp>
#include <chrnn/train/optimiser.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <latch>
#include <memory>
#include <thread>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

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
    auto found = on.take<int>(64, "numbers");
    launch_blocks(*on.stream(), 1, 64, shift<Waits>, found.data());
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

struct count_visit {
    unsigned char* to;
    CHRNN_INLINE void operator()(index_t, index_t column) const { ++to[column]; }
};

/// A machine of two devices, as long as this lives.
struct two_devices {
    two_devices() { simulated::machine::only().devices = 2; }
    ~two_devices() { simulated::machine::only().devices = 1; }
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
    auto numbers = on.take<int>(16, "numbers");
    CHECK(ends_the_program([&] { numbers.data()[0] = 1; }));
    CHECK_FALSE(ends_the_program([&] { (void)on_host(on, numbers); }));
}
TEST_CASE("nobody can touch what lies behind the device's memory, or was given back") {
    gpu on;
    auto numbers = on.take<int>(16, "numbers");
    CHECK_FALSE(ends_the_program([&] { on.fill(numbers.data(), 16, 1), (void)on_host(on, numbers); }));
    CHECK(ends_the_program([&] { on.fill(numbers.data(), 17, 1), (void)on_host(on, numbers); }));
    int* const before = numbers.data();
    numbers = {};
    CHECK(ends_the_program([&] { on.fill(before, 16, 1), (void)on_host(on, on.take<int>(1, "one")); }));
}
TEST_CASE("a kernel cannot be given the host's memory") {
    gpu on;
    auto numbers = on.take<int>(16, "numbers");
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
    auto numbers = on.take<int>(1, "numbers");
    void* pinned = nullptr;
    check(cudaMallocHost(&pinned, sizeof(int)), "give pinned memory");
    int& found = *static_cast<int*>(pinned) = 0;
    on.fill(numbers.data(), 1, 7);
    check(cudaMemcpyAsync(&found, numbers.data(), sizeof(int), cudaMemcpyDeviceToHost, *on.stream()), "copy");
    auto const order = simulated::machine::only().order.which();
    if (order == simulated::order::eager) CHECK(found == 7);
    if (order == simulated::order::lazy) CHECK(found == 0);
    check(cudaStreamSynchronize(*on.stream()), "wait");
    CHECK(found == 7);
    check(cudaFreeHost(pinned), "free pinned memory");
}
TEST_CASE("a machine without a device, a driver or a new enough one says so in one sentence, and its CPU computes") {
    auto& machine = simulated::machine::only();
    auto const refusal = [&](int devices, int driver) {
        machine.devices = devices, machine.driver = driver;
        std::string const sentence = complaint([] { model<plain_scenes<0.5>, gpu>(batch{1}); });
        model<plain_scenes<0.5>, cpu> host(batch{1});
        CHECK(host.predict(random_images<plain_scenes<0.5>, float>(1)).size() == 8);
        machine.devices = 1, machine.driver = CUDART_VERSION;
        return sentence;
    };
    CHECK(refusal(1, 0) == "there is no CUDA device: no driver is installed");
    CHECK(refusal(1, 12080) == "the CUDA driver is too old: it knows CUDA 12.8, the program was built with 13.0");
    CHECK(refusal(0, CUDART_VERSION) == "there is no CUDA device: no CUDA-capable device is detected");
}
TEST_CASE("a program without code for the device says so in one sentence") {
    auto& machine = simulated::machine::only();
    gpu on;
    auto numbers = on.take<int>(16, "numbers");
    machine.has_code = false;
    std::string const sentence = complaint([&] { on.fill(numbers.data(), 16, 1); });
    machine.has_code = true;
    CHECK(sentence == "the program has no code for this CUDA device: build it with CMAKE_CUDA_ARCHITECTURES=native on "
                      "this machine, or with the number of the device's architecture");
}
TEST_CASE("a table of more columns than blocks can be numbered across is covered once") {
    gpu on;
    index_t const columns = launch_shape::most_across * threads_per_block + 300;
    auto visits = on.take<unsigned char>(columns, "visits");
    on.parallel_for_2d(1, columns, count_visit{visits.data()});
    CHECK(std::ranges::count(on_host(on, visits), 1) == columns);
}
TEST_CASE("models on two devices and in two threads train as one does, whichever device is current elsewhere") {
    two_devices const both;
    using net = plain_scenes<0.5>;
    auto const trained = [](auto... where) {
        auto one = std::make_unique<model<net, gpu>>(batch{4}, seed{1}, where...);
        optimiser learn(*one, sgd{.clip = 2});
        auto const images = random_images<net, float>(4);
        auto const labels = random_labels<net>(4);
        for (int i = 0; i < 4; ++i) learn.train(images, labels, 0.01);
        return one;
    };
    auto const numbers = [](auto const& one) {
        return std::vector(one->parameters_span().begin(), one->parameters_span().end());
    };
    auto const expected = numbers(trained());
    std::unique_ptr<model<net, gpu>> first, second;
    {
        std::jthread const one([&] { first = trained(device{0}); }), other([&] { second = trained(device{1}); });
    } // they are looked at, and end, in another thread
    CHECK(numbers(first) == expected);
    CHECK(numbers(second) == expected);
    int current = -1;
    check(cudaGetDevice(&current), "say which device is used");
    CHECK(current == 0);
    CHECK(complaint([] { model<net, gpu>(batch{1}, seed{1}, device{2}); }) ==
          "there is no CUDA device 2: this machine's are numbered 0 to 1");
}
TEST_CASE("memory and backends come and go in other threads while a capture is being made") {
    gpu on, elsewhere;
    auto number = on.take<int>(1, "a number");
    cuda_capture capture;
    std::jthread other;
    for (int times = 1; times <= 3; ++times) {
        capture.run(on, [&] {
            on.fill(number.data(), 1, times);
            std::jthread([&] { (void)elsewhere.take<int>(8, "numbers"); }).join(); // waits for nobody
            other = std::jthread([] { gpu const short_lived; });                   // waits for the capture
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        });
        CHECK(on_host(on, number) == std::vector<int>{std::min(times, 2)});
    }
}
TEST_CASE("what one thread has computed on a device another can read") {
    tensor<float, extents<64>, gpu> there;
    std::latch computed(1), read(1);
    std::jthread const other([&] {
        there = 3.0f;
        computed.count_down();
        read.wait(); // a thread that ends would wait for its work
    });
    computed.wait();
    tensor<float, extents<64>> const here(there);
    read.count_down();
    CHECK(here(63) == 3.0f);
}
TEST_CASE("while a step is computed, the images of the next are on their way") {
    synthetic_scenes const data(64, 32);
    model<plain_scenes<0.5>, gpu> net(batch{16}, seed{1});
    trainer run(net);
    fit(run, data, {.epochs = 1, .progress = progress_style::none}); // its second step is recorded
    auto& diary = simulated::machine::only().asked.diary;
    diary.clear();
    fit(run, data, {.epochs = 2, .progress = progress_style::none});
    INFO(diary); // the number of steps so far is waited for, then loss, gradients and probabilities of each
    CHECK(diary.starts_with("wuguwwwguwwwguwwwgwww"));
}
TEST_CASE("a recorded step asks for nothing, creates nothing, waits for no stream and launches nothing by itself") {
    using net = stored_network<lstm>;
    model<net, gpu> trained(batch{6}, seed{3});
    optimiser learn(trained, sgd{.clip = 2});
    auto const images = random_images<net, float>(6);
    auto const labels = random_labels<net>(6);
    for (int i = 0; i < 3; ++i) learn.train(images, labels, 0.01);
    auto const before = simulated::machine::only().asked;
    for (int i = 0; i < 3; ++i) learn.train(images, labels, 0.02);
    auto const after = simulated::machine::only().asked;
    CHECK(after.allocations == before.allocations);
    CHECK(after.creations == before.creations);
    CHECK(after.waits == before.waits);
    CHECK(after.launches == before.launches);
    CHECK(after.questions == before.questions);
}
