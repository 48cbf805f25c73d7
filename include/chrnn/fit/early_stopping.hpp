/// Early stopping: a training ends when it has not become better for a while.
#pragma once

#include <chrnn/fit/callback.hpp>

namespace chrnn::CHRNN_ABI {

/// Stops behind the first `patience` epochs in a row whose score, the validation's accuracy or minus its loss, is not
/// by more than `least_gain` above the best so far (Prechelt 1998). Which epochs those were follows from the history
/// alone. The best parameters are those of `checkpoint_series::load_best`.
class early_stopping : public callback {
  public:
    /// Throws when the numbers make no sense.
    explicit early_stopping(index_t patience = 10, double least_gain = 0)
        : patience_(patience), least_gain_(least_gain) {
        if (patience < 1 || !(least_gain >= 0))
            fail("a training cannot stop behind ", patience, " epochs that are not better by ", least_gain);
    }

    void begin(training_moment& now) override { judge(now); }
    void after_epoch(training_moment& now) override { judge(now); }
    /// Whether it was this that stopped the training.
    bool stopped() const { return stopped_; }

  private:
    void judge(training_moment& now) {
        double best = -std::numeric_limits<double>::infinity();
        index_t waited = 0;
        for (epoch_record const& one : now.state.history) {
            bool const better = one.score() > best + least_gain_;
            waited = better ? 0 : waited + 1;
            if (better) best = one.score();
        }
        stopped_ = waited >= patience_;
        if (stopped_) now.stop();
    }

    index_t patience_;
    double least_gain_;
    bool stopped_ = false;
};

} // namespace chrnn::CHRNN_ABI
