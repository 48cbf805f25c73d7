/// A cluster of the simulated device: blocks that run one after another until they wait for each other.
#pragma once

#include "block.hpp"
#include "order.hpp"

namespace simulated {

/// Runs the blocks of a cluster in any order, another one after each time that they have waited for each other. A
/// block without others is a cluster, too.
class cluster {
  public:
    static cluster& running() {
        static cluster& only = *new cluster; // as its blocks, it is never destroyed
        return only;
    }

    unsigned blocks() const { return static_cast<unsigned>(members_.size()); }
    /// The number of the block that runs among those of its cluster.
    unsigned rank() const { return rank_; }

    /// Calls `body` as every thread of the blocks numbered `first`, `first` + 1, ... in a grid of `grid`.
    void run(unsigned first, unsigned blocks, dim3 grid, dim3 threads, std::size_t shared_bytes, order& in,
             std::function<void()> const& body) {
        gridDim = grid, threads_ = threads, body_ = &body;
        members_.clear();
        for (unsigned number = first; number < first + blocks; ++number)
            members_.push_back({{number % grid.x, number / grid.x % grid.y, number / grid.x / grid.y},
                                in.of(threads.x * threads.y * threads.z),
                                shared_memory(shared_bytes)});
        while (blocks_.size() < blocks) blocks_.push_back(std::make_unique<fiber>());
        for (unsigned i = 0; i < blocks; ++i) blocks_[i]->on.begin([] { running().run_block(); }, scheduler_);
        for (bool any = true; std::exchange(any, false);)
            for (unsigned i : in.of(blocks))
                if (!members_[i].ended) any = true, go_on(i);
    }

  private:
    struct member {
        uint3 index;
        std::vector<unsigned> order;
        shared_memory shared;
        bool ended = false;
    };
    struct fiber {
        simulated::block block;
        stack on;
    };

    /// Lets a block run until it waits for the others, or ends.
    void go_on(unsigned i) {
        rank_ = i, block::now() = &blocks_[i]->block;
        members_[i].shared.come();
        swapcontext(&scheduler_, &blocks_[i]->on.at);
        members_[i].shared.go();
    }
    void run_block() {
        unsigned const me = rank_;
        member& mine = members_[me];
        blocks_[me]->block.run(mine.index, threads_, mine.order, *body_,
                               [&] { swapcontext(&blocks_[me]->on.at, &scheduler_); });
        mine.ended = true;
    }

    dim3 threads_;
    std::function<void()> const* body_ = nullptr;
    unsigned rank_ = 0;
    std::vector<member> members_;
    std::vector<std::unique_ptr<fiber>> blocks_;
    ucontext_t scheduler_;
};

} // namespace simulated
