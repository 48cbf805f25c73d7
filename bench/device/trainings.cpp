/// Times trainings of the C-HLSTM on devices: how they are fed, from memory and by a loader; whether they take more
/// memory or time the longer they are; and what further devices bring. One JSON object a line, and a sentence on
/// standard error.
#include "../../tests/fit/thread_group.hpp"
#include "../figures.hpp"
#include "epoch_clock.hpp"
#include "growth_record.hpp"
#include "images_in_turn.hpp"

#include <chrnn/images.hpp>

#include <iomanip>

#if defined(CHRNN_NCCL)
#include <chrnn/nccl.hpp>
#endif

using namespace chrnn;
using namespace chrnn::detail;

namespace {

#if defined(CHRNN_SIMULATED) // which takes its time
constexpr index_t side = 40, crop = 32, classes = 10;
struct trained : network<input<3, crop, crop>, conv<4, 3, stride<4>>, pyramid<2, 1>,
                         hierarchy<lstm, all_directions, linked>, dense<classes>, softmax_cross_entropy> {};
#else
constexpr index_t side = 256, crop = 224, classes = 1000;
using trained = c_hlstm<classes>;
#endif

struct options {
    std::string subject = "feeding";
    std::filesystem::path images;
    index_t batch = 64, steps = 40, runs = 5, workers = std::max(1u, std::thread::hardware_concurrency() - 1);
    backend_choice on;
};

/// Of images that come again and again.
samples<int> drawn_samples(index_t count) {
    auto const some = normal_numbers(std::min<index_t>(count, 32) * trained::input.size(), 2);
    std::vector<float> all;
    all.reserve(static_cast<std::size_t>(count * trained::input.size()));
    while (std::ssize(all) < count * trained::input.size())
        all.insert(all.end(), some.begin(),
                   some.begin() + std::min(std::ssize(some), count * trained::input.size() - std::ssize(all)));
    std::vector<int> labels(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int>(i * 31 % classes);
    return samples<int>(count, std::move(all), std::move(labels));
}

template <class Backend>
void print(options const& o, std::string const& what, std::vector<double> seconds, std::string const& more = {}) {
    std::ranges::sort(seconds);
    figure one{"C-HLSTM, " + o.subject, what, o.batch, o.workers, std::move(seconds)};
    one.mode = Backend::name, one.more = more;
    one.print(o.on.who());
}

template <class Backend>
void feed(options const& o) {
    model<trained, Backend> m(batch{o.batch}, seed{1});
    sgd const rule{.rate = 1e-4, .momentum = 0.9, .weight_decay = 5e-4};
    std::unique_ptr<dataset> source;
    if (o.images.empty())
        source = std::make_unique<synthetic_scenes>(96, side);
    else
        source = std::make_unique<image_folder>(o.images, side);
    images_in_turn const data(*source, o.steps * o.batch, classes);
    mean_image const mean{3, side, side, std::vector<float>(3 * side * side, 128)};
    auto const median = [&](char const* what, std::vector<double> seconds) {
        std::ranges::sort(seconds);
        print<Backend>(o, what, seconds);
        return seconds[seconds.size() / 2];
    };
    auto const with = [&](auto const& from, auto how) {
        trainer run(m, rule);
        epoch_clock times;
        how.epochs = 1 + o.runs, how.progress = progress_style::none, how.callbacks = {&times};
        fit(run, from, how);
        return times.seconds(o.steps);
    };

    double from_memory;
    {
        auto const same = drawn_samples(o.batch);
        optimiser learn(m, rule);
        measure const timed{.runs = o.runs, .calls = o.steps};
        from_memory = median("a step on one batch in memory",
                             timed(m.backend(), [&] { learn.train(same.inputs(), same.targets(), 1e-4); }));
    }
    median("fit, samples in memory", with(drawn_samples(o.steps * o.batch), sample_fit_options<int>{}));
    for (bool kept : {true, false}) {
        index_t const cache = kept ? index_t(8) << 30 : 0;
        double alone;
        {
            loader batches(data, mean,
                           {.rows = crop,
                            .columns = crop,
                            .batch = o.batch,
                            .crops = crop_policy::random_of_ten,
                            .workers = static_cast<int>(o.workers),
                            .cache_bytes = cache});
            std::vector<double> seconds;
            for (index_t epoch = 0; epoch <= o.runs; ++epoch) {
                auto const begin = std::chrono::steady_clock::now();
                for (batches.start(epoch); batches.next();) {
                }
                std::chrono::duration<double> const took = std::chrono::steady_clock::now() - begin;
                if (epoch > 0) seconds.push_back(took.count() / double(o.steps));
            }
            alone = median(kept ? "loader alone, images kept" : "loader alone, images decoded", seconds);
        }
        fit_options how;
        how.mean = mean;
        how.images.workers = static_cast<int>(o.workers), how.images.cache_bytes = cache;
        double const together = median(kept ? "fit, images kept" : "fit, images decoded", with(data, how));
        auto const rate = [&](double seconds) { return double(o.batch) / seconds; };
        std::clog << std::setprecision(3) << Backend::name << ", batch " << o.batch << ", images "
                  << (kept ? "kept" : "decoded") << " by " << o.workers << " workers: " << rate(from_memory)
                  << " images/s from memory, " << rate(alone) << " from the loader alone, " << rate(together)
                  << " together, " << std::max(from_memory, alone) / together << " of the slower of the two"
                  << std::endl;
    }
}

/// Fails when a training grows: when it has more memory at its end than behind its second tenth (a host's, up to
/// 32 MB), or its steps take longer by more than a tenth.
template <class Backend>
void grow(options const& o) {
    index_t const batches = std::min<index_t>(8, o.steps / 10);
    model<trained, Backend> m(batch{o.batch}, seed{1});
    trainer run(m, sgd{.rate = 1e-4, .momentum = 0.9});
    growth_record seen(o.steps);
    sample_fit_options<int> how;
    how.epochs = (o.steps + batches - 1) / batches, how.progress = progress_style::none, how.callbacks = {&seen};
    fit(run, drawn_samples(batches * o.batch), how);
    for (std::size_t i = 0; i < seen.all.size(); ++i) {
        auto const& one = seen.all[i];
        print<Backend>(o, "steps of tenth " + std::to_string(i + 1), {one.seconds},
                       ", \"host_megabytes\": " + std::to_string(one.host / 1000000) +
                           ", \"device_megabytes\": " + std::to_string(one.device / 1000000));
    }
    auto const &early = seen.all.at(1), &late = seen.all.back();
    double const slower = late.seconds / early.seconds;
    std::clog << std::setprecision(3) << Backend::name << ", batch " << o.batch << ", " << o.steps
              << " steps: from the second tenth to the last " << double(late.host - early.host) / 1e6
              << " MB more on the host, " << double(late.device - early.device) / 1e6 << " MB on the device, steps "
              << slower << " times as long" << std::endl;
    if (late.device > early.device || late.host > early.host + 32'000'000 || slower > 1.1) fail("a training grows");
}

#if defined(CHRNN_NCCL)
/// Each device has a thread in the place of a process, and its own batch of every update.
template <class Backend>
void share(options const& o) {
    int devices = 0;
    check(cudaGetDeviceCount(&devices), "count the devices");
    std::vector<double> medians;
    for (index_t used = 1; used <= devices; used *= 2) {
        auto const data = drawn_samples(o.steps * used * o.batch);
        std::vector<double> seconds;
        auto const errors = in_processes(used, [&](process_group& hosts) {
            nccl_processes cards(hosts);
            model<trained, Backend> m(batch{o.batch}, seed{1}, cards.device());
            trainer run(m, sgd{.rate = 1e-4, .momentum = 0.9}, cards);
            epoch_clock times;
            sample_fit_options<int> how;
            how.epochs = 1 + o.runs, how.progress = progress_style::none, how.shards = used, how.callbacks = {&times};
            fit(run, data, how);
            if (cards.rank() == 0) seconds = times.seconds(o.steps);
        });
        for (auto const& one : errors)
            if (!one.empty()) fail(one);
        std::ranges::sort(seconds);
        medians.push_back(seconds[seconds.size() / 2]);
        print<Backend>(o, "update, " + std::to_string(used) + (used == 1 ? " device" : " devices"), seconds);
        std::clog << std::setprecision(3) << Backend::name << ", a batch of " << o.batch << " for each of " << used
                  << " devices: " << double(used) * medians.front() / medians.back() << " times the images of one"
                  << std::endl;
    }
}
#endif

} // namespace

int main(int count, char** arguments) {
    options o;
    CLI::App program("Times trainings of the C-HLSTM on devices; one JSON object a line.", "trainings");
    program.add_option("--subject", o.subject, "feeding, growth or devices")
        ->check(CLI::IsMember({"feeding", "growth", "devices"}))
        ->capture_default_str();
    program.add_option("--images", o.images, "JPEGs in a subfolder a class, for feeding; if not given, drawn scenes");
    program.add_option("--batch", o.batch, "images of a step on each device")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    program.add_option("--steps", o.steps, "of an epoch; for growth, of all")
        ->check(CLI::Range(2, 1000000))
        ->capture_default_str();
    program.add_option("--runs", o.runs, "epochs that count")->check(CLI::Range(1, 1000))->capture_default_str();
    program.add_option("--workers", o.workers, "threads that prepare images")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    o.on.add_options(program);
    return run_program(program, count, arguments, [&] {
        if (o.subject == "growth" && o.steps < 20) fail("growth shows in 20 steps or more, not in ", o.steps);
        o.on([&]<class Backend> {
            if (o.subject == "feeding") return feed<Backend>(o);
            if (o.subject == "growth") return grow<Backend>(o);
#if defined(CHRNN_NCCL)
            share<Backend>(o);
#else
            fail("it was built without NCCL, by which devices share an update");
#endif
        });
    });
}
