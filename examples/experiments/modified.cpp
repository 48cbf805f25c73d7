/// Section IV.C.2: is it the recurrence, or only the parameters? The modified CNNs against HSRN and HLSTM.
#include "accuracy_report.hpp"

using namespace experiment;

int main(int count, char** arguments) {
    plan const standard{.program = "modified",
                        .text = "Compares the C-HSRN and the C-HLSTM with convolutional networks of as many parameters "
                                "and no recurrence (section IV.C.2).",
                        .networks = {"spp", "modified_srn", "hsrn", "modified_lstm", "hlstm"},
                        .quick_epochs = 8};
    return run_experiment(standard, count, arguments, [](plan const& p) {
        auto report = compare_networks(p, "Recurrence or parameters");
        if (!report) return;
        check_same_parameters(report->find("modified_srn"), report->find("hsrn"));
        check_same_parameters(report->find("modified_lstm"), report->find("hlstm"));
        // ILSVRC 2012, 1 view: SPP-net 38.21% wrong, modified CNNs 37.73 and 37.49, C-HSRN 36.38, C-HLSTM 35.85.
        report->compare("modified_srn", "hsrn", "+1.4 ILSVRC");
        report->compare("modified_lstm", "hlstm", "+1.6 ILSVRC");
        report->compare("spp", "modified_srn", "+0.5 ILSVRC");
        report->compare("spp", "modified_lstm", "+0.7 ILSVRC");
        report->compare("spp", "hsrn", "+1.8 ILSVRC");
        report->compare("spp", "hlstm", "+2.4 ILSVRC");
        write_report(p, *report);
    });
}
