/// Table VI: the C-HSRN and the C-HLSTM with one, two and four directions of context.
#include "../command_line.hpp"
#include "accuracy_report.hpp"

#include <chrnn/report/decimal.hpp>

#include <map>

using namespace experiment;

/// Per cent wrong on ILSVRC 2012, 1 view, in Table VI.
double paper_error(std::string const& network) {
    static std::map<std::string, double> const errors{
        {"hsrn_se", 36.96},     {"hsrn_nw", 37.03},    {"hsrn_ne", 36.95},  {"hsrn_sw", 36.89},
        {"hsrn_se_ne", 36.85},  {"hsrn_nw_sw", 36.59}, {"hsrn", 36.38},     {"hlstm_se", 36.39},
        {"hlstm_nw", 36.46},    {"hlstm_ne", 36.45},   {"hlstm_sw", 36.50}, {"hlstm_se_ne", 35.97},
        {"hlstm_nw_sw", 36.03}, {"hlstm", 35.85}};
    return errors.at(network);
}

int main(int count, char** arguments) {
    plan const standard{.program = "directions",
                        .text = "Compares hierarchies that scan in one, two and four directions (Table VI).",
                        .networks = {"hsrn_se", "hsrn_nw", "hsrn_ne", "hsrn_sw", "hsrn_se_ne", "hsrn_nw_sw", "hsrn",
                                     "hlstm_se", "hlstm_nw", "hlstm_ne", "hlstm_sw", "hlstm_se_ne", "hlstm_nw_sw",
                                     "hlstm"}};
    auto const only_known = [](CLI::App& program, plan& p) {
        program.final_callback([&p] {
            for (std::string const& network : p.networks)
                if (!network.starts_with("hsrn") && !network.starts_with("hlstm"))
                    throw CLI::ValidationError("--networks", network + " has no directions");
        });
    };
    return run_experiment(
        standard, count, arguments,
        [](plan const& p) {
            auto report = compare_networks(p, "Directions of context");
            if (!report) return;
            for (std::string const& network : p.networks) {
                std::string const four = network.substr(0, network.find('_'));
                double const points = paper_error(network) - paper_error(four);
                report->compare(network, four, "+" + fixed_decimal(points, 1) + " ILSVRC");
            }
            write_report(p, *report);
        },
        only_known);
}
