/// Trains networks on scenes that are drawn at run time, or on a folder of images, and shows how well each does.
#include "processes.hpp"
#include "settings_file.hpp"
#include "training.hpp"

using namespace chrnn;
using namespace training;

#if defined(CHRNN_EXAMPLE_CUDA)
std::vector<std::string> const devices{"cpu", "cuda", "cuda_tf32"};
#else
std::vector<std::string> const devices{"cpu"}; // built where there is a CUDA device this program knows the others
#endif

std::optional<compared_run> run_somewhere(std::string const& name, data const& from, options const& o) {
#if defined(CHRNN_EXAMPLE_CUDA)
    if (o.device != "cpu") return run_on_device(name, from, o);
#endif
#if defined(CHRNN_NETWORK_HEADER)
    if (name == own_network_name) return run_own(name, from, o);
#endif
    return run_on_host(name, from, o);
}

/// The training's loss and the validation's accuracy, or where there is none the training's.
curve curve_of(compared_run const& one) {
    curve line{one.name};
    for (epoch_record const& each : one.history) {
        line.epochs.push_back(static_cast<double>(each.epoch));
        line.loss.push_back(each.train_loss);
        line.accuracy.push_back(each.accuracy());
    }
    return line;
}

std::vector<std::string> network_names() {
    std::vector<std::string> all = small_network_names;
    if (!own_network_name.empty()) all.push_back(own_network_name);
    return all;
}

void declare(CLI::App& program, options& o) {
    if (!own_network_name.empty()) o.networks = {own_network_name};
    program.add_option("FOLDER,--folder", o.folder,
                       "images in FOLDER/train/<class>/ and FOLDER/test/<class>/; without it, drawn scenes");
    program.add_option("--networks", o.networks, "any of " + joined(network_names(), ", "))
        ->delimiter(',')
        ->default_str(joined(o.networks, ","));
    o.network_header = header_of_program.string();
    program
        .add_option("--network-header", o.network_header,
                    "FILE.hpp that defines a network, template <class Input, chrnn::index_t Classes> struct FILE; "
                    "examples/train-scenes builds the program for it")
        ->capture_default_str();
    auto const number = [&](char const* name, auto& value, char const* text, auto least, auto most) {
        return program.add_option(name, value, text)->check(between(least, most));
    };
    auto const choice = [&](char const* name, std::string& value, char const* text, auto const& names) {
        program.add_option(name, value, text)->check(CLI::IsMember(names))->capture_default_str();
    };
    number("--epochs", o.epochs, "passes over the training images", 1, 100000)->capture_default_str();
    number("--batch", o.batch, "images a step", 1, 100000)->capture_default_str();
    choice("--optimiser", o.optimiser, "rule by which it learns", optimiser_names);
    number("--rate", o.rate,
           "learning rate at the start (default: 0.02 for sgd and nesterov, 0.002 for nadam, 0.001 for the others)",
           1e-9, 100.0)
        ->run_callback_for_default(false); // and so is not written where it is not given
    number("--decay", o.decay, "weight decay (default: 0.0005 for sgd and nesterov, 0.01 for adamw, 0 for the others)",
           0.0, 100.0)
        ->run_callback_for_default(false);
    number("--averages", o.averages,
           "a mean of the parameters is kept, validated, tested and saved in their place, and is so much of itself in "
           "each update, 0.999 for example; 0: none",
           0.0, 0.999999)
        ->capture_default_str();
    choice("--schedule", o.schedule, "how the rate changes", schedule_names);
    number("--warm-up", o.warm_up, "epochs in which the rate rises from a hundredth", 0.0, 100000.0)
        ->capture_default_str();
    number("--clip", o.clip, "longest gradient; 0: any", 0.0, 1e9)->capture_default_str();
    program.add_option("--seed", o.seed, "of everything random")->capture_default_str();
    number("--scenes", o.scenes, "training scenes to draw", 32, 1000000)->capture_default_str();
    number("--validation", o.validation, "share of the training images to validate on", 0.0, 0.9)
        ->capture_default_str();
    number("--patience", o.patience, "epochs without a better validation after which it stops; 0: never", 0, 100000)
        ->capture_default_str();
    number("--least-gain", o.least_gain, "by how much more a better validation is right on, 0 to 1, for --patience",
           0.0, 1.0)
        ->capture_default_str();
    program.add_flag("--best", o.best, "test and save the epoch whose validation was best, as --patience does");
    number("--keep", o.keep, "checkpoints that are kept beside the best", 1, 1000)->capture_default_str();
    number("--save-every", o.save_every, "steps behind which a checkpoint is saved within an epoch, too; 0: never", 0,
           1000000000)
        ->capture_default_str();
    number("--accumulate", o.accumulate, "batches whose gradients make one update", 1, 10000)->capture_default_str();
    add_shards_option(program, o.shards);
    program
        .add_option("--augment", o.augment,
                    "any of " + joined(augmentation_names, ", ") + ", in their order, in the place of the ten views")
        ->delimiter(',')
        ->check(CLI::IsMember(augmentation_names))
        ->run_callback_for_default(false);
    program.add_flag("--balanced", o.balanced, "draw the classes equally often");
    number("--threads", o.threads, "0: one per processor", 0, 1024)->capture_default_str();
    choice("--device", o.device, "what to compute on", devices);
    program.add_option("--out", o.out, "folder for weights, logs, pictures and report.html")->capture_default_str();
    program
        .add_flag("--find-rate", o.find_rate,
                  "raise the rate step by step, draw the loss and say where it fell fastest; trains nothing")
        ->configurable(false);
    program.add_flag("--resume", o.resume, "go on from the checkpoints in the output folder")->configurable(false);
    program.add_flag("--ten-views", o.ten_views, "test with the ten views of each image");
    program.add_flag("--tensorboard", o.tensorboard, "write event files for TensorBoard, too");
    read_settings(program, "a TOML file with any of these options, as OUT/settings.toml holds them all");
}

/// Throws where options do not go together, or this is not the program for them.
void check(options const& o) {
    std::error_code ignored;
    if (!o.network_header.empty() && o.network_header != header_of_program &&
        !std::filesystem::equivalent(o.network_header, header_of_program, ignored))
        fail("this program was not built with the network of ", o.network_header,
             ": start it by examples/train-scenes, which builds it");
    std::vector<std::string> const known = network_names();
    for (std::string const& name : o.networks)
        if (std::ranges::find(known, name) == known.end())
            fail("there is no network '", name, "': there are ", joined(known, ", "));
    if (o.validation == 0 && (o.patience > 0 || o.best))
        fail(o.best ? "--best" : "--patience",
             " needs a part of the images to validate on: give --validation, 0.1 for example");
    if (o.least_gain > 0 && o.patience == 0) fail("--least-gain is for --patience, which is not given");
    if (o.find_rate && o.resume) fail("--find-rate begins anew and trains nothing: leave --resume out");
}

int main(int count, char** arguments) {
    options o;
    CLI::App program(
        "Trains small networks of the paper's form, or one's own, and prints their test accuracies side by "
        "side.",
        "train");
    declare(program, o);
    o.command = command_text(count, arguments);

    return run_in_processes(program, count, arguments, [&](processes& all) {
        check(o);
        data const from(o);
        if (std::ssize(from.train->classes()) != CHRNN_CLASSES)
            fail("the images have ", from.train->classes().size(), " classes, but this program was built for ",
                 CHRNN_CLASSES, ": configure with -DCHRNN_CLASSES=", from.train->classes().size());
        o.group = &all.group();
        o.shared_out = o.out;
        o.out = all.writable(o.out);
        folder_lock const ours(o.out);
        write_file(o.out + "/settings.toml", program.config_to_str(true, true));
        std::vector<compared_run> runs;
        std::vector<curve> curves;
        for (std::string const& name : o.networks) {
            std::optional<compared_run> one = run_somewhere(name, from, o);
            if (!one) continue;
            runs.push_back(std::move(*one));
            curves.push_back(curve_of(runs.back()));
            if (o.networks.size() > 1)
                write_file(o.out + "/report.html",
                           comparison_page("Trainings compared", runs, runs.size() == o.networks.size()));
        }
        if (runs.empty()) return;
        curve_chart("Training", curves).save(o.out + "/curves.svg");
        std::cout << "wrote " << o.out << "/curves.svg" << (runs.size() > 1 ? " and report.html" : "") << '\n';
    });
}
