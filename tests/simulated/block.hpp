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
    static constexpr unsigned warp_size = 32;

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
        for (thread const& one : threads_)
            if (!one.ended) broken("threads of a block wait for each other and will never go on");
    }

    void wait_for_block() { wait(waiting::block); }
    /// What the thread `apart` lanes further in this thread's warp calls it with; a thread's own value if there is
    /// none.
    template <class T>
    T from_lane_below(T value, unsigned apart) {
        unsigned const lane = me_ % warp_size, first = me_ - lane;
        unsigned const turn = threads_[me_].exchanges++ % 2; // two, as others may still read what the last one wrote
        std::memcpy(threads_[me_].sent[turn], &value, sizeof value);
        wait(waiting::warp);
        if (lane + apart < warp_size) std::memcpy(&value, threads_[first + lane + apart].sent[turn], sizeof value);
        return value;
    }

  private:
    enum class waiting { nothing, warp, block };
    struct stack {
        ucontext_t at;
        std::unique_ptr<std::byte[]> room{new std::byte[size]};
        bool used = false;
        static constexpr std::size_t size = 1 << 18;
    };
    struct thread {
        waiting what = waiting::nothing;
        bool ended = false;
        unsigned exchanges = 0;
        stack* on = nullptr;
        alignas(8) std::byte sent[2][8];
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
    void wait(waiting what) {
        threads_[me_].what = what;
        threads_[me_].on = on_;
        swapcontext(&on_->at, &scheduler_);
    }
    /// Whether everybody from thread `begin` to `end` who has not ended waits for `what`, and somebody does.
    bool all_wait(unsigned begin, unsigned end, waiting what) const {
        bool some = false;
        for (unsigned i = begin; i < end; ++i) {
            if (threads_[i].ended) {
                if (what == waiting::warp) return false; // a warp's exchange is by all of its threads
                continue;
            }
            if (threads_[i].what != what) return false;
            some = true;
        }
        return some;
    }
    void release(unsigned begin, unsigned end) {
        for (unsigned number : *order_)
            if (number >= begin && number < end && !threads_[number].ended) {
                threads_[number].what = waiting::nothing;
                become(number);
                resume(*threads_[number].on);
            }
    }
    /// Lets the warps go on, or else the block, that wait for nobody any more; false if there are none.
    bool go_on() {
        auto const count = static_cast<unsigned>(threads_.size());
        bool went = false;
        for (unsigned first = 0; first < count; first += warp_size)
            if (unsigned const end = std::min(first + warp_size, count); all_wait(first, end, waiting::warp)) {
                release(first, end);
                went = true;
            }
        if (!went && all_wait(0, count, waiting::block)) {
            release(0, count);
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
