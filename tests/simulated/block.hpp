/// A block of the simulated device: threads that run one after another until they wait for each other.
#pragma once

#include "shared_memory.hpp"

#include <ucontext.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

struct uint3 {
    unsigned x, y, z;
};
struct dim3 {
    unsigned x, y, z;
    constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};

// What a kernel knows of itself.
inline uint3 threadIdx, blockIdx;
inline dim3 blockDim, gridDim;

namespace simulated {

/// What runs on a stack of its own, and where it left off.
struct stack {
    ucontext_t at;
    std::unique_ptr<std::byte[]> room{new std::byte[size]};
    bool used = false;
    static constexpr std::size_t size = 1 << 18;

    /// Begins `act` at the next switch to it; `then` goes on when it returns.
    void begin(void (*act)(), ucontext_t& then) {
        getcontext(&at);
        at.uc_stack.ss_sp = room.get();
        at.uc_stack.ss_size = size;
        at.uc_link = &then;
        makecontext(&at, act, 0);
    }
};

/// Runs the threads of a block in any order. A thread that waits leaves its stack where it is, and others go on; so a
/// thread takes a stack of its own only if it waits.
class block {
  public:
    static block& running() { return *now(); }
    /// Which block that is. (Blocks are never destroyed: threads may still be on their stacks when the program ends.)
    static block*& now() {
        static block* one = nullptr;
        return one;
    }

    /// Calls `body` as every thread of a block of `extent`, in the order of the numbers `order`. When all of them wait
    /// for the cluster, so does `wait_for_cluster`.
    void run(uint3 index, dim3 extent, std::vector<unsigned> const& order, std::function<void()> const& body,
             std::function<void()> const& wait_for_cluster) {
        index_ = index, blockDim = extent, body_ = &body, order_ = &order, next_ = 0;
        threads_.assign(order.size(), {});
        while (next_ < order.size()) resume(unused_stack());
        for (;;) {
            if (everybody_waits_for_cluster()) wait_for_cluster();
            if (!go_on()) return;
        }
    }

    /// Returns once every thread of the block that has not ended waits, too.
    void wait_for_block() { wait(false); }
    /// Returns once every thread of the cluster that has not ended waits, too.
    void wait_for_cluster() { wait(true); }

  private:
    struct thread {
        bool ended = false, waits_for_cluster = false;
        stack* on = nullptr;
    };

    void wait(bool for_cluster) {
        threads_[me_].on = on_;
        threads_[me_].waits_for_cluster = for_cluster;
        swapcontext(&on_->at, &scheduler_);
    }
    bool everybody_waits_for_cluster() const {
        auto const waiting = [this](bool for_cluster) {
            return std::ranges::any_of(
                threads_, [=](thread const& one) { return !one.ended && one.waits_for_cluster == for_cluster; });
        };
        if (waiting(true) && waiting(false)) broken("of one block some threads wait for it, others for its cluster");
        return waiting(true);
    }
    stack& unused_stack() {
        for (; free_ < stacks_.size(); ++free_)
            if (!stacks_[free_]->used) return *stacks_[free_];
        stacks_.push_back(std::make_unique<stack>());
        return *stacks_.back();
    }
    /// Lets whoever is on `one` run until it waits, or, if nobody is, threads that have not begun.
    void resume(stack& one) {
        on_ = &one;
        if (!one.used) {
            one.used = true;
            one.begin([] { running().begin_threads(); }, scheduler_);
        }
        swapcontext(&scheduler_, &one.at);
    }
    void begin_threads() {
        stack& mine = *on_;
        while (next_ < order_->size()) {
            become((*order_)[next_++]);
            (*body_)();
            threads_[me_].ended = true;
        }
        mine.used = false;
        free_ = 0;
    }
    void become(unsigned number) {
        me_ = number;
        blockIdx = index_;
        threadIdx = {number % blockDim.x, number / blockDim.x % blockDim.y, number / blockDim.x / blockDim.y};
    }
    /// Lets the threads go on that have not ended, all of which wait; false if there are none.
    bool go_on() {
        bool went = false;
        for (unsigned number : *order_)
            if (thread& one = threads_[number]; !one.ended) {
                become(number);
                resume(*one.on);
                went = true;
            }
        return went;
    }

    uint3 index_{};
    std::function<void()> const* body_ = nullptr;
    std::vector<unsigned> const* order_ = nullptr;
    std::size_t next_ = 0, free_ = 0;
    unsigned me_ = 0;
    std::vector<thread> threads_;
    std::vector<std::unique_ptr<stack>> stacks_;
    stack* on_ = nullptr;
    ucontext_t scheduler_;
};

} // namespace simulated
