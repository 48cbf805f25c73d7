/// The growth record: what a training on a device takes, from its beginning to its end.
#pragma once

#include "../../tests/process_memory.hpp"

#include <chrnn/backend/cuda/check.hpp>
#include <chrnn/fit/callback.hpp>

#include <algorithm>
#include <chrono>

/// Every tenth of a training: the median of its steps, and the memory behind it.
struct growth_record : chrnn::callback {
    struct tenth {
        double seconds;
        long host, device;
    };
    explicit growth_record(chrnn::index_t steps) : each(steps / 10) { took.reserve(static_cast<std::size_t>(each)); }

    void begin(chrnn::training_moment&) override { last = std::chrono::steady_clock::now(); }
    void after_step(chrnn::training_moment&) override {
        auto const now = std::chrono::steady_clock::now();
        took.push_back(std::chrono::duration<double>(now - last).count());
        last = now;
        if (std::ssize(took) < each) return;
        std::size_t free, total;
        chrnn::detail::check(cudaMemGetInfo(&free, &total), "say how much memory is free");
        std::ranges::nth_element(took, took.begin() + each / 2);
        all.push_back({took[took.size() / 2], memory_in("VmRSS"), static_cast<long>(total - free)});
        took.clear();
        last = std::chrono::steady_clock::now();
    }
    chrnn::index_t each;
    std::vector<double> took;
    std::vector<tenth> all;
    std::chrono::steady_clock::time_point last;
};
