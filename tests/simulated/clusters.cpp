// That the simulated device is as strict with clusters as it says, and when the CUDA backend runs scans in them.
#include "ends_the_program.hpp"
#include "network/networks.hpp"
#include "newer_devices.hpp"

#include <chrnn/backend/cuda/cluster.hpp>
#include <chrnn/cuda.hpp>
#include <chrnn/train/optimiser.hpp>

#include <catch2/catch.hpp>

#include <cmath>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// Every block writes its number where its neighbour in the cluster takes it, having waited for it or not.
template <bool Waits>
__global__ void pass_on(int* to, int* found) {
    block_cluster const cluster;
    unsigned const first = blockIdx.x - static_cast<unsigned>(cluster.rank());
    if (threadIdx.x == 0) to[blockIdx.x] = static_cast<int>(blockIdx.x) + 1;
    if (Waits) cluster.sync();
    unsigned const neighbour = first + static_cast<unsigned>((cluster.rank() + 1) % cluster.blocks());
    if (threadIdx.x == 0) found[blockIdx.x] = to[neighbour];
    if (Waits) cluster.sync();
    if (threadIdx.x == 0) to[blockIdx.x] = -1;
}
/// What a block finds in its shared memory, having filled it and waited for the others, which do the same.
__global__ void keep_own(float* before, float* after) {
    block_cluster const cluster;
    auto* const room = static_cast<float*>(cluster.shared());
    if (threadIdx.x == 0) before[blockIdx.x] = room[5], room[5] = static_cast<float>(blockIdx.x);
    cluster.sync();
    if (threadIdx.x == 0) after[blockIdx.x] = room[5];
}
__global__ void write_behind(int place) {
    block_cluster const cluster;
    if (threadIdx.x == 0) static_cast<float*>(cluster.shared())[place] = 0;
}
__global__ void wait_for_different_things() {
    block_cluster const cluster;
    if (threadIdx.x == 0)
        cluster.sync();
    else
        cluster.sync_block();
}
__global__ void end_early(int* to) {
    block_cluster const cluster;
    if (cluster.rank() == 0) return;
    cluster.sync();
    if (threadIdx.x == 0) to[blockIdx.x] = 1;
}

/// Launches `blocks` blocks of 32 threads in clusters of `together`, with so much shared memory each.
template <class... Parameters>
void launch_clusters(gpu& on, unsigned blocks, unsigned together, std::size_t bytes, void (*kernel)(Parameters...),
                     std::type_identity_t<Parameters>... arguments) {
    cudaLaunchAttribute size{};
    size.id = cudaLaunchAttributeClusterDimension;
    size.val.clusterDim = {together, 1, 1};
    cudaLaunchConfig_t how{};
    how.gridDim = blocks, how.blockDim = 32, how.dynamicSmemBytes = bytes;
    how.attrs = &size, how.numAttrs = 1;
    launch_blocks(*on.stream(), how, kernel, arguments...);
}
template <class T>
std::vector<T> on_host(gpu& on, device_storage<T> const& numbers) {
    std::vector<T> there(static_cast<std::size_t>(numbers.size()));
    on.download(numbers.data(), std::span(there));
    return there;
}
template <bool Waits>
bool passes_on() {
    gpu on;
    auto numbers = on.take<int>(8, "numbers"), found = on.take<int>(8, "numbers");
    launch_clusters(on, 8, 4, 0, pass_on<Waits>, numbers.data(), found.data());
    return on_host(on, found) == std::vector{2, 3, 4, 1, 6, 7, 8, 5};
}

/// A machine whose devices are older, as long as this lives.
struct older_devices {
    older_devices() { simulated::machine::only().capability = 80; }
    older_devices(older_devices const&) = delete;
    ~older_devices() { simulated::machine::only().capability = 90; }
};

/// A kernel that asks for as much shared memory as its type says, and does nothing.
template <index_t Bytes>
struct idle {
    static constexpr unsigned most_blocks = 16;
    static constexpr index_t shared_bytes(index_t blocks, index_t) { return Bytes / blocks; }
    index_t wanted;
    index_t clusters(index_t at_once) const { return std::min(wanted, at_once); }
    template <class Cluster>
    CHRNN_INLINE void operator()(Cluster const&) const {}
};

template <class Layer>
struct scanned : network<input<3, 3, 4>, Layer, dense<2>, softmax_cross_entropy> {};

/// How many clusters' kernels a step of training launches.
template <class Net, class T = float, class Device = gpu>
int launches_in_clusters(index_t samples) {
    model<Net, Device, T> net(batch{samples}, seed{1});
    auto const& asked = simulated::machine::only().asked;
    int const before = asked.clusters;
    net.forward(random_images<Net, T>(samples), random_labels<Net>(samples));
    net.backward();
    return asked.clusters - before;
}

} // namespace

TEST_CASE_METHOD(simulated::newer_devices,
                 "blocks of a cluster go on together where they wait for each other, and only there") {
    CHECK(passes_on<true>());
    CHECK_FALSE(passes_on<false>());
}
TEST_CASE_METHOD(simulated::newer_devices, "every block has shared memory of its own, which begins as NaNs") {
    gpu on;
    auto before = on.take<float>(8, "numbers"), after = on.take<float>(8, "numbers");
    launch_clusters(on, 8, 8, 24, keep_own, before.data(), after.data());
    for (float one : on_host(on, before)) CHECK(std::isnan(one));
    CHECK(on_host(on, after) == std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7});
}
TEST_CASE_METHOD(simulated::newer_devices, "writing behind a block's shared memory ends the program") {
    gpu on;
    auto const writes = [&](int place) {
        return ends_the_program([&] { launch_clusters(on, 2, 2, 24, write_behind, place), on.wait(); });
    };
    CHECK_FALSE(writes(5));
    CHECK(writes(6));
}
TEST_CASE_METHOD(simulated::newer_devices, "threads of one block that wait for different things end the program") {
    gpu on;
    CHECK(ends_the_program([&] { launch_clusters(on, 2, 2, 0, wait_for_different_things), on.wait(); }));
}
TEST_CASE_METHOD(simulated::newer_devices, "nobody waits for blocks that have ended") {
    gpu on;
    auto found = on.take<int>(3, "numbers");
    launch_clusters(on, 3, 3, 0, end_early, found.data());
    CHECK(on_host(on, found) == std::vector{0, 1, 1});
}
TEST_CASE_METHOD(
    simulated::newer_devices,
    "what a launch in clusters may ask for is what devices have, and more than is usual only when it is allowed") {
    gpu on;
    auto const refused = [&](unsigned blocks, unsigned together, std::size_t bytes) {
        try {
            launch_clusters(on, blocks, together, bytes, write_behind, 0);
        } catch (error const&) {
            return true;
        }
        on.wait();
        return false;
    };
    CHECK_FALSE(refused(8, 8, 48 << 10));
    CHECK(refused(9, 8, 64));
    CHECK(refused(8, 8, (48 << 10) + 16));
    CHECK(refused(16, 16, 64));
    auto const allow = [](cudaFuncAttribute what, int value) {
        return cudaFuncSetAttribute(write_behind, what, value) == cudaSuccess;
    };
    CHECK_FALSE(allow(cudaFuncAttributeMaxDynamicSharedMemorySize, (227 << 10) + 1));
    CHECK(allow(cudaFuncAttributeMaxDynamicSharedMemorySize, 227 << 10));
    CHECK_FALSE(refused(8, 8, 227 << 10));
    CHECK(allow(cudaFuncAttributeNonPortableClusterSizeAllowed, 1));
    CHECK_FALSE(refused(16, 16, 64));
    CHECK(refused(32, 32, 64));
    older_devices const older;
    CHECK(refused(8, 8, 64));
}

TEST_CASE_METHOD(simulated::newer_devices,
                 "a kernel runs in clusters where its shared memory fits, the device has them, and it wants to") {
    gpu on;
    auto& asked = simulated::machine::only().asked;
    int const before = asked.clusters;
    CHECK(on.in_clusters(idle<(16 * 227) << 10>{2}));
    CHECK(asked.clusters == before + 1);
    CHECK_FALSE(on.in_clusters(idle<((16 * 227) << 10) + 16>{2}));
    CHECK_FALSE(on.in_clusters(idle<64>{0}));
    on.use_clusters(false);
    CHECK_FALSE(on.in_clusters(idle<64>{2}));
    on.use_clusters(true);
    int const questions = asked.questions;
    CHECK(on.in_clusters(idle<64>{2}));
    CHECK(asked.questions == questions); // each kernel's are asked once
    older_devices const older;
    gpu elsewhere;
    CHECK_FALSE(elsewhere.in_clusters(idle<64>{2}));
    CHECK(asked.clusters == before + 2);
}
TEST_CASE_METHOD(simulated::newer_devices, "scans of a few samples run in clusters, one launch each way") {
    using net = scanned<recurrence<lstm, all_directions, hidden<16>>>; // in 16 blocks, of which there is room for four
    CHECK(launches_in_clusters<net>(3) == 2);
    CHECK(launches_in_clusters<net>(21) == 2);
    CHECK(launches_in_clusters<net>(22) == 0); // more than 64 rows on the longest front
    CHECK(launches_in_clusters<net, float, gpu_tf32>(3) == 0);
    older_devices const older;
    CHECK(launches_in_clusters<net>(3) == 0);
}
TEST_CASE_METHOD(simulated::newer_devices, "scans whose regions multiply no neighbour's h do not run in clusters") {
    CHECK(launches_in_clusters<scanned<recurrence<selective_scan>>>(3) == 0);
    CHECK(launches_in_clusters<scanned<recurrence<lstm, all_directions, modified>>>(3) == 0);
}
