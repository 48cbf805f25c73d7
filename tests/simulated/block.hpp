/// A block of the simulated device: threads that run one after another until they wait for each other.
#pragma once

#include "memory.hpp"

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

/// Runs the threads of a block in any order. A thread that waits leaves its stack where it is, and others go on; so a
/// thread takes a stack of its own only if it waits.
class block {
  public:
    static block& running() {
        static block& only = *new block; // never destroyed: threads may still be on its stacks when the program ends
        return only;
    }

    /// Calls `body` as every thread of a block of `extent`, in the order of the numbers `order`.
    void run(dim3 extent, std::vector<unsigned> const& order, std::function<void()> const& body) {
        blockDim = extent, body_ = &body, order_ = &order, next_ = 0;
        threads_.assign(order.size(), {});
        while (next_ < order.size()) resume(unused_stack());
        while (go_on()) {
        }
    }

    /// Returns once every thread of the block that has not ended waits, too.
    void wait_for_block() {
        threads_[me_].on = on_;
        swapcontext(&on_->at, &scheduler_);
    }

  private:
    struct stack {
        ucontext_t at;
        std::unique_ptr<std::byte[]> room{new std::byte[size]};
        bool used = false;
        static constexpr std::size_t size = 1 << 18;
    };
    struct thread {
        bool ended = false;
        stack* on = nullptr;
    };

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
            getcontext(&one.at);
            one.at.uc_stack.ss_sp = one.room.get();
            one.at.uc_stack.ss_size = stack::size;
            one.at.uc_link = &scheduler_;
            makecontext(
                &one.at, [] { running().begin_threads(); }, 0);
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
