#include "runner.hpp"

#include <chrnn/data/read_file.hpp>
#include <chrnn/files.hpp>
#include <chrnn/process/gather.hpp>

#include <atomic>
#include <iostream>
#include <mutex>

namespace experiment {

std::vector<run> runs_of(plan const& p, std::string const& label) {
    std::vector<run> runs;
    for (std::uint64_t seed : p.seeds) // the first seed of all networks first, so that there is soon something to see
        for (std::string const& network : p.networks) runs.push_back({network, seed, p.recipe_of(network), label});
    return runs;
}

run_files::run_files(std::string const& folder, std::string const& name) {
    auto const file = [&](char const* end) { return std::filesystem::path(folder) / (name + end); };
    results = file(".json"), weights = file(".safetensors"), checkpoint = file(".checkpoint");
}

namespace {

/// Prints a whole line, whichever thread it comes from.
void say(std::string const& line) {
    static std::mutex one_at_a_time;
    std::scoped_lock const lock(one_at_a_time);
    std::cerr << line + "\n" << std::flush;
}

std::string hex(std::uint64_t number) {
    char digits[16];
    return {digits, std::to_chars(digits, digits + sizeof digits, number, 16).ptr};
}
std::string print_of(dataset const* data) { return data ? hex(data->fingerprint()) : "none"; }
std::string print_of(std::filesystem::path const& file) {
    if (file.empty()) return "none";
    fnv1a all;
    for (std::byte byte : read_file(file)) all.add(static_cast<unsigned char>(byte));
    return hex(all.value());
}

run_options options_of(run const& r, run_data const& data, index_t shards) {
    run_options all{{"network", r.network},
                    {"seed", std::to_string(r.seed)},
                    {"side", std::to_string(side_of_crops())},
                    {"batch", std::to_string(r.how.batch)},
                    {"rule", r.how.rule_name},
                    {"schedule", r.how.schedule},
                    {"train", print_of(&data.train)},
                    {"test", print_of(data.test)},
                    {"validation", print_of(data.validation)},
                    {"start", print_of(r.start)}};
    for (knob const& one : knobs) all.emplace(one.name, text_of(r.how.*one.number));
    if (shards > 1) all.emplace("shards", std::to_string(shards));
    if (r.frozen) all.emplace("trunk", "frozen");
    return all;
}

/// Throws unless the results file is of the same options.
void check_same(std::filesystem::path const& path, run_options const& there, run_options const& wanted) {
    for (auto const& [name, value] : wanted) {
        auto const found = there.find(name);
        if (found != there.end() && found->second == value) continue;
        fail("'", path.string(), "' is of a run with the option ", name, " ",
             found == there.end() ? "unknown" : found->second, ", not ", value,
             ": choose another folder by --out, or remove it to run it anew");
    }
}

/// Takes all parameters but the output layer's; names what was left out.
std::vector<std::string> begin_with(any_network& net, std::filesystem::path const& start, std::string const& name) {
    std::string const output_layer = std::string(net.layer_of_kind("fc")->name.view()) + ".";
    load_report const report = net.load(read_safetensors(start), {.except = {output_layer}});
    std::string left_out;
    for (std::string const& one : report.kept) left_out += " " + one;
    say(name + ": begins with the parameters in " + start.string() + ", but for" + left_out);
    return report.kept;
}

test_result test(any_network& net, dataset const& data, crop_policy views) {
    test_result result;
    result.items.resize(static_cast<std::size_t>(data.size()));
    evaluate_options how{.crops = views};
    how.images.workers = 1;
    how.each = [&](index_t item, std::span<double const> p) {
        auto const truth = static_cast<std::size_t>(data.label(item));
        auto const best = static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin());
        result.items[static_cast<std::size_t>(item)] = {static_cast<int>(truth), static_cast<int>(best),
                                                        static_cast<float>(p[best]), static_cast<float>(p[truth])};
    };
    metrics const m = evaluate(net.predicts(), data, how);
    result.top1 = m.top1(), result.top5 = m.top5(), result.mean_class = m.mean_class_accuracy(), result.loss = m.loss();
    return result;
}

/// What a run with these options has left behind, finished or not. Throws when the file there is of another run.
std::optional<outcome> left_behind(run_files const& files, run_options const& options) {
    if (!std::filesystem::exists(files.results)) return {};
    outcome there = load_outcome(files.results);
    check_same(files.results, there.options, options);
    return there;
}

outcome carry_out_one(plan const& p, run const& r, run_data const& data, run_options const& options,
                      std::optional<outcome> const& there) {
    run_files const files(p.writable, r.name());
    if (there && there->finished) {
        say(r.name() + ": done before, in " + files.results.string());
        return *there;
    }
    if (!there) std::filesystem::remove(files.checkpoint); // of a run that somebody has removed to run it anew
    run_files const shared(p.out, r.name());
    if (there && p.writable != p.out && std::filesystem::exists(shared.checkpoint))
        std::filesystem::copy_file(shared.checkpoint, files.checkpoint);

    auto const net =
        make_network(r.network, std::ssize(data.train.classes()), {r.how.batch, r.seed, p.threads, r.frozen});
    outcome now{p.command, CHRNN_VERSION, options};
    now.parameters = net->parameters();
    now.multiply_adds = net->multiply_adds();
    now.classes = data.train.classes();
    if (!r.start.empty()) now.left_out = begin_with(*net, r.start, r.name());
    save_outcome(files.results, now); // so that the checkpoint's options are known

    layer_description const* const hierarchy = net->layer_of_kind("hrnn");
    fit_options how{.epochs = r.how.whole_epochs(), .validation = data.validation};
    how.shards = p.shards;
    how.images.workers = 1;
    how.progress = progress_style::none;
    how.save = [&](training_state const& state) {
        say(r.name() + ": " + epoch_text(state.history.back(), r.how.whole_epochs()));
    };
    training_state const state = net->train(
        data.train, r.how.rule(hierarchy ? std::string(hierarchy->name.view()) : ""), how, files.checkpoint, *p.group);
    now.history = state.history;
    if (!data.validation) // a value that is only tried leaves no weights behind
        net->save(files.weights, {{"network", r.network}});
    if (data.test) {
        now.one_view = test(*net, *data.test, crop_policy::centre);
        now.ten_views = test(*net, *data.test, crop_policy::ten);
        say(r.name() + ": test accuracy " + text_of(std::round(1000 * now.one_view->top1) / 10) + "%, with ten views " +
            text_of(std::round(1000 * now.ten_views->top1) / 10) + "%");
    }
    now.finished = true;
    save_outcome(files.results, now);
    std::filesystem::remove(files.checkpoint);
    return now;
}

} // namespace

std::vector<outcome> carry_out(plan const& p, std::vector<run> const& runs, run_data const& data) {
    std::vector<run_options> options;
    std::vector<std::optional<outcome>> there; // of all runs, so that one is refused before another begins
    for (run const& r : runs) {
        options.push_back(options_of(r, data, p.shards));
        there.push_back(left_behind(run_files(p.out, r.name()), options.back()));
    }
    barrier(*p.group); // now files may change
    std::vector<outcome> outcomes(runs.size());
    std::exception_ptr failure;
    std::mutex guards_failure;
    std::atomic<std::size_t> next = 0;
    auto const work = [&] {
        for (std::size_t i = next++; i < runs.size(); i = next++) try {
                outcomes[i] = carry_out_one(p, runs[i], data, options[i], there[i]);
            } catch (...) {
                std::scoped_lock const lock(guards_failure);
                if (!failure) failure = std::current_exception();
                next = runs.size();
            }
    };
    bool const alone = p.group->size() == 1;
    if (!alone && p.jobs > 1) fail("several processes share one run at a time, not ", p.jobs);
    auto const jobs = static_cast<std::size_t>(!alone ? 1 : p.jobs > 0 ? p.jobs : std::thread::hardware_concurrency());
    {
        std::vector<std::jthread> others;
        for (std::size_t j = 1; j < std::min(jobs, runs.size()); ++j) others.emplace_back(work);
        work();
    }
    if (failure) std::rethrow_exception(failure);
    barrier(*p.group); // weights are there for all
    return outcomes;
}

trained_network load_trained(std::string const& folder, std::string const& name, index_t batch, index_t threads) {
    run_files const files(folder, name);
    trained_network made{nullptr, load_outcome(files.results)};
    if (!made.from.finished) fail("the run of '", files.results.string(), "' is not finished");
    if (made.from.option("side") != std::to_string(side_of_crops()))
        fail("'", files.results.string(), "' is of a network for crops of ", made.from.option("side"), " pixels, not ",
             side_of_crops());
    made.net = make_network(made.from.option("network"), std::ssize(made.from.classes), {batch, 1, threads});
    made.net->load(read_safetensors(files.weights));
    if (made.net->predicts().preprocessing().classes.empty())
        fail("'", files.weights.string(), "' holds no mean image and no classes: remove '", files.results.string(),
             "' to train the network anew");
    return made;
}

} // namespace experiment
