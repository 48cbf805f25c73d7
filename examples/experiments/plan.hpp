/// The plan of an experiment: which networks learn from what, how long and how often, as its command line says.
#pragma once

#include "recipe.hpp"

#include <chrnn/process/process_group.hpp>

#include <functional>

namespace CLI {
class App;
}

namespace experiment {

struct plan {
    std::string program, text;         ///< the program's name, and what it does
    std::vector<std::string> networks; ///< to be compared, unless the command line names others
    recipe how{};

    double quick_epochs = 4; ///< what --quick makes of the epochs

    std::string folder{}; ///< of images, as `folder_sets` takes it; empty for drawn scenes
    std::string out{};    ///< where files go; out/<program> unless given
    std::vector<std::uint64_t> seeds{1, 2, 3};
    std::vector<std::string> with{}; ///< settings of single networks
    std::string choose{};            ///< a setting whose values are compared by validation
    double validation = 0.1;         ///< the share of the training images to compare them on
    index_t scenes = 4000;           ///< to draw for training; a quarter as many for testing
    index_t threads = 1;             ///< of one run
    index_t jobs = 0;                ///< runs at a time; 0: one a processor
    index_t shards = 1;              ///< batches of an update, which processes share
    bool quick = false;
    std::string command{}; ///< the command line, for the record

    process_group* group = nullptr; ///< the processes that carry the runs out together
    std::string writable{};         ///< `out`, or in all but the first process a folder that is thrown away

    /// How `network` is to be trained.
    recipe recipe_of(std::string_view network) const;
};

/// What is wrong with the text of a setting with one value; nothing if it is well.
std::string problem_of_setting(std::string const& text);

/// Adds the options of the plan to a command line. What follows from --quick is set when it has been parsed.
void add_plan_options(CLI::App& program, plan& p);

/// Options that only one program has.
using more_options = std::function<void(CLI::App& program, plan& p)>;

/// Parses the command line, makes the output folder, then runs `act`. Returns what `main` is to return: 0, 2 for bad
/// arguments, 1 for other errors.
int run_experiment(plan p, int count, char** arguments, std::function<void(plan const&)> const& act,
                   more_options const& more = {});

} // namespace experiment
