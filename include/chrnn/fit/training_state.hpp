/// The training state: where a training stands, and what it has come to so far.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/fit/history.hpp>
#include <chrnn/train/schedule.hpp>

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

    /// Throws when the training began on data of another fingerprint.
    void check_data(std::uint64_t fingerprint) const {
        if (data != 0 && data != fingerprint) fail("the training began on other data than it is to go on with");
    }
};

} // namespace chrnn::CHRNN_ABI
