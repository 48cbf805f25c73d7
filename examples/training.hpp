/// Training of a network on a backend: what `train` does on the host and on a device.
/// CHRNN_CLASSES are the classes of the images.
#pragma once

#include "alike_regions.hpp"
#include "small_networks.hpp"
#include "test_sheet.hpp"
#include "training_data.hpp"

#include <chrnn/files.hpp>

#include <filesystem>
#include <iomanip>
#include <iostream>

namespace training {

using namespace chrnn;

/// What there is to tell of a training before it begins.
template <class Net, class Backend>
training_report report_of(std::string const& name, options const& o) {
    training_report told{.title = name + (o.folder.empty() ? " on drawn scenes" : " on the images of " + o.folder)};
    told.settings = {{"network", name},
                     {"parameters", std::to_string(parameters<Net>())},
                     {"multiply-adds an image", std::to_string(multiply_adds<Net>())},
                     {"computed on", std::string(Backend::name)},
                     {"images a step", std::to_string(o.batch)},
                     {"optimiser", o.optimiser},
                     {"rate at the start", shortest_decimal(rule_of(o).rate)},
                     {"weight decay", shortest_decimal(rule_of(o).weight_decay)},
                     {"tested with", o.averages > 0 ? "means of the parameters, which keep " +
                                                          shortest_decimal(o.averages) + " of themselves in an update"
                                                    : "the parameters as they are"},
                     {"schedule", o.schedule},
                     {"epochs of warm-up", shortest_decimal(o.warm_up)},
                     {"batches an update", std::to_string(o.accumulate * o.shards)},
                     {"processes", std::to_string(o.group->size())},
                     {"augmentation", o.augment.empty() ? "one of ten views" : joined(o.augment, ", ")},
                     {"classes", o.balanced ? "drawn equally often" : "as they are"},
                     {"patience", o.patience == 0 ? "without an end" : std::to_string(o.patience) + " epochs"},
                     {"epoch that is tested", o.wants_best() ? "the best" : "the last"},
                     {"longest gradient", o.clip == 0 ? "any" : shortest_decimal(o.clip)},
                     {"share for validation", shortest_decimal(o.validation)},
                     {"views of a test image", o.ten_views ? "10" : "1"},
                     {"threads", o.threads == 0 ? "one per processor" : std::to_string(o.threads)},
                     {"seed", std::to_string(o.seed)}};
    told.machine = machine_facts();
    told.command = o.command;
    return told;
}

/// Tests a network, adds to its report and draws pictures; returns what there is to compare.
template <class Net, class Backend>
compared_run test_on(model<Net, Backend>& net, std::string const& name, dataset const& data, options const& o,
                     training_report& told) {
    std::string const base = o.out + "/" + name, title = name + " on the test images";
    compared_run compared{.name = name, .seed = o.seed, .history = told.history};
    compared.right.resize(static_cast<std::size_t>(data.size()));
    compared.test = data.fingerprint();
    compared.page = o.page(name);
    told.classes = data.classes();
    notable_items notable(told.classes);
    evaluate_options test;
    if (o.ten_views) test.crops = crop_policy::ten;
    test.each = [&](index_t item, std::span<double const> p) {
        notable.add(item, data.label(item), p);
        compared.right[static_cast<std::size_t>(item)] =
            std::max_element(p.begin(), p.end()) - p.begin() == data.label(item);
    };
    metrics const result =
        test_with_sheet(net, data, title, base + "_sheet.svg", 24, std::max<index_t>(1, data.size() / 24), test);
    confusion_chart(title, data.classes(), result.confusion()).save(base + "_confusion.svg");
    compared.accuracy = result.top1();
    told.test = result;
    told.worst = notable.worst(data);
    told.least_certain = notable.least_certain(data);
    return compared;
}

/// What `fit` is told of a training, but for who is called beside it.
inline fit_options fitting(options const& o) {
    fit_options how;
    how.epochs = o.epochs;
    how.save_every = o.save_every;
    how.accumulate = o.accumulate;
    how.shards = o.shards;
    how.augment = augmentation_of(o.augment);
    if (o.balanced) how.sampling = balanced();
    return how;
}

/// Raises the rate step by step, draws how the loss went and says where it fell fastest. Trains nothing.
template <class Net, class Backend>
void find_rate(std::string const& name, data const& from, options const& o) {
    model<Net, Backend> net{batch{o.batch}, seed{o.seed}, threads{o.threads}};
    two_parts const parts = parts_of(from, o);
    rate_sweep const found = sweep_rates(net, parts.training, rule_of(o), {.first = 1e-5, .steps = 400}, fitting(o));
    if (found.rates.empty()) fail("the first step of ", name, " is not finite even at a rate of 1e-05");
    std::string const picture = o.out + "/" + name + "_rates.svg";
    rate_chart(name + " by " + o.optimiser + ": the loss while the rate rises", found).save(picture);
    std::cout << name << ": in " << found.rates.size() << " steps at rates from " << found.rates.front() << " to "
              << found.rates.back();
    if (double const rate = found.steepest(); rate > 0)
        std::cout << " the loss fell fastest at " << std::setprecision(2) << rate << ": train with --rate " << rate
                  << std::setprecision(6);
    else
        std::cout << " the loss never fell by more than from step to step";
    std::cout << "\n  wrote " << picture << std::endl;
}

/// Trains one network, tests it, writes its files; returns what there is to compare.
template <class Net, class Backend>
compared_run train_on(std::string const& name, data const& from, options const& o) {
    std::string const base = o.out + "/" + name;
    model<Net, Backend> net{batch{o.batch}, seed{o.seed}, threads{o.threads}};
    trainer run(net, rule_of(o), *o.group);
    checkpoint_series kept(o.shared_out + "/" + name + ".checkpoint", o.keep);
    if (o.resume) kept.load(run, [](std::string const& problem) { std::cerr << problem << '\n'; });

    std::cout << name << ": " << parameters<Net>() << " parameters, " << multiply_adds<Net>()
              << " multiply-adds an image, on " << Backend::name << '\n';
    training_report told = report_of<Net, Backend>(name, o);
    report_file page(o.out + "/" + o.page(name), told);
    tensorboard_log board(base + "_events", {.settings = told.settings});
    two_parts const parts = parts_of(from, o);
    fit_options how = fitting(o);
    how.log = base + ".csv";
    if (o.validation > 0) how.validation = &parts.validation;
    how.save = [&](training_state const&) { kept.save(run); };
    early_stopping patience(std::max<index_t>(1, o.patience), o.least_gain);
    std::optional<stop_on_signals> stop(std::in_place); // while it trains
    how.callbacks = {&page, &*stop};
    if (o.patience > 0) how.callbacks.push_back(&patience);
    if (o.tensorboard) how.callbacks.push_back(&board);
    try {
        fit(run, parts.training, how);
    } catch (departure const&) {
        throw;
    } catch (error const& problem) {
        if (!std::filesystem::exists(kept.newest())) throw;
        fail(problem.what(), "; the checkpoint before that is ", kept.newest().string());
    }
    bool const stopped = in_any(*o.group, stop->signal() != 0);
    stop.reset();
    if (stopped) fail("stopped behind step ", net.steps(), " of ", name, "; the same command with --resume goes on");
    if (o.wants_best())
        kept.load_best(run); // of averages, where there are such
    else if (o.averages > 0)
        use_averages(run);
    save(net, base + ".safetensors", {{"network", name}});

    compared_run const compared = test_on(net, name, *from.test, o, told);
    alike_regions const alike = find_alike_regions(net, *from.test);
    told.neighbours = alike.groups;
    page.finish();
    if (o.tensorboard) {
        std::uint64_t const step = net.steps() + 1; // at which a training that goes on takes it back
        board.file().scalar("test/accuracy", compared.accuracy, step);
        for (judged_image const& one : told.worst)
            board.file().image("worst mistakes/" + one.name,
                               {one.image.pixels, one.image.rows, one.image.columns, one.image.channels}, step);
    }
    std::cout << name << ": test accuracy " << 100 * told.test->top1() << "%, top-5 " << 100 * told.test->top5() << '%'
              << (o.averages > 0 ? ", with the means of the parameters" : "") << "\n  wrote " << base << ".safetensors"
              << (o.averages > 0 ? " (the means)" : "") << ", .csv, .checkpoint (the last " << o.keep
              << ", and .best), _confusion.svg, _sheet.svg" << (o.tensorboard ? ", _events/" : "") << "\n  wrote "
              << o.out << "/" << o.page(name) << std::endl;
    return compared;
}

/// Trains the network called `name` and returns what there is to compare; nothing where a rate is only to be found.
template <class Net, class Backend>
std::optional<compared_run> run_on(std::string const& name, data const& from, options const& o) {
    if (!o.find_rate) return train_on<Net, Backend>(name, from, o);
    find_rate<Net, Backend>(name, from, o);
    return std::nullopt;
}

/// The same for the small network of that name.
template <class Backend>
std::optional<compared_run> run(std::string const& name, data const& from, options const& o) {
    if (name == "spp") return run_on<small::spp_net<image, CHRNN_CLASSES>, Backend>(name, from, o);
    if (name == "msrn") return run_on<small::c_msrn<image, CHRNN_CLASSES>, Backend>(name, from, o);
    if (name == "hsrn") return run_on<small::c_hsrn<image, CHRNN_CLASSES>, Backend>(name, from, o);
    if (name == "mlstm") return run_on<small::c_mlstm<image, CHRNN_CLASSES>, Backend>(name, from, o);
    if (name == "hlstm") return run_on<small::c_hlstm<image, CHRNN_CLASSES>, Backend>(name, from, o);
    fail("there is no network ", name);
}

/// The same on the host; in train_on_host.cpp.
std::optional<compared_run> run_on_host(std::string const& name, data const& from, options const& o);

/// The same on a device, "cuda" or "cuda_tf32"; compiled by nvcc, in train_on_device.cu.
std::optional<compared_run> run_on_device(std::string const& name, data const& from, options const& o);

/// The same for the network of the user's header, on the host; in own_network.cpp.
std::optional<compared_run> run_own(std::string const& name, data const& from, options const& o);

} // namespace training
