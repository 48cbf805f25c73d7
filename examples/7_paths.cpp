/// Whether a path joins two dots: networks with and without a recurrence on pathfinder, short paths first.
#include "processes.hpp"
#include "scan_networks.hpp"
#include "test_sheet.hpp"

#include <chrnn/files.hpp>

#include <filesystem>
#include <iostream>

using namespace chrnn;

namespace {

/// 1 x 64 x 64 -> 32 x 16 x 16: the piece of a dash or of a dot that lies in a region, and which way it runs.
struct trunk : sequence<conv<32, 8, stride<4>, pad<2>>, batch_normalisation, rectifier, //
                        conv<32, 1>, batch_normalisation, rectifier> {};

/// Two scans; then any region may say that it has seen both ends of a path.
template <class Cell, class... Options>
struct two_scans : network<input<1, 64, 64>, trunk, scans::scan<Cell, Options...>, scans::scan<Cell, Options...>,
                           conv<32, 1>, batch_normalisation, rectifier, max_pool<16>, dense<2>, softmax_cross_entropy> {
};

struct options {
    std::vector<std::string> networks{"modified_srn", "srn"};
    std::vector<index_t> dashes{2, 3, 4, 6};
    index_t images = 20000, test_images = 4000, rounds = 6, distractors = 8, batch = 32, shards = 1, threads = 0;
    double rate = 0.001, decay = 0.01;
    std::uint64_t seed = 1;
    std::string out = "out";

    pathfinder_options drawn(index_t of_dashes) const { return {.dashes = of_dashes, .distractors = distractors}; }
};

/// Trains a network on longer and longer paths, every image seen once, and tests it on the longest. It goes on to
/// longer ones when it is right on nine of ten; when it is not after `rounds` times `images`, that is all it learns.
template <class Net>
void train(std::string const& key, std::string const& name, options const& o, process_group& all) {
    std::string const base = o.out + "/paths_" + key;
    model<Net> net{batch{o.batch}, seed{o.seed}, threads{o.threads}};
    std::cout << name << ": " << parameters<Net>() << " parameters" << std::endl;
    adamw const rule{.rate = o.rate, .weight_decay = o.decay, .clip = 1};
    fit_options once;
    once.epochs = 1;
    once.shards = o.shards;
    std::uint64_t drawn = random_key(o.seed, "paths");
    bool learnt = true;
    for (std::size_t k = 0; k < o.dashes.size() && learnt; ++k) {
        index_t const dashes = o.dashes[k];
        pathfinder const others(1000, o.drawn(dashes), 2);
        double right = 0;
        for (index_t round = 0; round < o.rounds && right < 0.9; ++round) {
            trainer run(net, rule, all);
            fit(run, pathfinder(o.images, o.drawn(dashes), ++drawn), once);
            right = evaluate(net, others).top1();
            std::cout << name << ", paths of " << dashes << " dashes: right on " << 100 * right << "% of 1000 others"
                      << std::endl;
        }
        learnt = right >= 0.9;
    }
    save(net, base + ".safetensors", {{"network", key}});
    pathfinder const others(o.test_images, o.drawn(o.dashes.back()), 3);
    double const right = test_with_sheet(net, others, name + " on paths", base + "_sheet.svg", 12).top1();
    std::cout << name << ": test accuracy " << 100 * right << "%\n  wrote " << base << ".safetensors, _sheet.svg"
              << std::endl;
}

void train(std::string const& key, options const& o, process_group& all) {
    if (key == "srn") train<two_scans<srn>>(key, "two SRN scans", o, all);
    if (key == "lstm") train<two_scans<lstm>>(key, "two LSTM scans", o, all);
    if (key == "modified_srn") train<two_scans<srn, modified>>(key, "without recurrence (SRN)", o, all);
    if (key == "modified_lstm") train<two_scans<lstm, modified>>(key, "without recurrence (LSTM)", o, all);
}

} // namespace

int main(int count, char** arguments) {
    options o;
    CLI::App program("Trains networks with and without a recurrence to tell whether a dashed path joins two dots.",
                     "paths");
    program
        .add_option("--networks", o.networks,
                    "any of srn, lstm, modified_srn, modified_lstm (default: modified_srn srn)")
        ->delimiter(',')
        ->check(CLI::IsMember({"srn", "lstm", "modified_srn", "modified_lstm"}));
    program
        .add_option("--dashes", o.dashes,
                    "of a path, one training after another; tested on the last of them (default: 2 3 4 6)")
        ->delimiter(',')
        ->check(CLI::Range(2, 14));
    program.add_option("--rounds", o.rounds, "at most, for each of these")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    program.add_option("--images", o.images, "of a round, every one seen once")
        ->check(CLI::Range(32, 10000000))
        ->capture_default_str();
    program.add_option("--test-images", o.test_images, "to be tested on")
        ->check(CLI::Range(12, 10000000))
        ->capture_default_str();
    program.add_option("--distractors", o.distractors, "shorter paths")->check(CLI::Range(0, 8))->capture_default_str();
    program.add_option("--batch", o.batch, "images a step")->check(CLI::Range(2, 100000))->capture_default_str();
    add_shards_option(program, o.shards);
    program.add_option("--rate", o.rate, "learning rate")->check(CLI::Range(1e-9, 100.0))->capture_default_str();
    program.add_option("--decay", o.decay, "weight decay")->check(CLI::Range(0.0, 100.0))->capture_default_str();
    program.add_option("--seed", o.seed, "of everything random but the test images")->capture_default_str();
    program.add_option("--threads", o.threads, "0: one per processor")->check(CLI::Range(0, 1024));
    program.add_option("--out", o.out, "folder for weights and pictures")->capture_default_str();

    return run_in_processes(program, count, arguments, [&](processes& all) {
        o.out = all.writable(o.out);
        folder_lock const ours(o.out);
        for (std::string const& key : o.networks) train(key, o, all.group());
    });
}
