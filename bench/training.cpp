/// Times a training on a folder of JPEGs, which are decoded whenever they are asked for, with what can go on beside it:
/// alone, with each of these, and with all of them, in turns.
#include "../examples/small_networks.hpp"
#include "figures.hpp"

#include <chrnn/images.hpp>
#include <chrnn/report.hpp>

#include <ctime>

using namespace chrnn;

namespace {

constexpr index_t side = 128, crop = 112, classes = 2;
using net = small::spp_net<input<3, crop, crop>, classes>;

/// What goes on beside a training.
struct company {
    std::string name;
    bool augments = false, stops = false, saves = false, draws_board = false, reports = false, logs = false;
};
std::vector<company> const all_company{{.name = "alone"},
                                       {.name = "augmentation", .augments = true},
                                       {.name = "early stopping", .stops = true},
                                       {.name = "checkpoints", .saves = true},
                                       {.name = "TensorBoard", .draws_board = true},
                                       {.name = "report", .reports = true},
                                       {.name = "log", .logs = true},
                                       {"all but augmentation", false, true, true, true, true, true},
                                       {"all", true, true, true, true, true, true}};

struct options {
    std::filesystem::path images, out = std::filesystem::temp_directory_path() / "chrnn-training";
    index_t items = 640, epochs = 2, rounds = 3, batch = 32, threads = 1;
};

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Seconds of the processor, which other programs change little, and of the clock.
struct seconds {
    double processor = processor_seconds();
    double clock = std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    double beside = 0; ///< of the processor, in what went on beside the training but for its augmentation
};

/// A callback whose time is added up.
class timed_callback : public callback {
  public:
    timed_callback(callback& of, double& sum) : of_(of), sum_(sum) {}

    void begin(training_moment& now) override {
        add([&] { of_.begin(now); });
    }
    void after_step(training_moment& now) override {
        add([&] { of_.after_step(now); });
    }
    void after_epoch(training_moment& now) override {
        add([&] { of_.after_epoch(now); });
    }
    void end(training_moment& now) override {
        add([&] { of_.end(now); });
    }

    void add(auto const& act) {
        double const begin = processor_seconds();
        act();
        sum_ += processor_seconds() - begin;
    }

  private:
    callback& of_;
    double& sum_;
};

seconds time_of(company const& beside, dataset const& data, mean_image const& mean, options const& o) {
    std::filesystem::remove_all(o.out);
    std::filesystem::create_directories(o.out);
    model<net> m(batch{o.batch}, seed{1}, threads{o.threads});
    trainer run(m, sgd{.rate = 0.001});
    fit_options how{.epochs = o.epochs, .validation = &data, .sampling = balanced(o.items), .mean = mean};
    how.progress = progress_style::none;
    how.images.cache_bytes = 0;
    how.images.workers = o.threads > 1 ? 1 : 0;
    early_stopping patience(o.epochs);
    checkpoint_series kept(o.out / "run.checkpoint");
    tensorboard_log board(o.out / "events");
    training_report told{.title = "A training"};
    report_file page(o.out / "report.html", told);
    if (beside.augments)
        how.augment = random_resized_crop{} | horizontal_flip{} |
                      colour_jitter{.brightness = 0.4, .contrast = 0.4, .saturation = 0.4} | cutout{};
    double sum = 0;
    timed_callback stopping(patience, sum), drawing(board, sum), reporting(page, sum);
    if (beside.stops) how.callbacks.push_back(&stopping);
    if (beside.draws_board) how.callbacks.push_back(&drawing);
    if (beside.reports) how.callbacks.push_back(&reporting);
    if (beside.saves) how.save = [&](training_state const&) { stopping.add([&] { kept.save(run); }); };
    if (beside.logs) how.log = (o.out / "log.csv").string();
    seconds const begin;
    fit(run, data, how);
    seconds const end;
    return {end.processor - begin.processor, end.clock - begin.clock, sum};
}

} // namespace

int main(int count, char** arguments) {
    options o;
    CLI::App program("Times trainings with what goes on beside them, in turns; one JSON object a line.", "training");
    program.add_option("--images", o.images, "JPEGs of two classes, in a subfolder each")->required();
    program.add_option("--out", o.out, "what they write goes here")->capture_default_str();
    program.add_option("--items", o.items, "images of an epoch")->check(CLI::Range(1, 1000000))->capture_default_str();
    program.add_option("--epochs", o.epochs, "of each training")->check(CLI::Range(1, 1000))->capture_default_str();
    program.add_option("--rounds", o.rounds, "of all of them")->check(CLI::Range(1, 1000))->capture_default_str();
    program.add_option("--batch", o.batch, "images a step")->check(CLI::Range(1, 1000))->capture_default_str();
    program.add_option("--threads", o.threads, "of ours")->check(CLI::Range(1, 1024))->capture_default_str();
    return run_program(program, count, arguments, [&] {
        image_folder const data(o.images, side);
        mean_image const mean = mean_of(data, 3);
        std::vector<seconds> least(all_company.size(), {1e9, 1e9, 1e9});
        for (index_t round = 0; round < o.rounds; ++round)
            for (std::size_t i = 0; i < least.size(); ++i) {
                seconds const took = time_of(all_company[i], data, mean, o);
                least[i] = {std::min(least[i].processor, took.processor), std::min(least[i].clock, took.clock),
                            std::min(least[i].beside, took.beside)};
            }
        for (std::size_t i = 0; i < least.size(); ++i)
            std::cout << "{\"subject\": \"training\", \"what\": \"" << all_company[i].name
                      << "\", \"threads\": " << o.threads << ", \"processor\": " << least[i].processor
                      << ", \"clock\": " << least[i].clock << ", \"beside\": " << least[i].beside
                      << ", \"processor_to_alone\": " << least[i].processor / least[0].processor
                      << ", \"clock_to_alone\": " << least[i].clock / least[0].clock << "}" << std::endl;
    });
}
