/// The training state: where a training stands, and what it has come to so far.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/fit/history.hpp>
#include <chrnn/train/schedule.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// What samples came to.
struct sample_figures {
    index_t samples = 0, labels = 0, correct = 0;
    double loss_sum = 0;
};

/// To figures of samples, or a training's.
template <class Figures>
void add_figures(Figures& all, sample_figures const& more) {
    all.samples += more.samples;
    all.labels += more.labels;
    all.correct += more.correct;
    all.loss_sum += more.loss_sum;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Where a training stands, beside the parameters and the number of steps, which the model holds, and what the
/// optimiser keeps.
struct training_state {
    index_t epoch = 0; ///< whole epochs done
    index_t batch = 0; ///< batches done of the next one, in the source's order

    // Of those batches:
    index_t samples = 0, labels = 0, correct = 0; ///< labels that count, and those that were predicted right
    double loss_sum = 0;                          ///< of the samples
    double seconds = 0;

    std::vector<epoch_record> history{};
    rate_schedule schedule;
    std::uint64_t data = 0; ///< the training data's fingerprint; 0 before the first epoch
    index_t shards = 0;     ///< of an update; 0 before the first epoch

    /// Throws when the training began with another number of shards.
    void check_shards(index_t now) const {
        if (shards != 0 && shards != now)
            fail("the training began with updates of ", shards, shards == 1 ? " shard" : " shards",
                 " and cannot go on with ", now);
    }
    /// Throws when the training began on data of another fingerprint.
    void check_data(std::uint64_t fingerprint) const {
        if (data != 0 && data != fingerprint) fail("the training began on other data than it is to go on with");
    }
};

} // namespace chrnn::CHRNN_ABI
