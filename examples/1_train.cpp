/// Trains networks on scenes that are drawn at run time, or on a folder of images, and shows how well each does.
/// CHRNN_CLASSES and CHRNN_SIDE are the classes of the folder and the side of the crops that the networks see.
#include "command_line.hpp"
#include "small_networks.hpp"

#include <chrnn/files.hpp>
#include <chrnn/images.hpp>
#include <chrnn/report.hpp>

#if defined(__CUDACC__)
#include <chrnn/cuda.hpp>
#endif

#include <filesystem>
#include <iostream>

using namespace chrnn;

struct options {
    std::vector<std::string> networks{"hlstm", "spp"};
    std::string folder, out = "out", device = "cpu";
    index_t epochs = 10, batch = 25, scenes = 4000;
    double rate = 0.02, clip = 1, validation = 0;
    std::uint64_t seed = 1;
    index_t threads = 0;
    bool resume = false, ten_views = false;
};

#if defined(__CUDACC__)
std::vector<std::string> const devices{"cpu", "cuda", "cuda_tf32"};
#else
std::vector<std::string> const devices{"cpu"}; // nvcc's build of this program knows the others
#endif

using image = input<3, CHRNN_SIDE, CHRNN_SIDE>;

/// What there is to learn from and to be tested on.
struct data {
    std::unique_ptr<dataset> train, test;

    explicit data(options const& o) {
        index_t const side = CHRNN_SIDE * 8 / 7; // crops of 224 from images of 256
        if (o.folder.empty()) {
            train = std::make_unique<synthetic_scenes>(o.scenes, side, 1);
            test = std::make_unique<synthetic_scenes>(o.scenes / 4, side, 2);
        } else {
            auto const part = [&](char const* name) { return (std::filesystem::path(o.folder) / name).string(); };
            train = std::make_unique<image_folder>(part("train"), side);
            test = std::make_unique<image_folder>(part("test"), side, train->classes());
        }
    }
};

/// Trains one network, tests it, writes its files; returns its curve.
template <class Net, class Backend>
curve train_on(std::string const& name, data const& from, options const& o) {
    std::string const base = o.out + "/" + name;
    model<Net, Backend> net{batch{o.batch}, seed{o.seed}, threads{o.threads}};
    sgd rule{.rate = o.rate, .clip = o.clip, .schedule = cosine_decay(o.epochs, 0.01)};
    trainer run(net, rule);
    if (o.resume && std::filesystem::exists(base + ".checkpoint")) load_checkpoint(base + ".checkpoint", run);

    std::cout << name << ": " << parameters<Net>() << " parameters, " << multiply_adds<Net>()
              << " multiply-adds an image, on " << Backend::name << '\n';
    two_parts const parts = split(*from.train, o.validation, o.seed);
    fit_options how;
    how.epochs = o.epochs;
    how.log = base + ".csv";
    if (o.validation > 0) how.validation = &parts.validation;
    how.save = [&](training_state const&) { save_checkpoint(base + ".checkpoint", run); };
    fit(run, parts.training, how);
    save(net, base + ".safetensors", {{"network", name}});

    std::vector<std::vector<std::uint8_t>> pixels; // of the sheet's images
    std::vector<sheet_image> sheet;
    auto const& classes = from.test->classes();
    index_t const every = std::max<index_t>(1, from.test->size() / 24);
    evaluate_options test;
    if (o.ten_views) test.crops = crop_policy::ten;
    test.each = [&](index_t item, std::span<double const> p) {
        if (item % every != 0 || sheet.size() == 24) return;
        bitmap const shown = from.test->load(item, 3);
        auto const truth = static_cast<std::size_t>(from.test->label(item));
        auto const best = static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin());
        pixels.push_back(shown.pixels);
        sheet.push_back({pixels.back(), shown.rows, shown.columns, 3, classes[truth], classes[best], p[best]});
    };
    metrics const result = evaluate(net, *from.test, test);
    confusion_chart(name + " on the test images", classes, result.confusion()).save(base + "_confusion.svg");
    image_sheet(name + " on the test images", sheet).save(base + "_sheet.svg");
    std::cout << name << ": test accuracy " << 100 * result.top1() << "%, top-5 " << 100 * result.top5() << "%\n"
              << "  wrote " << base << ".safetensors, .csv, .checkpoint, _confusion.svg, _sheet.svg" << std::endl;

    curve line{name};
    for (epoch_record const& one : run.state().history) {
        line.epochs.push_back(static_cast<double>(one.epoch));
        line.loss.push_back(one.train_loss);
        line.accuracy.push_back(one.accuracy());
    }
    return line;
}

/// The same on the device asked for.
template <class Net>
curve train(std::string const& name, data const& from, options const& o) {
#if defined(__CUDACC__)
    if (o.device == "cuda") return train_on<Net, cuda>(name, from, o);
    if (o.device == "cuda_tf32") return train_on<Net, cuda_tf32>(name, from, o);
#endif
    return train_on<Net, cpu>(name, from, o);
}

int main(int count, char** arguments) {
    options o;
    CLI::App program("Trains small networks of the paper's form and prints their test accuracies side by side.",
                     "train");
    program.add_option("FOLDER", o.folder,
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
    program.add_option("--clip", o.clip, "longest gradient; 0: any")
        ->check(CLI::Range(0.0, 1e9))
        ->capture_default_str();
    program.add_option("--seed", o.seed, "of everything random")->capture_default_str();
    program.add_option("--scenes", o.scenes, "training scenes to draw")
        ->check(CLI::Range(32, 1000000))
        ->capture_default_str();
    program.add_option("--validation", o.validation, "share of the training images to validate on")
        ->check(CLI::Range(0.0, 0.9));
    program.add_option("--threads", o.threads, "0: one per processor")->check(CLI::Range(0, 1024));
    program.add_option("--device", o.device, "what to compute on")
        ->check(CLI::IsMember(devices))
        ->capture_default_str();
    program.add_option("--out", o.out, "folder for weights, logs and pictures")->capture_default_str();
    program.add_flag("--resume", o.resume, "go on from the checkpoints in the output folder");
    program.add_flag("--ten-views", o.ten_views, "test with the ten views of each image");

    return run_program(program, count, arguments, [&] {
        data const from(o);
        if (std::ssize(from.train->classes()) != CHRNN_CLASSES)
            fail("the images have ", from.train->classes().size(), " classes, but this program was built for ",
                 CHRNN_CLASSES, ": configure with -DCHRNN_CLASSES=", from.train->classes().size());
        std::filesystem::create_directories(o.out);
        std::vector<curve> curves;
        for (std::string const& name : o.networks) {
            if (name == "spp") curves.push_back(train<small::spp_net<image, CHRNN_CLASSES>>(name, from, o));
            if (name == "msrn") curves.push_back(train<small::c_msrn<image, CHRNN_CLASSES>>(name, from, o));
            if (name == "hsrn") curves.push_back(train<small::c_hsrn<image, CHRNN_CLASSES>>(name, from, o));
            if (name == "mlstm") curves.push_back(train<small::c_mlstm<image, CHRNN_CLASSES>>(name, from, o));
            if (name == "hlstm") curves.push_back(train<small::c_hlstm<image, CHRNN_CLASSES>>(name, from, o));
        }
        curve_chart("Training", curves).save(o.out + "/curves.svg");
        std::cout << "wrote " << o.out << "/curves.svg\n";
    });
}
