/// The outcome of a run: what its results file tells of it, one file a run.
#pragma once

#include <chrnn/fit/history.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace experiment {

using namespace chrnn;

/// What a network said of one test image.
struct said_of_item {
    int truth, predicted;
    float confidence; ///< the probability of the predicted class
    float of_truth;   ///< that of the true one

    bool right() const { return truth == predicted; }
};

/// A test with 1 or 10 views. Shares are from 0 to 1.
struct test_result {
    double top1 = 0, top5 = 0, mean_class = 0, loss = 0;
    std::vector<said_of_item> items{}; ///< in the order of the test images
};

/// What makes two runs the same: everything that their figures depend on, as texts by name.
using run_options = std::map<std::string, std::string>;

struct outcome {
    std::string command, version;
    run_options options{};
    bool finished = false;
    index_t parameters = 0, multiply_adds = 0;
    std::vector<std::string> classes{};
    std::vector<std::string> left_out{}; ///< parameters that were not taken from the file that the run began with
    std::vector<epoch_record> history{};
    std::optional<test_result> one_view{}, ten_views{}; ///< none where there was no test

    /// One of the options; empty if there is none of that name.
    std::string option(std::string const& name) const {
        auto const found = options.find(name);
        return found == options.end() ? std::string() : found->second;
    }
};

/// Writes the results file atomically.
void save_outcome(std::filesystem::path const& path, outcome const& one);

/// Reads a results file. Throws, naming the file, when it is none.
outcome load_outcome(std::filesystem::path const& path);

} // namespace experiment
