/// What factors of bfloat16 cost in accuracy: networks that learn by `cpu_bf16` beside the same that learn by `cpu`.
#include "accuracy_report.hpp"

using namespace experiment;

int main(int count, char** arguments) {
    plan const standard{.program = "factors",
                        .text = "Compares networks that learn, and are tested, with products of bfloat16 factors with "
                                "the same whose factors are float.",
                        .networks = {"spp", "spp_bf16", "hlstm", "hlstm_bf16"},
                        .quick_epochs = 8};
    return run_experiment(standard, count, arguments, [](plan const& p) {
        auto report = compare_networks(p, "Factors of bfloat16");
        if (!report) return;
        for (std::string const name : {"spp", "hlstm"}) report->compare(name, name + "_bf16");
        write_report(p, *report);
    });
}
