/// Labels every region of images: a trunk with convolutions or with a recurrence behind it, on lakes, images in which
/// water that land encloses is to be told from the sea, or on a folder of images and label maps.
#include "label_networks.hpp"
#include "processes.hpp"

#include <chrnn/files.hpp>
#include <chrnn/images.hpp>
#include <chrnn/report.hpp>

#include <filesystem>
#include <iostream>

using namespace chrnn;

static_assert(CHRNN_LABEL_SIDE % 4 == 0,
              "label: regions are of 4 x 4 pixels, so that CHRNN_LABEL_SIDE is a multiple of 4");

namespace {

struct options {
    std::string folder, out = "out", weights = "none";
    std::vector<std::string> networks{"convolutions", "modified", "srn"};
    index_t images = 400, tests = 200, epochs = 6, batch = 10, shards = 1, threads = 0;
    double rate = 0.004, decay = 0.01;
    std::uint64_t seed = 1;
    int ignored = 255;
    bool flips = false, skip = false, resume = false;

    process_group* group = nullptr; ///< the processes that train
    std::string shared_out;         ///< where the first of them writes; `out` is where this one does

    bad_file on_bad_file() const { return skip ? bad_file::skip : bad_file::fatal; }
};

void say(std::string const& problem) { std::cerr << problem << '\n'; }

/// What there is to learn from and to be tested on.
struct data {
    std::unique_ptr<labelled_images> train, test;
    std::vector<double> weights; ///< of the classes; none if all count the same

    explicit data(options const& o) {
        o.folder.empty() ? draw(o) : list(o);
        if (o.weights == "none") return;
        class_frequencies const counted(*train, o.on_bad_file());
        weights = o.weights == "median" ? counted.median() : counted.inverse();
        std::cout << "class weights:";
        for (std::size_t k = 0; k < weights.size(); ++k)
            std::cout << (k == 0 ? " " : ", ") << train->classes()[k] << ' ' << weights[k];
        std::cout << std::endl;
    }

  private:
    void list(options const& o) {
        auto const part = [&](char const* name) { return std::filesystem::path(o.folder) / name; };
        train = std::make_unique<label_folder>(part("train"), CHRNN_LABELS, o.ignored);
        test = std::make_unique<label_folder>(part("test"), CHRNN_LABELS, o.ignored);
    }
    void draw(options const& o) {
        train = std::make_unique<synthetic_lakes>(o.images, CHRNN_LABEL_SIDE, 1);
        test = std::make_unique<synthetic_lakes>(o.tests, CHRNN_LABEL_SIDE, 2);
        if (std::ssize(train->classes()) != CHRNN_LABELS)
            fail("lakes have ", train->classes().size(), " classes, but this program was built for ", CHRNN_LABELS,
                 ": give it a folder, or configure with -DCHRNN_LABELS=", train->classes().size());
    }
};

/// What the networks have made of the test images that are shown.
struct shown {
    static constexpr index_t most = 8;
    std::vector<std::string> networks;
    std::vector<labelled_row> rows;

    void add(index_t i, labelled_image const& truth, bitmap const& predicted) {
        if (i >= most) return;
        if (i == std::ssize(rows)) rows.push_back({truth});
        rows[static_cast<std::size_t>(i)].predicted.push_back(predicted);
    }
};

std::string percent(double share) { return fixed_decimal(100 * share, 1) + "%"; }

/// Trains a network, tests it, writes its files.
template <class Net>
void train(std::string const& key, std::string const& name, data const& from, options const& o, shown& sheet) {
    std::string const base = o.out + "/label_" + key;
    model<Net> net{batch{o.batch}, seed{o.seed}, threads{o.threads}};
    std::cout << name << ": " << trained_parameters<Net>() << " parameters" << std::endl;
    adamw const rule{.rate = o.rate, .weight_decay = o.decay, .clip = 1, .schedule = cosine_decay(o.epochs, 0.01)};
    trainer run(net, rule, *o.group);
    checkpoint_series kept(o.shared_out + "/label_" + key + ".checkpoint");
    bool const goes_on = o.resume && kept.load(run, say); // with the class weights that it began with
    if (!goes_on && !from.weights.empty()) set_class_weights(net, from.weights);
    label_fit_options how;
    how.epochs = o.epochs;
    how.shards = o.shards;
    how.log = base + ".csv";
    how.on_bad_file = o.on_bad_file();
    how.report = say;
    if (o.flips) how.augment = horizontal_flip{};
    how.save = [&](training_state const&) { kept.save(run); };
    fit(run, *from.train, how);
    save(net, base + ".safetensors", {{"network", key}});

    std::filesystem::create_directories(base);
    sheet.networks.push_back(name);
    label_evaluate_options tested{.on_bad_file = o.on_bad_file(), .report = say};
    tested.each = [&](index_t i, labelled_image const& truth, bitmap const& predicted) {
        save_labels(predicted, base + "/" + std::to_string(i) + ".png");
        sheet.add(i, truth, predicted);
    };
    region_metrics const found = evaluate(net, *from.test, tested);
    std::cout << name << ": pixels right " << percent(found.pixel_accuracy()) << ", mean over classes "
              << percent(found.mean_class_accuracy()) << ", mean IoU " << percent(found.mean_iou()) << " (";
    auto const& classes = from.test->classes();
    for (std::size_t k = 0; k < classes.size(); ++k)
        std::cout << (k == 0 ? "" : ", ") << classes[k] << ' ' << percent(found.iou(static_cast<index_t>(k)));
    std::cout << ")\n  wrote " << base << ".safetensors, .csv, .checkpoint (.1, .2, .best), and label maps to " << base
              << "/" << std::endl;
}

void train(std::string const& key, data const& from, options const& o, shown& sheet) {
    constexpr index_t side = CHRNN_LABEL_SIDE, classes = CHRNN_LABELS;
    if (key == "convolutions") train<labels::convolutions<side, classes, 1, 1, 1>>(key, "convolutions", from, o, sheet);
    if (key == "dilated") train<labels::convolutions<side, classes, 1, 2, 4>>(key, "dilated", from, o, sheet);
    if (key == "modified") train<labels::two_scans<side, classes, modified>>(key, "no recurrence", from, o, sheet);
    if (key == "srn") train<labels::two_scans<side, classes>>(key, "two SRN scans", from, o, sheet);
}

} // namespace

int main(int count, char** arguments) {
    options o;
    CLI::App program("Trains networks with and without a recurrence to say of what class each region of an image is.",
                     "label");
    program.add_option("FOLDER", o.folder,
                       "images in FOLDER/train/images/ and FOLDER/test/images/, labels/*.png beside them; without it, "
                       "drawn lakes");
    program
        .add_option("--networks", o.networks,
                    "any of convolutions, dilated, modified, srn (default: convolutions modified srn)")
        ->delimiter(',')
        ->check(CLI::IsMember({"convolutions", "dilated", "modified", "srn"}));
    program.add_option("--images", o.images, "lakes to train on")->check(CLI::Range(1, 1000000))->capture_default_str();
    program.add_option("--tests", o.tests, "lakes to test on")->check(CLI::Range(1, 1000000))->capture_default_str();
    program.add_option("--epochs", o.epochs, "passes over the training images")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    program.add_option("--batch", o.batch, "images a step")->check(CLI::Range(1, 100000))->capture_default_str();
    add_shards_option(program, o.shards);
    program.add_option("--rate", o.rate, "learning rate at the start")
        ->check(CLI::Range(1e-9, 100.0))
        ->capture_default_str();
    program.add_option("--decay", o.decay, "weight decay")->check(CLI::Range(0.0, 100.0))->capture_default_str();
    program
        .add_option("--weights", o.weights,
                    "of classes in the loss, by how often they are met: none, inverse (all labels of a class together "
                    "count as much as those of another) or median (frequency balancing); a training that goes on "
                    "keeps its own")
        ->check(CLI::IsMember({"none", "inverse", "median"}))
        ->capture_default_str();
    program.add_option("--ignore", o.ignored, "the number in FOLDER's label maps of pixels that do not count")
        ->check(CLI::Range(0, 255))
        ->capture_default_str();
    program.add_flag("--skip-bad", o.skip,
                     "leave out images that cannot be read or whose labels make no sense; each is named");
    program.add_flag("--flips", o.flips, "mirror half of the training images, and their labels, left to right");
    program.add_option("--seed", o.seed, "of everything random but the lakes")->capture_default_str();
    program.add_option("--threads", o.threads, "0: one per processor")->check(CLI::Range(0, 1024));
    program.add_option("--out", o.out, "folder for weights, label maps and pictures")->capture_default_str();
    program.add_flag("--resume", o.resume, "go on from the checkpoints in the output folder");

    return run_in_processes(program, count, arguments, [&](processes& all) {
        data const from(o);
        o.group = &all.group();
        o.shared_out = o.out;
        o.out = all.writable(o.out);
        folder_lock const ours(o.out);
        shown sheet;
        for (std::string const& key : o.networks) train(key, from, o, sheet);
        std::string const picture = o.out + "/label_sheet.svg";
        label_sheet("What each network makes of test images", from.test->classes(), sheet.networks, sheet.rows,
                    from.test->ignored(), 2)
            .save(picture);
        std::cout << "wrote " << picture << '\n';
    });
}
