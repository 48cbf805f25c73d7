#include "fit/small_scenes.hpp"
#include "fit/thread_group.hpp"
#include "parity/agreement.hpp"

#include <chrnn/fit/fit_samples.hpp>
#include <chrnn/layer/batch_normalisation.hpp>

#if defined(CHRNN_NCCL)
#include <chrnn/nccl.hpp>
#endif

using namespace chrnn;

namespace {

struct normalised
    : network<input<2, 4, 4>, conv<3, 3, pad<1>>, batch_normalisation, dropout<0.3>, dense<2>, softmax_cross_entropy> {
};

samples<int> points() {
    std::vector<std::array<float, 32>> all(26);
    std::vector<int> classes;
    for (std::size_t i = 0; i < all.size(); ++i) {
        random_stream const random{7, i};
        for (std::size_t j = 0; j < 32; ++j) all[i][j] = static_cast<float>(random.uniform(j)) - 0.5f;
        classes.push_back(all[i][0] < all[i][31]);
    }
    return samples<int>(all, classes);
}

#if defined(CHRNN_NCCL)
/// A machine on which so many processes, at most four, have a device each.
struct devices_of_their_own {
    index_t processes = 4;
#if defined(CHRNN_SIMULATED)
    std::uint64_t before = simulated::network::only().bytes;
    devices_of_their_own() { simulated::machine::only().devices = 4; }
    ~devices_of_their_own() {
        simulated::machine::only().devices = 1;
        CHECK(simulated::network::only().bytes > before); // or all has gone through the hosts
    }
#else
    devices_of_their_own() {
        int devices = 0;
        detail::check(cudaGetDeviceCount(&devices), "count the devices");
        processes = std::min(4, devices);
    }
#endif
};
#endif

template <class Backend>
using small_model = model<normalised, Backend, double>;

/// The parameters behind two epochs of 7 batches, in updates of four shards.
template <class Backend>
std::vector<double> trained(small_model<Backend>& net, process_group& group, std::vector<callback*> callbacks = {}) {
    trainer run(net, sgd{.rate = 0.1, .clip = 1}, group);
    fit(run, points(), {.epochs = 2, .progress = progress_style::none, .shards = 4, .callbacks = std::move(callbacks)});
    auto const all = net.parameters_span();
    return {all.begin(), all.end()};
}
/// The same as every process has them, which `train` does.
template <class Train>
std::vector<std::vector<double>> trained_by(index_t processes, Train const& train) {
    std::vector<std::vector<double>> found(static_cast<std::size_t>(processes));
    auto const errors = in_processes(
        processes, [&](process_group& group) { found[static_cast<std::size_t>(group.rank())] = train(group); });
    CHECK(errors == std::vector<std::string>(static_cast<std::size_t>(processes)));
    return found;
}
template <class Backend>
std::vector<double> trained_in_processes(process_group& group) {
    small_model<Backend> net(batch{4}, seed{3});
    return trained(net, group);
}

} // namespace

TEST_CASE("processes with a device each come to the bits of one, which are the CPU's but for rounding") {
    auto const on_host = trained_by(1, trained_in_processes<cpu>).front();
    auto const on_device = trained_by(1, trained_in_processes<gpu>).front();
    CHECK(gap(std::span(on_host), std::span(on_device)) <= 1e-9);
    for (index_t processes : {2, 3})
        for (auto const& one : trained_by(processes, trained_in_processes<gpu>)) CHECK(one == on_device);
#if defined(CHRNN_NCCL)
    devices_of_their_own const machine;
    auto const trained_with_nccl = [](index_t processes, bool any_order) {
        return trained_by(processes, [&](process_group& hosts) {
            dynamic_cast<thread_group&>(hosts).any_order = any_order;
            nccl_processes all(hosts);
            small_model<gpu> net(batch{4}, seed{3}, all.device());
            return trained(net, all);
        });
    };
    for (index_t processes = 1; processes <= machine.processes; ++processes)
        for (auto const& one : trained_with_nccl(processes, false)) CHECK(one == on_device);
    for (auto const& one : trained_with_nccl(machine.processes, true))
        CHECK(gap(std::span(one), std::span(on_device)) <= 1e-9);
#endif
}

#if defined(CHRNN_NCCL)
TEST_CASE("a process that fails ends a training whose gradients go from device to device, and is heard") {
    struct full_disk : callback {
        void after_step(training_moment& now) override {
            if (now.steps >= 8) fail("its disk is full");
        }
    } mishap;
    devices_of_their_own const machine;
    auto const errors = in_processes(machine.processes, [&](process_group& hosts) {
        nccl_processes all(hosts);
        small_model<gpu> net(batch{4}, seed{3}, all.device());
        (void)trained(net, all,
                      all.rank() == machine.processes - 1 ? std::vector<callback*>{&mishap} : std::vector<callback*>{});
    });
    for (auto const& one : errors) CHECK_THAT(one, Catch::EndsWith("its disk is full"));
}
#endif
