/// The runner: carries out the runs of an experiment, goes on with those that were interrupted, and repeats none.
#pragma once

#include "any_network.hpp"
#include "image_sets.hpp"
#include "outcome.hpp"
#include "plan.hpp"

namespace experiment {

/// One training and test of one network.
struct run {
    std::string network;
    std::uint64_t seed = 1;
    recipe how{};
    std::string label{};           ///< before the network in the names of files: "scratch_"
    std::filesystem::path start{}; ///< parameters to begin with, but the output layer's; empty for none
    bool frozen = false;           ///< the layers up to the pyramid keep what they began with

    std::string name() const { return label + network + "_seed" + std::to_string(seed); }
};

/// A run of every network for every seed, as the plan says.
std::vector<run> runs_of(plan const& p, std::string const& label = {});

/// Where the files of a run lie: its results, the trained model.
struct run_files {
    std::filesystem::path results, weights, checkpoint;
    run_files(std::string const& folder, std::string const& name);
};

/// What is trained on and tested on. Without a test set runs end with their training.
struct run_data {
    dataset const& train;
    dataset const* test = nullptr;
    dataset const* validation = nullptr; ///< predicted after every epoch
};

/// The outcomes of the runs, in their order, `plan::jobs` runs at a time. A run whose results file is finished is not
/// repeated; one that was interrupted goes on from its checkpoint to the same figures. Throws one run's error after the
/// others at work have ended; a results file of other options is refused and left as it is, before any run begins.
std::vector<outcome> carry_out(plan const& p, std::vector<run> const& runs, run_data const& data);

/// A network as a run has trained it.
struct trained_network {
    std::unique_ptr<any_network> net;
    outcome from;
};

/// Loads what the finished run `name` has left in `folder`. Throws when that is missing or does not fit the build.
trained_network load_trained(std::string const& folder, std::string const& name, index_t batch = 25,
                             index_t threads = 1);

} // namespace experiment
