/// What context is worth: networks with and without a recurrence on streams, images whose class can only be told by
/// following a path across them.
#include "processes.hpp"
#include "stream_networks.hpp"
#include "test_sheet.hpp"

#include <chrnn/files.hpp>

#include <filesystem>
#include <iostream>

using namespace chrnn;

namespace {

using spp_net = streams::spp_net<CHRNN_TILES>;
template <class Cell, class... Options>
using c_hrnn = streams::c_hrnn<CHRNN_TILES, Cell, Options...>;

struct options {
    std::vector<std::string> networks{"spp", "hlstm"};
    index_t images = 4000, epochs = 10, batch = 25, shards = 1, noise = 8, marks = 0, threads = 0;
    double rate = 0.004, decay = 0.1;
    std::uint64_t seed = 1;
    std::string out = "out";

    stream_options drawn() const { return {.tiles = CHRNN_TILES, .noise = noise, .marks = marks}; }
};

struct result {
    std::string name;
    bool has_context;
    double accuracy;
    curve training;
};

/// A curve of what a training has left.
curve curve_of(std::string const& name, training_state const& trained) {
    curve line{name};
    for (epoch_record const& one : trained.history) {
        line.epochs.push_back(static_cast<double>(one.epoch));
        line.loss.push_back(one.train_loss);
        line.accuracy.push_back(one.accuracy());
    }
    return line;
}

/// Trains a network and tests it.
template <class Net>
result train(std::string const& key, std::string const& name, bool has_context, options const& o, process_group& all) {
    std::string const base = o.out + "/streams_" + key;
    model<Net> net{batch{o.batch}, seed{o.seed}, threads{o.threads}};
    std::cout << name << ": " << parameters<Net>() << " parameters\n";
    fit_options how;
    how.epochs = o.epochs;
    how.shards = o.shards;
    how.log = base + ".csv";
    adamw const rule{.rate = o.rate, .weight_decay = o.decay, .clip = 1, .schedule = cosine_decay(o.epochs, 0.01)};
    trainer run(net, rule, all);
    training_state const trained = fit(run, synthetic_streams(o.images, o.drawn(), 1), how);
    save(net, base + ".safetensors", {{"network", key}});
    synthetic_streams const others(1000, o.drawn(), 2);
    double const right = test_with_sheet(net, others, name + " on streams", base + "_sheet.svg", 12).top1();
    std::cout << name << ": test accuracy " << 100 * right << "%\n  wrote " << base << ".safetensors, .csv, _sheet.svg"
              << std::endl;
    return {name, has_context, right, curve_of(name, trained)};
}

result train(std::string const& key, options const& o, process_group& all) {
    if (key == "spp") return train<spp_net>(key, "SPP-net", false, o, all);
    if (key == "modified_srn") return train<c_hrnn<srn, modified>>(key, "modified CNN (SRN)", false, o, all);
    if (key == "modified_lstm") return train<c_hrnn<lstm, modified>>(key, "modified CNN (LSTM)", false, o, all);
    if (key == "hsrn") return train<c_hrnn<srn>>(key, "C-HSRN", true, o, all);
    return train<c_hrnn<lstm>>(key, "C-HLSTM", true, o, all);
}

/// The best of those with context, or of those without; null if there is none.
result const* best(std::vector<result> const& all, bool with_context) {
    result const* found = nullptr;
    for (result const& one : all)
        if (one.has_context == with_context && (!found || one.accuracy > found->accuracy)) found = &one;
    return found;
}

} // namespace

int main(int count, char** arguments) {
    options o;
    CLI::App program("Shows what context is worth: trains networks with and without a recurrence on drawn streams.",
                     "streams");
    program
        .add_option("--networks", o.networks,
                    "any of spp, modified_srn, modified_lstm, hsrn, hlstm (default: spp hlstm)")
        ->delimiter(',')
        ->check(CLI::IsMember({"spp", "modified_srn", "modified_lstm", "hsrn", "hlstm"}));
    program.add_option("--images", o.images, "to train on")->check(CLI::Range(32, 1000000))->capture_default_str();
    program.add_option("--epochs", o.epochs, "passes over them")->check(CLI::Range(1, 100000))->capture_default_str();
    program.add_option("--batch", o.batch, "images a step")->check(CLI::Range(2, 100000))->capture_default_str();
    add_shards_option(program, o.shards);
    program.add_option("--rate", o.rate, "learning rate at the start")
        ->check(CLI::Range(1e-9, 100.0))
        ->capture_default_str();
    program.add_option("--decay", o.decay, "weight decay")->check(CLI::Range(0.0, 100.0))->capture_default_str();
    program.add_option("--noise", o.noise, "levels, of 255")->check(CLI::Range(0, 64))->capture_default_str();
    program.add_option("--marks", o.marks, "tiles with a false mark")
        ->check(CLI::Range(0, CHRNN_TILES))
        ->capture_default_str();
    program.add_option("--seed", o.seed, "of everything random but the images")->capture_default_str();
    program.add_option("--threads", o.threads, "0: one per processor")->check(CLI::Range(0, 1024));
    program.add_option("--out", o.out, "folder for weights, logs and pictures")->capture_default_str();

    return run_in_processes(program, count, arguments, [&](processes& all) {
        o.out = all.writable(o.out);
        folder_lock const ours(o.out);
        std::vector<result> results;
        std::vector<curve> curves;
        for (std::string const& key : o.networks) {
            results.push_back(train(key, o, all.group()));
            curves.push_back(results.back().training);
        }
        std::string const chart = o.out + "/streams_curves.svg";
        curve_chart("Training on streams", curves).save(chart);
        std::cout << "wrote " << chart << '\n';
        result const *with = best(results, true), *without = best(results, false);
        if (!with || !without) return;
        std::cout << "what context is worth: " << with->name << ", which follows the stream, is right on "
                  << 100 * with->accuracy << "% of the images, " << without->name << ", which does not, on "
                  << 100 * without->accuracy << "%" << std::endl;
    });
}
