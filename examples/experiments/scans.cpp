/// What scans are worth where a trunk sees single patches: SPP-net, two scans in front of it, and their controls.
#include "accuracy_report.hpp"

using namespace experiment;

int main(int count, char** arguments) {
    plan standard{
        .program = "scans",
        .text = "Compares networks whose trunk sees single patches: SPP-net, two scans in front of its "
                "pyramid, and as many parameters without a recurrence.",
        .networks = {"patches_spp", "patches_modified_srn", "patches_srn", "patches_modified_lstm", "patches_lstm"},
        .quick_epochs = 8};
    standard.how.rule_name = "adamw";
    standard.how.epochs = 10;
    standard.how.rate = 0.002;
    standard.how.decay = 0.05;
    return run_experiment(standard, count, arguments, [](plan const& p) {
        auto report = compare_networks(p, "Scans over single patches");
        if (!report) return;
        for (std::string const cell : {"srn", "lstm"}) {
            std::string const name = "patches_" + cell, control = "patches_modified_" + cell;
            check_same_parameters(report->find(control), report->find(name));
            report->compare("patches_spp", name);
            report->compare(control, name);
            report->compare("patches_spp", control);
        }
        write_report(p, *report);
    });
}
