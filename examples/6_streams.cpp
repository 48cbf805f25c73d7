/// What context is worth: networks with and without a recurrence on streams, images whose class can only be told by
/// following a path across them.
#include "command_line.hpp"
#include "stream_networks.hpp"

#include <chrnn/files.hpp>

#include <filesystem>
#include <iostream>

using namespace chrnn;

namespace {

using pyramid_of_tiles = pyramid<CHRNN_TILES, 3, 2, 1>;
using spp_net = streams::spp_net<CHRNN_TILES, pyramid_of_tiles>;
template <class Cell, class... Options>
using c_hrnn = streams::c_hrnn<CHRNN_TILES, pyramid_of_tiles, hierarchy<Cell, all_directions, linked, Options...>>;

struct options {
    std::vector<std::string> networks{"spp", "hlstm"};
    index_t images = 4000, epochs = 6, batch = 25, noise = 8, marks = 0, threads = 0;
    double rate = adam().rate;
    std::uint64_t seed = 1;
    std::string out = "out";
};

struct result {
    std::string name;
    bool has_context;
    double accuracy;
};

/// Trains a network and tests it on other streams.
template <class Net>
result train(std::string const& name, bool has_context, options const& o) {
    stream_options const drawn{.tiles = CHRNN_TILES, .noise = o.noise, .marks = o.marks};
    synthetic_streams const training(o.images, drawn, 1), test(1000, drawn, 2);
    model<Net> net{batch{o.batch}, seed{o.seed}, threads{o.threads}};
    std::cout << name << ": " << parameters<Net>() << " parameters\n";
    fit_options how;
    how.epochs = o.epochs;
    how.log = o.out + "/" + name + ".csv";
    fit(net, training, adam{.rate = o.rate, .clip = 1, .schedule = cosine_decay(o.epochs, 0.01)}, how);
    save(net, o.out + "/" + name + ".safetensors", {{"network", name}});
    double const right = evaluate(net, test).top1();
    std::cout << name << ": test accuracy " << 100 * right << "%\n";
    return {name, has_context, right};
}

result train(std::string const& name, options const& o) {
    if (name == "spp") return train<spp_net>("SPP-net", false, o);
    if (name == "modified_srn") return train<c_hrnn<srn, modified>>("modified CNN (SRN)", false, o);
    if (name == "modified_lstm") return train<c_hrnn<lstm, modified>>("modified CNN (LSTM)", false, o);
    if (name == "hsrn") return train<c_hrnn<srn>>("C-HSRN", true, o);
    return train<c_hrnn<lstm>>("C-HLSTM", true, o);
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
    program.add_option("--rate", o.rate, "learning rate at the start")
        ->check(CLI::Range(1e-9, 100.0))
        ->capture_default_str();
    program.add_option("--noise", o.noise, "levels, of 255")->check(CLI::Range(0, 64))->capture_default_str();
    program.add_option("--marks", o.marks, "tiles with a false mark")
        ->check(CLI::Range(0, CHRNN_TILES))
        ->capture_default_str();
    program.add_option("--seed", o.seed, "of everything random but the images")->capture_default_str();
    program.add_option("--threads", o.threads, "0: one per processor")->check(CLI::Range(0, 1024));
    program.add_option("--out", o.out, "folder for weights and logs")->capture_default_str();

    return run_program(program, count, arguments, [&] {
        std::filesystem::create_directories(o.out);
        std::vector<result> results;
        for (std::string const& name : o.networks) results.push_back(train(name, o));
        result const *with = best(results, true), *without = best(results, false);
        if (!with || !without) return;
        std::cout << "what context is worth: " << with->name << ", which follows the stream, is right on "
                  << 100 * with->accuracy << "% of the images, " << without->name << ", which does not, on "
                  << 100 * without->accuracy << "%" << std::endl;
    });
}
