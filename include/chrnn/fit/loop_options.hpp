/// Loop options: what the loop over epochs is told, whatever it trains on.
#pragma once

#include <chrnn/fit/callback.hpp>
#include <chrnn/fit/progress.hpp>
#include <chrnn/fit/shared_reports.hpp>
#include <chrnn/process/agreement.hpp>

#include <functional>

namespace chrnn::CHRNN_ABI {

/// What every training is told, whatever its data; `fit_options` has the words.
struct loop_options {
    index_t epochs;
    std::string log;
    progress_style progress;
    std::function<void(training_state const&)> save;
    index_t save_every;
    index_t accumulate = 1;
    index_t shards = 1;
    std::vector<callback*> callbacks{};
    detail::shared_reports* reports = nullptr; ///< of several processes' images
    std::vector<detail::fact> settings{};      ///< what else must be the same in several processes

    /// Throws when the numbers make no sense.
    void check() const {
        if (epochs < 0 || save_every < 0)
            fail("a training cannot have ", epochs, " epochs or save every ", save_every, " steps");
        if (accumulate < 1) fail("the gradients of ", accumulate, " batches cannot be added up");
        if (shards < 1) fail("an update cannot have ", shards, " shards");
        if (std::ranges::count(callbacks, nullptr) > 0) fail("a callback is a null pointer");
    }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// What `fit` is told, whatever its data, as the loop wants it.
template <class Options>
loop_options looping(Options const& told) {
    return {.epochs = told.epochs,
            .log = told.log,
            .progress = told.progress,
            .save = told.save,
            .save_every = told.save_every,
            .accumulate = told.accumulate,
            .shards = told.shards,
            .callbacks = told.callbacks};
}

} // namespace chrnn::CHRNN_ABI::detail
