/// The epoch clock: how long the steps of a training take.
#pragma once

#include <chrnn/fit/callback.hpp>

#include <chrono>

/// When epochs ended.
struct epoch_clock : chrnn::callback {
    std::vector<std::chrono::steady_clock::time_point> ends;
    void begin(chrnn::training_moment&) override { ends.push_back(std::chrono::steady_clock::now()); }
    void after_epoch(chrnn::training_moment&) override { ends.push_back(std::chrono::steady_clock::now()); }

    /// Of a step, in every epoch but the first, which takes memory and fills caches.
    std::vector<double> seconds(chrnn::index_t steps) const {
        std::vector<double> all;
        for (std::size_t i = 2; i < ends.size(); ++i)
            all.push_back(std::chrono::duration<double>(ends[i] - ends[i - 1]).count() / double(steps));
        return all;
    }
};
