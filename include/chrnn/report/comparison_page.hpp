/// The comparison page: runs side by side as one HTML file.
#pragma once

#include <chrnn/fit/progress.hpp>
#include <chrnn/report/page.hpp>
#include <chrnn/report/page_chart.hpp>
#include <chrnn/report/page_table.hpp>
#include <chrnn/report/run_comparison.hpp>

namespace chrnn::CHRNN_ABI::detail {

inline std::string name_of(compared_run const& one, bool several) {
    return several ? one.name + ", seed " + std::to_string(one.seed) : one.name;
}

inline std::string time_of(compared_run const& one) {
    double sum = 0;
    for (epoch_record const& each : one.history) sum += each.seconds;
    return duration_text(sum);
}

inline void add_runs(page& to, std::vector<compared_run> const& runs, bool several) {
    to.section("Runs", [&](html& at) {
        std::vector<std::string> const heading{"run", "epochs", "training loss", "best epoch", "test accuracy", "time"};
        table_of(at, "Every run", heading, std::ssize(runs), [&](index_t i) {
            compared_run const& one = runs[static_cast<std::size_t>(i)];
            at.element("th", {{"scope", "row"}}, [&] {
                if (one.page.empty())
                    at.text(name_of(one, several));
                else
                    at.element("a", {{"href", one.page}}, name_of(one, several));
            });
            at.element("td", std::to_string(one.history.size()));
            at.element("td", one.history.empty() ? "\u2013" : fixed_decimal(one.history.back().train_loss, 3));
            at.element("td", one.history.empty() ? "\u2013" : std::to_string(best_epoch(one.history)));
            at.element("td", one.accuracy == one.accuracy ? percent(one.accuracy) : "\u2013");
            at.element("td", time_of(one));
        });
    });
}

inline void add_courses(page& to, std::vector<compared_run> const& runs, bool several) {
    to.section("Course of the trainings", [&](html& at) {
        auto const lines = [&](auto const& value, double factor) {
            std::vector<named_line> all;
            for (compared_run const& one : runs)
                all.push_back({name_of(one, several), points_of(one.history, value, factor), all.size()});
            return all;
        };
        at.element("div", {{"class", "charts"}}, [&] {
            add_chart(at, {.title = "training loss"}, lines([](epoch_record const& r) { return r.train_loss; }, 1));
            add_chart(at, {.title = "validation loss"},
                      lines([](epoch_record const& r) { return r.validation_loss; }, 1));
            add_chart(at, {.title = "training accuracy", .unit = "%", .most = 100},
                      lines([](epoch_record const& r) { return r.train_accuracy; }, 100));
            add_chart(at, {.title = "validation accuracy", .unit = "%", .most = 100},
                      lines([](epoch_record const& r) { return r.top1; }, 100));
        });
    });
}

/// "+1.5", in percentage points.
inline std::string points_text(double share) { return (share > 0 ? "+" : "") + fixed_decimal(100 * share, 1); }

inline std::string probability_text(double p) { return p < 0.001 ? "< 0.001" : fixed_decimal(p, 3); }

inline void add_differences(page& to, std::vector<network_difference> const& all) {
    if (all.empty()) return;
    to.section("Differences", [&](html& at) {
        std::vector<std::vector<std::string>> rows;
        for (network_difference const& one : all) {
            std::string const spread =
                one.deviation == one.deviation ? " \u00b1 " + fixed_decimal(100 * one.deviation, 1) : "";
            rows.push_back(
                {one.second + " over " + one.first, points_text(one.mean), probability_text(one.p),
                 one.exact ? "McNemar, " + std::to_string(one.only_second) + " to " + std::to_string(one.only_first)
                           : "paired over items",
                 one.seeds == 0 ? "\u2013"
                                : points_text(one.over_seeds) + spread + " of " + std::to_string(one.seeds)});
        }
        add_table(
            at,
            "On the same test items. p is the probability of so large a difference, to either side, between networks "
            "that are equally good; of McNemar's test, how many items only the one and only the other got right. Over "
            "seeds: the mean of the pairs and their standard deviation.",
            {"networks", "points", "p", "test", "over seeds"}, rows);
    });
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The runs as an HTML file that needs no other: a table, their curves together, and by how much every two networks
/// that were tested on the same items differ.
inline std::string comparison_page(std::string const& title, std::vector<compared_run> const& runs,
                                   bool finished = true) {
    detail::page all(title, finished);
    bool const several = detail::by_network(runs).size() < runs.size();
    detail::add_runs(all, runs, several);
    detail::add_courses(all, runs, several);
    detail::add_differences(all, differences_of(runs));
    return all.source();
}

} // namespace chrnn::CHRNN_ABI
