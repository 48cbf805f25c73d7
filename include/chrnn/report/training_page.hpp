/// The training page: a training report as one HTML file.
#pragma once

#include <chrnn/base/atomic_file.hpp>
#include <chrnn/fit/progress.hpp>
#include <chrnn/report/page.hpp>
#include <chrnn/report/page_chart.hpp>
#include <chrnn/report/page_confusion.hpp>
#include <chrnn/report/page_images.hpp>
#include <chrnn/report/training_report.hpp>

namespace chrnn::CHRNN_ABI::detail {

inline std::string share_text(float share) { return share == share ? percent(share) : "\u2013"; }
inline std::string number_text(float number) { return number == number ? fixed_decimal(number, 3) : "\u2013"; }

/// What a sheet of neighbours shows, for those who do not see it.
inline std::string neighbours_text(std::vector<neighbour_group> const& groups) {
    std::string all;
    for (neighbour_group const& group : groups) {
        all += "A region of " + group.region.label + ". ";
        for (neighbour_row const& row : group.rows) {
            all += "Nearest by " + row.name + ": ";
            for (boxed_image const& one : row.images) all += (&one == &row.images.front() ? "" : ", ") + one.label;
            all += ". ";
        }
    }
    return all;
}

inline void add_result(page& to, training_report const& r) {
    std::vector<named_text> figures;
    if (r.test && r.test->count() > 0) {
        figures.push_back({"test accuracy", percent(r.test->top1())});
        if (r.test->classes() > 5) figures.push_back({"test, top 5", percent(r.test->top5())});
        figures.push_back({"test loss", fixed_decimal(r.test->loss(), 3)});
        figures.push_back({"test images", std::to_string(r.test->count())});
    }
    index_t const best = best_epoch(r.history);
    if (best > 0) {
        epoch_record const& at = r.history[static_cast<std::size_t>(best - 1)];
        std::string const kind = at.validated() ? "validation" : "training";
        if (at.accuracy() == at.accuracy()) figures.push_back({"best " + kind + " accuracy", percent(at.accuracy())});
        figures.push_back({"best epoch", std::to_string(best)});
    }
    figures.push_back({"epochs", std::to_string(r.history.size()) + " of " + std::to_string(r.epochs)});
    figures.push_back({"time taken", duration_text(r.seconds())});
    to.section("Result", [&](html& at) { add_figures(at, figures); });
}

inline void add_course(page& to, training_report const& r) {
    if (r.history.empty()) return;
    using record = epoch_record;
    to.section("Course of the training", [&](html& at) {
        auto const line = [&](char const* name, float record::*value, std::size_t place, double factor = 1) {
            return named_line{name,
                              points_of(
                                  r.history, [&](record const& one) { return one.*value; }, factor),
                              place, place == 1};
        };
        at.element("div", {{"class", "charts"}}, [&] {
            add_chart(at, {.title = "loss"},
                      {line("training", &record::train_loss, 0), line("validation", &record::validation_loss, 1)});
            add_chart(at, {.title = "accuracy", .unit = "%", .most = 100},
                      {line("training", &record::train_accuracy, 0, 100), line("validation", &record::top1, 1, 100)});
            add_chart(at, {.title = "learning rate"}, {line("rate", &record::rate, 2)});
        });
        at.element("details", {{"id", "epochs"}}, [&] {
            at.element("summary", {{"id", "epochs-summary"}}, "Every epoch as a table");
            std::vector<std::vector<std::string>> rows;
            for (record const& one : r.history)
                rows.push_back({std::to_string(one.epoch), shortest_decimal(one.rate), number_text(one.train_loss),
                                share_text(one.train_accuracy), number_text(one.validation_loss), share_text(one.top1),
                                share_text(one.top5), fixed_decimal(one.seconds, 1),
                                fixed_decimal(one.images_per_second, 0)});
            add_table(at, "The epochs",
                      {"epoch", "rate", "loss", "accuracy", "validation loss", "top 1", "top 5", "seconds", "images/s"},
                      rows);
        });
    });
}

inline void add_test(page& to, training_report const& r) {
    constexpr index_t most_classes = 40; // of a matrix that can still be looked over
    if (r.test && r.test->count() > 0) {
        if (std::ssize(r.classes) != r.test->classes())
            fail("a report of a test on ", r.test->classes(), " classes has the names of ", r.classes.size());
        to.section("Confusion of classes", [&](html& at) {
            if (r.test->classes() <= most_classes)
                add_confusion_matrix(at, r.classes, *r.test);
            else
                add_confusions(at, r.classes, *r.test);
        });
    }
    if (!r.worst.empty()) to.section("The worst mistakes", [&](html& at) { add_images(at, r.worst); });
    if (!r.least_certain.empty()) to.section("The least certain", [&](html& at) { add_images(at, r.least_certain); });
    if (!r.neighbours.empty())
        to.section("Regions and their nearest neighbours", [&](html& at) {
            at.element("div", {{"class", "wide"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Regions"}},
                       [&] {
                           at.markup(neighbour_sheet("What the network takes for most alike",
                                                     "below each region its class", r.neighbours)
                                         .element(neighbours_text(r.neighbours), "picture"));
                       });
        });
}

inline void add_repetition(page& to, training_report const& r) {
    if (!r.settings.empty())
        to.section("Settings", [&](html& at) { add_words(at, "What the training was told", r.settings); });
    if (!r.machine.empty()) to.section("Machine", [&](html& at) { add_words(at, "What it ran on", r.machine); });
    if (!r.command.empty())
        to.section("To repeat it", [&](html& at) { at.element("pre", {}, [&] { at.element("code", r.command); }); });
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The report as an HTML file that needs no other: curves, confusion, images, settings. Throws when the names of the
/// classes are not those of the test, or an image's pixels do not make its shape.
inline std::string training_page(training_report const& r) {
    detail::page all(r.title, r.finished);
    detail::add_result(all, r);
    detail::add_course(all, r);
    detail::add_test(all, r);
    detail::add_repetition(all, r);
    return all.source();
}

} // namespace chrnn::CHRNN_ABI
