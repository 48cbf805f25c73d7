/// Finished runs, for the programs that look at trained networks: those that there are, and the others are run.
#pragma once

#include "../command_line.hpp"
#include "runner.hpp"

namespace experiment {

/// Throws unless the plan is without --choose.
inline void check_no_choice(plan const& p) {
    if (!p.choose.empty()) throw CLI::ValidationError("--choose", "values are compared by tables, not here");
}

/// The outcomes of the plan's networks with its first seed. A finished run in the plan's folder is taken as it is,
/// however long it was trained, if its images are the same; others are run. Throws what runs throw.
inline std::vector<outcome> finished_runs(plan p, run_data const& data) {
    p.seeds.resize(1);
    std::vector<outcome> outcomes;
    for (run const& one : runs_of(p)) {
        run_files const files(p.out, one.name());
        outcome there;
        if (std::filesystem::exists(files.results)) there = load_outcome(files.results);
        outcomes.push_back(there.finished ? std::move(there) : carry_out(p, {one}, data).front());
        auto const same = [&](char const* which, dataset const& images) {
            char digits[16];
            std::string const print(digits,
                                    std::to_chars(digits, digits + sizeof digits, images.fingerprint(), 16).ptr);
            if (outcomes.back().option(which) != print)
                fail("'", files.results.string(), "' is of a run with other images to ", which,
                     ": choose another folder by --out, or name the images by FOLDER or --scenes");
        };
        same("train", data.train);
        if (data.test) same("test", *data.test);
    }
    return outcomes;
}

} // namespace experiment
