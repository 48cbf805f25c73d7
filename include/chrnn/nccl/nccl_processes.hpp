/// NCCL processes: a process group with a CUDA device each, between which NCCL carries gradients.
#pragma once

#include <chrnn/backend/device.hpp>
#include <chrnn/nccl/nccl_communicator.hpp>
#include <chrnn/nccl/own_device.hpp>

#include <cstring>
#include <optional>

namespace chrnn::CHRNN_ABI {

struct nccl_options {
    /// How long a process waits for others before it gives up.
    std::chrono::duration<double> patience = std::chrono::minutes(10);
};

/// The processes of another group, which carries what hosts tell each other and says whether sums may be in any order:
///
///     mpi_processes all;
///     nccl_processes cards(all);
///     model<scenes, gpu> net(batch{32}, seed{1}, cards.device());
///     trainer run(net, sgd{.rate = 0.01}, cards);
///
/// Outlives models and trainers, and the other group outlives it. One thread at a time may use it.
class nccl_processes : public process_group, public detail::device_messages {
  public:
    using options = nccl_options;

    /// Every process gets a device of its machine. Throws when there are too few, and when NCCL cannot begin.
    explicit nccl_processes(process_group& hosts, options const& how = {})
        : hosts_(hosts), how_(how), device_{detail::own_device(hosts)} {
        if (size() == 1) return;
        detail::on_device const here(device_.number);
        ncclUniqueId id{};
        if (rank() == 0) detail::check(ncclGetUniqueId(&id));
        // As bytes: nvcc does not get over a vector of them, whose type has a name only by a typedef.
        auto const everybodys = detail::gather_bytes(hosts, std::as_bytes(std::span(&id, 1)));
        std::memcpy(&id, everybodys.data(), sizeof id);
        or_give_up([&] {
            between_.emplace(id, size(), rank(), device_.number);
            settle();
        });
        detail::check(cudaEventCreateWithFlags(&done_, cudaEventDisableTiming), "create an event");
    }
    ~nccl_processes() override {
        if (std::uncaught_exceptions() > exceptions_) give_up();
        if (done_) (void)cudaEventDestroy(done_);
    }
    nccl_processes(nccl_processes const&) = delete;
    nccl_processes& operator=(nccl_processes const&) = delete;

    chrnn::device device() const { return device_; } ///< of this process, for its models

    index_t size() const override { return hosts_.size(); }
    index_t rank() const override { return hosts_.rank(); }
    std::unique_ptr<exchange> begin(std::span<outgoing const> sent, std::span<incoming const> received,
                                    int channel) override {
        return hosts_.begin(sent, received, channel);
    }
    bool adds_in_any_order() const override { return hosts_.adds_in_any_order(); }
    std::unique_ptr<exchange> begin_sum(std::span<float> numbers) override { return hosts_.begin_sum(numbers); }
    std::unique_ptr<exchange> begin_sum(std::span<double> numbers) override { return hosts_.begin_sum(numbers); }
    void listen() override { hosts_.listen(); }
    bool leave(std::string_view why) noexcept override { return hosts_.leave(why); }

  private:
    void put(std::span<outgoing const> sent, std::span<incoming const> received,
             detail::device_stream const& on) override {
        ask(on, [&](detail::nccl_communicator& all) { all.put(sent, received, on); });
    }
    void put_sum(std::span<float> numbers, detail::device_stream const& on) override {
        ask(on, [&](detail::nccl_communicator& all) { all.put_sum(numbers, on); });
    }
    void put_sum(std::span<double> numbers, detail::device_stream const& on) override {
        ask(on, [&](detail::nccl_communicator& all) { all.put_sum(numbers, on); });
    }
    void wait(detail::device_stream const& on) override {
        ask(on, [&](detail::nccl_communicator& all) {
            detail::check(cudaEventRecord(done_, on), "record an event");
            wait_until([&] {
                cudaError_t const state = cudaEventQuery(done_);
                if (state == cudaErrorNotReady)
                    (void)cudaGetLastError(); // it is no error of a later call
                else
                    detail::check(state, "add up gradients");
                return all.settled() && state == cudaSuccess;
            });
        });
    }

    template <class Act>
    void ask(detail::device_stream const& on, Act const& act) {
        if (!between_) fail("the devices of the processes have given each other up");
        if (on.device() != device_.number)
            fail("the model of process ", rank(), " is on CUDA device ", on.device(), ", not on ", device_.number,
                 ": give it the process's device()");
        detail::on_device const here(device_.number);
        or_give_up([&] {
            act(*between_);
            settle();
        });
    }
    /// Whatever goes wrong, nothing stays on a stream that would be waited for in vain.
    template <class Act>
    void or_give_up(Act const& act) {
        try {
            act();
        } catch (...) {
            give_up();
            throw;
        }
    }
    void settle() {
        wait_until([&] { return between_->settled(); });
    }
    /// Throws when another process has left, or does not come for too long.
    template <class Reached>
    void wait_until(Reached const& reached) {
        using clock = std::chrono::steady_clock;
        auto const begin = clock::now();
        for (int turn = 0; !reached(); ++turn) {
            hosts_.listen();
            if (clock::now() - begin > how_.patience)
                fail("the devices of ", size(), " processes have not answered each other for ", how_.patience.count(),
                     " s");
            if (turn > 100) std::this_thread::yield();
        }
    }
    void give_up() noexcept {
        if (between_) between_->abort();
        between_.reset();
    }

    process_group& hosts_;
    options how_;
    chrnn::device device_;
    int exceptions_ = std::uncaught_exceptions();
    cudaEvent_t done_ = nullptr;
    std::optional<detail::nccl_communicator> between_; ///< none where a process is alone, and once they were given up
};

} // namespace chrnn::CHRNN_ABI
