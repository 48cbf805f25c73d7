/// Trains networks on scenes that are drawn at run time, or on a folder of images, and shows how well each does.
#include "command_line.hpp"
#include "training.hpp"

using namespace chrnn;
using namespace training;

#if defined(CHRNN_EXAMPLE_CUDA)
std::vector<std::string> const devices{"cpu", "cuda", "cuda_tf32"};
compared_run train_somewhere(std::string const& name, data const& from, options const& o) {
    return o.device == "cpu" ? train<cpu>(name, from, o) : train_on_device(name, from, o);
}
#else
std::vector<std::string> const devices{"cpu"}; // built where there is a CUDA device this program knows the others
compared_run train_somewhere(std::string const& name, data const& from, options const& o) {
    return train<cpu>(name, from, o);
}
#endif

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

int main(int count, char** arguments) {
    options o;
    CLI::App program("Trains small networks of the paper's form and prints their test accuracies side by side.",
                     "train");
    program.add_option("FOLDER,--folder", o.folder,
                       "images in FOLDER/train/<class>/ and FOLDER/test/<class>/; without it, drawn scenes");
    program.add_option("--networks", o.networks, "any of spp, msrn, hsrn, mlstm, hlstm (default: hlstm spp)")
        ->delimiter(',')
        ->check(CLI::IsMember({"spp", "msrn", "hsrn", "mlstm", "hlstm"}));
    program.add_option("--epochs", o.epochs, "passes over the training images")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    program.add_option("--batch", o.batch, "images a step")->check(CLI::Range(1, 100000))->capture_default_str();
    program.add_option("--rate", o.rate, "learning rate at the start")
        ->check(CLI::Range(1e-9, 100.0))
        ->capture_default_str();
    program.add_option("--schedule", o.schedule, "how the rate changes")
        ->check(CLI::IsMember(schedule_names))
        ->capture_default_str();
    program.add_option("--warm-up", o.warm_up, "epochs in which the rate rises from a hundredth")
        ->check(CLI::Range(0.0, 100000.0))
        ->capture_default_str();
    program.add_option("--clip", o.clip, "longest gradient; 0: any")
        ->check(CLI::Range(0.0, 1e9))
        ->capture_default_str();
    program.add_option("--seed", o.seed, "of everything random")->capture_default_str();
    program.add_option("--scenes", o.scenes, "training scenes to draw")
        ->check(CLI::Range(32, 1000000))
        ->capture_default_str();
    program.add_option("--validation", o.validation, "share of the training images to validate on")
        ->check(CLI::Range(0.0, 0.9))
        ->capture_default_str();
    program.add_option("--patience", o.patience, "epochs without a better validation after which it stops; 0: never")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str();
    program.add_option("--accumulate", o.accumulate, "batches whose gradients make one update")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    program
        .add_option("--augment", o.augment,
                    "any of crop, flip, rotation, jitter, grayscale, cutout, in their order, "
                    "in the place of the ten views")
        ->delimiter(',')
        ->check(CLI::IsMember(augmentation_names));
    program.add_flag("--balanced", o.balanced, "draw the classes equally often");
    program.add_option("--threads", o.threads, "0: one per processor")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    program.add_option("--device", o.device, "what to compute on")
        ->check(CLI::IsMember(devices))
        ->capture_default_str();
    program.add_option("--out", o.out, "folder for weights, logs, pictures and report.html")->capture_default_str();
    program.add_flag("--resume", o.resume, "go on from the checkpoints in the output folder")->configurable(false);
    program.add_flag("--ten-views", o.ten_views, "test with the ten views of each image");
    program.add_flag("--tensorboard", o.tensorboard, "write event files for TensorBoard, too");
    program.set_config("--settings", "", "a TOML file with any of these options, as OUT/settings.toml holds them all");
    program.allow_config_extras(CLI::config_extras_mode::error);
    o.command = command_text(count, arguments);

    return run_program(program, count, arguments, [&] {
        if (o.patience > 0 && o.validation == 0)
            fail("--patience needs a part of the images to validate on: give --validation, 0.1 for example");
        data const from(o);
        if (std::ssize(from.train->classes()) != CHRNN_CLASSES)
            fail("the images have ", from.train->classes().size(), " classes, but this program was built for ",
                 CHRNN_CLASSES, ": configure with -DCHRNN_CLASSES=", from.train->classes().size());
        std::filesystem::create_directories(o.out);
        folder_lock const ours(o.out);
        write_file(o.out + "/settings.toml", program.config_to_str(true, true));
        std::vector<compared_run> runs;
        std::vector<curve> curves;
        for (std::string const& name : o.networks) {
            runs.push_back(train_somewhere(name, from, o));
            curves.push_back(curve_of(runs.back()));
            if (o.networks.size() > 1)
                write_file(o.out + "/report.html",
                           comparison_page("Trainings compared", runs, runs.size() == o.networks.size()));
        }
        curve_chart("Training", curves).save(o.out + "/curves.svg");
        std::cout << "wrote " << o.out << "/curves.svg" << (runs.size() > 1 ? " and report.html" : "") << '\n';
    });
}
