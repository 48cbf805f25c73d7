/// A series of checkpoints: the last few of a training, and the best one.
#pragma once

#include <chrnn/io/checkpoint.hpp>

#include <functional>

namespace chrnn::CHRNN_ABI {

/// `run.checkpoint` is the newest; `run.checkpoint.1` the one before, and so on; `run.checkpoint.best` that of the
/// epoch whose predictions were best so far. So a training that has gone astray can go on from before it did, and one
/// whose newest file was damaged from the one before.
///
///     checkpoint_series kept("out/run.checkpoint");
///     how.save = [&](training_state const&) { kept.save(run); };
///     kept.load(run); // goes on, if there is one
class checkpoint_series {
  public:
    /// Throws unless `keep`, the number of those that are kept beside the best, is at least 1.
    explicit checkpoint_series(std::filesystem::path newest, index_t keep = 3)
        : newest_(std::move(newest)), keep_(keep) {
        if (keep < 1) fail("at least the newest checkpoint is kept, not ", keep);
    }

    std::filesystem::path const& newest() const { return newest_; }
    std::filesystem::path best() const { return with_end("best"); }
    /// That of `age` saves before the newest.
    std::filesystem::path older(index_t age) const { return age == 0 ? newest_ : with_end(std::to_string(age)); }

    /// Saves the best, if it is that, and the newest; what was the newest becomes the one before. At any time a whole
    /// one is there. Throws what `save_checkpoint` does; then the newest is still the one before.
    template <class Model, class Rule>
    void save(trainer<Model, Rule> const& run) {
        set_aside();
        training_state const& now = run.state();
        // The best first: a training that ends between the two goes on before this epoch, and saves it again.
        if (now.batch == 0 && now.epoch > 0 && best_epoch(now.history) == now.epoch) save_checkpoint(best(), run);
        save_checkpoint(newest_, run);
    }

    /// Loads the newest, or, if that cannot be, the next before it; `report` is told why not. Returns whether there was
    /// one. Throws what was wrong with the newest when none can be loaded.
    template <class Model, class Rule>
    bool load(trainer<Model, Rule>& run, std::function<void(std::string const&)> const& report = {}) const {
        std::vector<std::string> wrong;
        for (index_t age = 0; age < keep_; ++age) try {
                if (std::filesystem::path const one = older(age); std::filesystem::exists(one)) {
                    load_checkpoint(one, run);
                    for (std::string const& problem : wrong)
                        if (report) report(problem);
                    return true;
                }
            } catch (error const& problem) {
                wrong.push_back(problem.what());
            }
        if (!wrong.empty()) throw error(wrong.front());
        return false;
    }

    /// Makes the best epoch's parameters the model's, as `load_trained` does. Where the training stands stays as it is.
    template <class Model, class Rule>
    void load_best(trainer<Model, Rule>& run) const {
        load_trained(best(), run);
    }

  private:
    std::filesystem::path newest_;
    index_t keep_;

    std::filesystem::path with_end(std::string const& end) const {
        std::filesystem::path all = newest_;
        return all += "." + end;
    }

    /// Gives the newest a second name, under which it stays when the first is taken. What cannot be done is left out:
    /// then there are fewer.
    void set_aside() const {
        std::error_code ignored;
        if (keep_ == 1 || !std::filesystem::exists(newest_, ignored)) return;
        if (std::filesystem::equivalent(newest_, older(1), ignored)) return; // the save behind it has failed
        for (index_t age = keep_ - 1; age > 1; --age) std::filesystem::rename(older(age - 1), older(age), ignored);
        std::filesystem::remove(older(1), ignored);
        std::filesystem::create_hard_link(newest_, older(1), ignored);
        if (ignored) std::filesystem::copy_file(newest_, older(1), ignored); // on file systems without such names
    }
};

} // namespace chrnn::CHRNN_ABI
