#include "accuracy_report.hpp"

#include "choose.hpp"
#include "figure_text.hpp"
#include "markdown.hpp"
#include "spread.hpp"

#include <chrnn/report/curve.hpp>
#include <chrnn/report/dot_chart.hpp>
#include <chrnn/train/mcnemar.hpp>
#include <chrnn/train/paired_difference.hpp>

#include <iostream>

namespace experiment {

namespace {

using view_result = std::optional<test_result> outcome::*;
constexpr view_result both_views[] = {&outcome::one_view, &outcome::ten_views};

spread spread_of(contestant const& one, view_result views, double test_result::*figure) {
    std::vector<double> values;
    for (outcome const& each : one.runs) values.push_back((*(each.*views)).*figure);
    return spread(values);
}

/// A probability as a table says it that has many.
std::string bounded(double p) { return p < 0.0001 ? "< 0.0001" : probability(p); }
std::string with_sign(std::string const& text) { return text.starts_with("-") ? "−" + text.substr(1) : "+" + text; }

/// In how many of its runs the contestant was right on each item.
std::vector<double> shares_of(contestant const& one, view_result views) {
    std::vector<double> shares((*(one.runs.at(0).*views)).items.size());
    for (outcome const& each : one.runs)
        for (std::size_t i = 0; i < shares.size(); ++i)
            shares[i] += (*(each.*views)).items.at(i).right() / static_cast<double>(one.runs.size());
    return shares;
}

std::string accuracy_table(std::vector<contestant> const& rows) {
    std::vector<std::vector<std::string>> table{{"network", "parameters", "1 view: top-1", "top-5", "mean of classes",
                                                 "10 views: top-1", "top-5", "mean of classes",
                                                 "training, last epoch"}};
    for (contestant const& one : rows) {
        table.push_back({one.title, std::to_string(one.runs.at(0).parameters)});
        for (view_result views : both_views)
            for (auto figure : {&test_result::top1, &test_result::top5, &test_result::mean_class})
                table.back().push_back(spread_of(one, views, figure).percent());
        std::vector<double> training;
        for (outcome const& each : one.runs)
            if (!each.history.empty()) training.push_back(each.history.back().train_accuracy);
        table.back().push_back(training.empty() ? "" : spread(training).percent());
    }
    return markdown_table(table);
}

std::string difference_table(accuracy_report const& report) {
    std::vector<std::vector<std::string>> table{{"difference", "1 view: points", "p", "p of each seed",
                                                 "10 views: points", "p", "p of each seed", "the paper, points"}};
    auto const right = std::views::transform([](said_of_item const& one) { return one.right(); });
    for (difference const& one : report.differences) {
        contestant const &first = report.rows[one.first], &second = report.rows[one.second];
        table.push_back({second.title + " over " + first.title});
        for (view_result views : both_views) {
            std::vector<double> points;
            std::string each_p;
            for (std::size_t k = 0; k < first.runs.size(); ++k) {
                test_result const &a = *(first.runs[k].*views), &b = *(second.runs.at(k).*views);
                points.push_back(b.top1 - a.top1);
                each_p.append(k == 0 ? "" : ", ").append(bounded(mcnemar(a.items | right, b.items | right).p));
            }
            table.back().push_back(with_sign(spread(points).percent()));
            table.back().push_back(bounded(difference_of(shares_of(first, views), shares_of(second, views)).p));
            table.back().push_back(each_p);
        }
        table.back().push_back(one.paper);
    }
    return markdown_table(table);
}

svg accuracies(std::string const& title, std::vector<contestant> const& contestants) {
    std::vector<dot_row> rows;
    for (contestant const& one : contestants) {
        rows.push_back({one.title, {}});
        for (view_result views : both_views) {
            rows.back().values.emplace_back();
            for (outcome const& each : one.runs) rows.back().values.back().push_back(100 * (*(each.*views)).top1);
        }
    }
    return dot_chart(title, {"1 view", "10 views"}, "%", rows);
}

svg curves(std::string const& title, std::vector<contestant> const& contestants) {
    std::vector<curve> lines;
    for (contestant const& one : contestants) {
        lines.push_back({one.title});
        for (epoch_record const& r : one.runs.at(0).history) {
            lines.back().epochs.push_back(static_cast<double>(r.epoch));
            lines.back().loss.push_back(r.train_loss);
            lines.back().accuracy.push_back(r.train_accuracy);
        }
    }
    return curve_chart(title, lines);
}

} // namespace

void accuracy_report::add(contestant one, std::string const& network, std::string const& label,
                          std::vector<run> const& runs, std::vector<outcome> const& outcomes) {
    for (std::size_t i = 0; i < runs.size(); ++i)
        if (runs[i].network == network && runs[i].label == label) one.runs.push_back(outcomes[i]);
    rows.push_back(std::move(one));
}

contestant const* accuracy_report::find(std::string_view name) const {
    for (contestant const& one : rows)
        if (one.name == name) return &one;
    return nullptr;
}

void accuracy_report::compare(std::string_view first, std::string_view second, std::string const& paper) {
    contestant const *const a = find(first), *const b = find(second);
    auto const place = [&](contestant const* one) { return static_cast<std::size_t>(one - rows.data()); };
    if (a && b && a != b) differences.push_back({place(a), place(b), paper});
}

void check_same_parameters(contestant const* control, contestant const* recurrent) {
    if (!control || !recurrent) return;
    index_t const a = control->runs.at(0).parameters, b = recurrent->runs.at(0).parameters;
    if (a != b) fail(control->title, " has ", a, " parameters, but ", recurrent->title, " has ", b);
}

std::optional<accuracy_report> compare_networks(plan const& p, std::string const& title) {
    auto const sets = sets_of(p.folder, p.scenes);
    auto const runs = runs_of(p);
    if (!p.choose.empty()) {
        choose(p, runs, sets->train());
        return std::nullopt;
    }
    auto const outcomes = carry_out(p, runs, {sets->train(), &sets->test()});
    accuracy_report report{title};
    for (std::string const& network : p.networks)
        report.add({network, title_of(network), {}}, network, "", runs, outcomes);
    return report;
}

void write_report(plan const& p, accuracy_report const& report) {
    std::string const several = p.seeds.size() == 1 ? "one seed" : std::to_string(p.seeds.size()) + " seeds";
    std::string tables = "Accuracies on " + std::to_string(report.rows.at(0).runs.at(0).one_view->items.size()) +
                         " test images in percent; mean ± standard deviation over " + several + ".\n\n" +
                         accuracy_table(report.rows);
    if (!report.differences.empty())
        tables +=
            "\nDifferences in top-1. The first p is that of the paired difference over all seeds, the others those "
            "of McNemar's exact test: how\nlikely as large a difference is between two networks that are equally "
            "good.\n\n" +
            difference_table(report);
    std::string text = "# " + report.title + "\n\n";
    for (std::string const& paragraph : report.paragraphs) text += paragraph + "\n\n";
    text += "    " + p.command + "\n\n" + tables;

    std::string const base = (std::filesystem::path(p.writable) / p.program).string();
    write_file(base + ".md", text);
    accuracies(report.title, report.rows).save(base + ".svg");
    curves(report.title + ": training", report.rows).save(base + "_curves.svg");
    std::cout << tables << "wrote " << base << ".md, .svg, _curves.svg\n";
}

} // namespace experiment
