/// Figure 5: the test images on which the second of two networks gains most over the first, and on which it loses most,
/// and whether the difference of the two is more than chance.
#include "comparison.hpp"
#include "figure_text.hpp"
#include "finished_runs.hpp"

#include <iostream>

using namespace experiment;

namespace {

void draw(plan const& p, index_t views, std::size_t images) {
    auto const sets = sets_of(p.folder, p.scenes);
    auto const runs = finished_runs(p, {sets->train(), &sets->test()});
    auto const result = [&](std::size_t i) {
        auto const& one = views == 10 ? runs[i].ten_views : runs[i].one_view;
        if (!one) fail("the run of ", p.networks[i], " has no test with ", views, " views");
        return *one;
    };
    comparison const both(sets->test(), result(0), result(1));
    paired_test const chance = both.chance();
    std::string const first = title_of(p.networks[0]), second = title_of(p.networks[1]);
    std::string const accuracies =
        first + " " + percent(both.first().top1) + "%, " + second + " " + percent(both.second().top1) + "%";
    std::string const test = "only " + first + " right on " + std::to_string(chance.only_first) + ", only " + second +
                             " on " + std::to_string(chance.only_second) + ": p = " + probability(chance.p) +
                             " (McNemar's exact test)";
    std::string const title = second + " beside " + first + " on " + std::to_string(sets->test().size()) +
                              " test images" + (views == 10 ? ", ten views each" : "");
    svg const picture = both.drawn({title, accuracies + "; " + test, first, second}, images);
    std::string const path = p.writable + "/gains";
    picture.save(path + ".svg");
    std::cout << title << ": " << accuracies << "; " << test << "\nwrote " << path << ".svg" << std::endl;
    save_png(picture, path + ".png");
    std::cout << "wrote " << path << ".png\n";
}

} // namespace

int main(int count, char** arguments) {
    plan const standard{.program = "gains",
                        .text =
                            "Draws the test images on which the second of two networks gains most over the first "
                            "and loses most, and tests whether they differ by more than chance (Figure 5). Networks "
                            "that are not in the output folder are trained.",
                        .networks = {"spp", "hlstm"},
                        .out = "out/tables"};
    index_t views = 1, images = 6;
    auto const more = [&](CLI::App& program, plan& parsed) {
        program.add_option("--views", views, "1: the centre; 10: the mean of ten")
            ->check(CLI::IsMember({1, 10}))
            ->capture_default_str();
        program.add_option("--images", images, "of each kind, at most")
            ->check(CLI::Range(1, 100))
            ->capture_default_str();
        program.final_callback([&parsed] {
            check_no_choice(parsed);
            if (parsed.networks.size() != 2)
                throw CLI::ValidationError("--networks",
                                           "two are compared, not " + std::to_string(parsed.networks.size()));
        });
    };
    return run_experiment(
        standard, count, arguments, [&](plan const& p) { draw(p, views, static_cast<std::size_t>(images)); }, more);
}
