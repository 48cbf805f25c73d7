#include "plan.hpp"

#include "../processes.hpp"
#include "any_network.hpp"

#include <chrnn/io/folder_lock.hpp>

namespace experiment {

recipe plan::recipe_of(std::string_view network) const {
    recipe one = how;
    for (std::string const& text : with)
        if (setting const s = setting::from(text); s.network.empty() || s.network == network)
            one.*s.which->number = s.values.at(0);
    bool const has_hierarchy = !network.starts_with("spp") && network != "alexnet" && !network.starts_with("patches_");
    if (!has_hierarchy) one.hierarchy = 1;
    if (!has_hierarchy || network == "msrn" || network == "mlstm") one.links = recipe::declared_links; // they have none
    return one;
}

namespace {

/// Says what is wrong with a setting; nothing if it is well.
std::string problem_of(std::string const& text, bool several) {
    try {
        setting const s = setting::from(text);
        auto const& names = network_names();
        if (!s.network.empty() && std::find(names.begin(), names.end(), s.network) == names.end())
            return "there is no network \"" + s.network + "\"";
        if (!several && s.values.size() != 1) return "\"" + text + "\" has more than one value";
        return {};
    } catch (error const& problem) {
        return problem.what();
    }
}

} // namespace

std::string problem_of_setting(std::string const& text) { return problem_of(text, false); }

void add_plan_options(CLI::App& program, plan& p) {
    auto* const folder =
        program.add_option("FOLDER", p.folder,
                           "images in FOLDER/train/<class>/ and FOLDER/test/<class>/, or MIT Indoor 67, SUN "
                           "397 or ILSVRC 2012 as their owners distribute them; without it, drawn "
                           "scenes");
    if (!p.networks.empty())
        program.add_option("--networks", p.networks, "networks to compare")
            ->delimiter(',')
            ->check(CLI::IsMember(network_names()))
            ->capture_default_str();
    auto* const seeds = program.add_option("--seeds", p.seeds, "a run of every network for each seed")
                            ->delimiter(',')
                            ->capture_default_str();
    CLI::Option* epochs = nullptr;
    for (knob const& one : knobs) {
        auto* const option = program.add_option("--" + std::string(one.name), p.how.*one.number, std::string(one.text))
                                 ->check(CLI::Range(one.least, one.most))
                                 ->capture_default_str();
        if (one.name == "epochs") epochs = option;
    }
    program.add_option("--batch", p.how.batch, "images a step")->check(CLI::Range(1, 100000))->capture_default_str();
    program.add_option("--rule", p.how.rule_name, "rule of learning")
        ->check(CLI::IsMember({"sgd", "adamw"}))
        ->capture_default_str();
    program.add_option("--schedule", p.how.schedule, "how the rate falls")
        ->check(CLI::IsMember({"cosine", "plateau", "constant"}))
        ->capture_default_str();
    program.add_option("--with", p.with, "a setting of one network, such as hlstm:rate=0.05; may be repeated")
        ->check(CLI::Validator(problem_of_setting, "NETWORK:NAME=VALUE"));
    program
        .add_option("--choose", p.choose,
                    "compare values, such as rate=0.01,0.02,0.05, on a part of the training images that is then not "
                    "trained on; the test images stay unread")
        ->check(CLI::Validator([](std::string& text) { return problem_of(text, true); }, "NAME=VALUE,VALUE,..."));
    program.add_option("--validation", p.validation, "the share of the training images that --choose compares on")
        ->check(CLI::Range(0.01, 0.9))
        ->capture_default_str();
    auto* const scenes = program.add_option("--scenes", p.scenes, "scenes to draw, and a quarter as many for testing")
                             ->check(CLI::Range(32, 1000000))
                             ->capture_default_str();
    program.add_option("--threads", p.threads, "threads of a run; 0: one a processor")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    program.add_option("--jobs", p.jobs, "runs at a time; 0: one a processor")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    add_shards_option(program, p.shards);
    if (p.out.empty()) p.out = "out/" + p.program;
    program.add_option("--out", p.out, "folder for results and weights")->capture_default_str();
    program.add_flag("--quick", p.quick, "a short experiment on drawn scenes: two minutes on two processors")
        ->excludes(folder);

    program.parse_complete_callback([&p, scenes, seeds, epochs] {
        if (!p.quick) return;
        if (scenes->count() == 0) p.scenes = 400;
        if (seeds->count() == 0) p.seeds = {1, 2};
        if (epochs->count() == 0) p.how.epochs = p.quick_epochs;
    });
}

int run_experiment(plan p, int count, char** arguments, std::function<void(plan const&)> const& act,
                   more_options const& more) {
    CLI::App program(p.text, p.program);
    add_plan_options(program, p);
    if (more) more(program, p);
    for (int i = 0; i < count; ++i) p.command.append(i == 0 ? "" : " ").append(arguments[i]);
    return run_in_processes(program, count, arguments, [&](processes& all) {
        p.group = &all.group();
        p.writable = all.writable(p.out);
        folder_lock const ours(p.writable);
        act(p);
    });
}

} // namespace experiment
