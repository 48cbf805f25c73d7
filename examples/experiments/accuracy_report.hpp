/// The accuracy report: how networks compare on the same test images, as tables in Markdown and as pictures.
#pragma once

#include "runner.hpp"

namespace experiment {

/// A network's runs, one a seed.
struct contestant {
    std::string name, title;
    std::vector<outcome> runs;
};

/// By how much the second contestant is better than the first, and what the paper says of that.
struct difference {
    std::size_t first, second; ///< in the report's order
    std::string paper{};       ///< in percentage points; empty for nothing
};

struct accuracy_report {
    std::string title;
    std::vector<contestant> rows{};
    std::vector<difference> differences{};
    std::vector<std::string> paragraphs{}; ///< above the tables

    /// Adds the outcomes of those of `runs` that are of `network` and `label`.
    void add(contestant one, std::string const& network, std::string const& label, std::vector<run> const& runs,
             std::vector<outcome> const& outcomes);
    /// The contestant of that name; null if there is none.
    contestant const* find(std::string_view name) const;
    /// Adds a difference, if there are contestants of both names and they are two.
    void compare(std::string_view first, std::string_view second, std::string const& paper = {});
};

/// Throws unless the control has as many parameters as what it is the control of, where both are there.
void check_same_parameters(contestant const* control, contestant const* recurrent);

/// Carries out the runs of the plan's networks and reports them, each under its own name. Where the plan is to choose a
/// value it does that instead, and returns nothing.
std::optional<accuracy_report> compare_networks(plan const& p, std::string const& title);

/// Writes the report to <out>/<program>.md, the accuracies as a picture to <program>.svg and the course of the first
/// seed's training to <program>_curves.svg; prints the tables and what was written.
void write_report(plan const& p, accuracy_report const& report);

} // namespace experiment
