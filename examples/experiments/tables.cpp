/// Tables II to V: the networks on one set of images under one budget.
#include "runner.hpp"

#include <iostream>

using namespace experiment;

int main(int count, char** arguments) {
    plan const standard{.program = "tables",
                        .text = "Trains the paper's networks on one set of images and compares them (Tables II-V).",
                        .networks = {"spp", "msrn", "hsrn", "mlstm", "hlstm", "alexnet"}};
    return run_experiment(standard, count, arguments, [](plan const& p) {
        auto const sets = sets_of(p.folder, p.scenes);
        carry_out(p, runs_of(p), {sets->train(), &sets->test()});
    });
}
