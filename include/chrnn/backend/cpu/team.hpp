/// A team of threads that stays alive between the pieces of work it shares.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif

namespace chrnn::CHRNN_ABI::detail {

/// Shares numbered tasks among threads: each has its own part of the numbers, the same in every run of as many tasks,
/// so that it finds in its cache what it worked on before; one that is done takes over from the others. What a task
/// computes may depend on its number and not on the thread, so that results are the same bits for any number of
/// threads. One caller at a time.
class team {
  public:
    /// `threads` in all, the caller among them; 0 means one per processor that the caller may run on. Throws when there
    /// are not that many.
    explicit team(index_t threads = 0) : count(threads == 0 ? processors() : threads) {
        if (threads < 0) fail("a team cannot have ", threads, " threads");
        parts = std::make_unique<part[]>(static_cast<std::size_t>(count));
        try {
            for (index_t worker = 1; worker < count; ++worker) helpers.emplace_back([this, worker] { serve(worker); });
        } catch (std::exception const&) {
            dismiss();
            fail<shortage>("only ", helpers.size() + 1, " of ", count, " threads could be started");
        }
    }
    team(team const&) = delete;
    team& operator=(team const&) = delete;
    ~team() { dismiss(); }

    index_t threads() const { return count; }
    /// Those that the caller may run on: its share, where mpirun, Slurm or taskset have divided the machine.
    static index_t processors() {
#if defined(__linux__)
        cpu_set_t ours;
        if (::sched_getaffinity(0, sizeof ours, &ours) == 0) return CPU_COUNT(&ours);
#endif
        auto const n = static_cast<index_t>(std::thread::hardware_concurrency());
        return n > 0 ? n : 1;
    }

    /// Calls `task(number, worker)` for every number below `tasks`, `worker` below threads(); returns when all are
    /// done. `task` must not throw.
    template <class Task>
    void run(index_t tasks, Task const& task) {
        if (count == 1 || tasks <= 1) {
            for (index_t number = 0; number < tasks; ++number) task(number, index_t{0});
            return;
        }
        context = &task;
        body = [](void const* what, index_t number, index_t worker) {
            (*static_cast<Task const*>(what))(number, worker);
        };
        for (index_t worker = 0; worker < count; ++worker) {
            part& own = parts[static_cast<std::size_t>(worker)];
            own.next.store(tasks * worker / count, std::memory_order_relaxed);
            own.end = tasks * (worker + 1) / count;
        }
        busy.store(count - 1, std::memory_order_relaxed);
        start();
        work(0);
        wait_while([&] { return busy.load(std::memory_order_acquire) != 0; }, busy);
    }

  private:
    static constexpr int spins = 4000; ///< looks before a waiting thread goes to sleep

    void dismiss() {
        body = nullptr;
        start();
        for (auto& helper : helpers) helper.join();
    }
    void start() {
        round.fetch_add(1, std::memory_order_release);
        round.notify_all();
    }
    void work(index_t worker) {
        for (index_t k = 0; k < count; ++k) {
            part& one = parts[static_cast<std::size_t>((worker + k) % count)];
            for (index_t number; (number = one.next.fetch_add(1, std::memory_order_relaxed)) < one.end;)
                body(context, number, worker);
        }
    }
    void serve(index_t worker) {
        for (index_t seen = 0;; ++seen) {
            wait_while([&] { return round.load(std::memory_order_acquire) == seen; }, round);
            if (!body) return;
            work(worker);
            if (busy.fetch_sub(1, std::memory_order_acq_rel) == 1) busy.notify_all();
        }
    }
    /// Spins for a moment, then sleeps until `changing` changes, while `pending()`.
    template <class Pending>
    static void wait_while(Pending pending, std::atomic<index_t> const& changing) {
        for (int look = 0; look < spins; ++look) {
            if (!pending()) return;
#if defined(__x86_64__)
            __builtin_ia32_pause();
#endif
        }
        while (true) {
            index_t const value = changing.load(std::memory_order_acquire);
            if (!pending()) return;
            changing.wait(value, std::memory_order_acquire);
        }
    }

    /// The numbers that one thread begins with.
    struct alignas(alignment) part {
        std::atomic<index_t> next{0};
        index_t end = 0;
    };

    index_t count;
    std::unique_ptr<part[]> parts;
    void const* context = nullptr;
    void (*body)(void const*, index_t, index_t) = nullptr;
    alignas(alignment) std::atomic<index_t> busy{0};
    alignas(alignment) std::atomic<index_t> round{0};
    std::vector<std::thread> helpers;
};

} // namespace chrnn::CHRNN_ABI::detail
