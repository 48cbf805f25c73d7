/// Tables II to V: the networks on one set of images under one budget.
#include "accuracy_report.hpp"

using namespace experiment;

/// The paper's own differences to SPP-net: ILSVRC 2012, 1 view (Table II), and Places 205 (Table III).
std::string paper_on(std::string_view network) {
    if (network == "msrn") return "+1.3 ILSVRC, +1.1 Places";
    if (network == "hsrn") return "+1.8 ILSVRC, +1.6 Places";
    if (network == "mlstm") return "+2.2 ILSVRC, +2.2 Places";
    if (network == "hlstm") return "+2.4 ILSVRC, +2.3 Places";
    if (network == "alexnet") return "−4.5 ILSVRC (10 views), −1.5 Places";
    return {};
}

int main(int count, char** arguments) {
    plan const standard{.program = "tables",
                        .text = "Trains the paper's networks on one set of images and compares them (Tables II-V).",
                        .networks = {"spp", "msrn", "hsrn", "mlstm", "hlstm", "alexnet"},
                        .quick_epochs = 8};
    return run_experiment(standard, count, arguments, [](plan const& p) {
        auto report = compare_networks(p, "The networks of Table I, small");
        if (!report) return;
        for (std::string const& network : p.networks) report->compare("spp", network, paper_on(network));
        write_report(p, *report);
    });
}
