/// Fine-tuning (Tables IV and V): networks that have learnt from other images first, beside the same without.
#include "../command_line.hpp"
#include "accuracy_report.hpp"
#include "choose.hpp"

#include <iostream>

using namespace experiment;

namespace {

/// The recipe from random values on, by which networks learn from the first images, and from the second ones for
/// comparison.
recipe recipe_from_scratch(plan const& p, std::vector<std::string> const& settings, std::string_view network) {
    plan scratch = p;
    scratch.how.rate = recipe().rate;
    scratch.how.hierarchy = 1;
    scratch.with = settings;
    return scratch.recipe_of(network);
}

/// The paper's own differences to SPP-net, fine-tuned alike (Tables IV and V).
std::string paper_on(std::string_view network) {
    if (network == "msrn") return "+2.7 ILSVRC to SUN 397, +2.1 Places to MIT Indoor";
    if (network == "hsrn") return "+3.6 ILSVRC to SUN 397, +2.8 Places to MIT Indoor";
    if (network == "mlstm") return "+3.7 ILSVRC to SUN 397, +3.2 Places to MIT Indoor";
    if (network == "hlstm") return "+3.8 ILSVRC to SUN 397, +3.6 Places to MIT Indoor";
    if (network == "alexnet") return "−4.6 ILSVRC to SUN 397, −3.9 Places to MIT Indoor";
    return {};
}

void finetune(plan const& p, std::string const& other_folder, std::vector<std::string> const& settings, bool frozen) {
    if (other_folder.empty() != p.folder.empty())
        fail("fine-tuning takes two folders of images, --from OTHER and FOLDER, or draws scenes without either");
    auto const before = p.folder.empty() ? scene_sets(p.scenes, 0, scene_part::rows) : folder_sets(other_folder);
    auto const after =
        p.folder.empty() ? scene_sets(p.scenes / 4, p.scenes / 4, scene_part::others) : folder_sets(p.folder);

    for (std::string const& network : p.networks) // or it would be refused when the first trainings are done
        if (frozen) make_network(network, std::ssize(after->train().classes()), {.batch = 1, .frozen = true});

    std::string const label = frozen ? "frozen_" : "tuned_";
    std::vector<run> first, scratch, tuned;
    for (run one : runs_of(p)) {
        one.label = label, one.frozen = frozen;
        tuned.push_back(one);
        one.how = recipe_from_scratch(p, settings, one.network);
        one.label = "scratch_", one.frozen = false;
        scratch.push_back(one);
        one.label = "first_";
        first.push_back(one);
        tuned.back().start = run_files(p.out, one.name()).weights;
    }
    carry_out(p, first, {before->train()}); // what they do on their own test images does not matter here
    if (!p.choose.empty()) return choose(p, tuned, after->train());
    run_data const data{after->train(), &after->test()};
    auto const outcomes = carry_out(p, tuned, data), without = carry_out(p, scratch, data);

    accuracy_report report{"Fine-tuning"};
    for (std::string const& network : p.networks) {
        std::string const title = title_of(network);
        report.add({network + " scratch", title + ", from scratch", {}}, network, "scratch_", scratch, without);
        report.add({network, title + ", fine-tuned", {}}, network, label, tuned, outcomes);
        report.compare(network + " scratch", network, "");
    }
    for (std::string const& network : p.networks) report.compare("spp", network, paper_on(network));
    report.paragraphs = {"Fine-tuned networks have learnt " + std::to_string(before->train().classes().size()) +
                         " other classes from " + std::to_string(before->train().size()) +
                         " images before; all then learn " + std::to_string(after->train().classes().size()) +
                         " classes from " + std::to_string(after->train().size()) +
                         " images. Left out when the parameters were loaded:"};
    for (std::string const& name : outcomes.at(0).left_out) report.paragraphs[0] += " `" + name + "`";
    report.paragraphs[0] += ".";
    if (frozen) report.paragraphs[0] += " Fine-tuning kept all layers up to the pyramid as they were.";
    write_report(p, report);
}

} // namespace

int main(int count, char** arguments) {
    plan standard{.program = "finetune",
                  .text =
                      "Trains networks on the images in OTHER, then, but for a new output layer, on those in FOLDER, "
                      "and compares them with the same networks trained on FOLDER alone (Tables IV and V).",
                  .networks = {"spp", "msrn", "hsrn", "mlstm", "hlstm", "alexnet"},
                  .quick_epochs = 8};
    standard.how.rate = 0.005;
    standard.how.hierarchy = 10;
    std::string other_folder;
    bool frozen = false;
    std::vector<std::string> settings;
    auto const more = [&](CLI::App& program, plan&) {
        program.add_option("--from", other_folder, "OTHER: images to learn from first, in OTHER/train/<class>/");
        program.add_flag(
            "--frozen", frozen,
            "fine-tune only what stands behind the pyramid, on what the trunk makes of the images in ten "
            "views, which is computed once a run and takes 192 kB of disk an image until the run has ended");
        program
            .add_option("--scratch", settings,
                        "a setting, such as rate=0.02, of the training from random values on OTHER and on FOLDER, "
                        "which --rate and --hierarchy do not change; may be repeated")
            ->check(CLI::Validator(problem_of_setting, "NAME=VALUE"));
    };
    return run_experiment(
        standard, count, arguments, [&](plan const& p) { finetune(p, other_folder, settings, frozen); }, more);
}
