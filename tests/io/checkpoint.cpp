#include <chrnn/fit/fit_samples.hpp>
#include <chrnn/io/checkpoint.hpp>
#include <chrnn/loss/region_cross_entropy.hpp>

#include "fit/small_scenes.hpp"
#include "io/complaint.hpp"
#include "io/full_disk.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <memory>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;
using Catch::StartsWith;

namespace {

struct interruption {};

/// A rule of which every part has something to do.
template <class Net>
sgd rule() {
    std::string const last(Net::layers[Net::count - 2].name.view());
    return {.rate = 0.03, .clip = 2, .multipliers = {{last, 2}}, .schedule = plateau_decay(1, 2)};
}

fit_options quiet(index_t epochs) {
    fit_options options{.epochs = epochs, .progress = progress_style::none};
    return options;
}

/// A model and its training: three epochs of 70 scenes in batches of 16, five steps each.
template <class Net = small_scenes, class Scalar = float>
struct run {
    model<Net, cpu, Scalar> net;
    trainer<model<Net, cpu, Scalar>> train;

    explicit run(std::uint64_t from = 1, index_t count = 2, index_t samples = 16, sgd const& by = rule<Net>())
        : net(batch{samples}, seed{from}, threads{count}), train(net, by) {}

    std::vector<std::uint64_t> state_bits() {
        auto all = bits(net);
        for (double x : train.optimiser().slot()) all.push_back(std::bit_cast<std::uint64_t>(x));
        for (double x : train.optimiser().scalars()) all.push_back(std::bit_cast<std::uint64_t>(x));
        training_state const& s = train.state();
        for (double x : s.schedule.state()) all.push_back(std::bit_cast<std::uint64_t>(x));
        for (float x : net.preprocessing().mean.values) all.push_back(std::bit_cast<std::uint32_t>(x));
        for (index_t n : {s.epoch, s.batch, s.samples, s.labels, s.correct, static_cast<index_t>(s.data)})
            all.push_back(static_cast<std::uint64_t>(n));
        all.push_back(std::bit_cast<std::uint64_t>(s.loss_sum));
        all.push_back(net.seed_value());
        return all;
    }
};

using small = run<>;
using plain = run<plain_scenes<0.5>, double>;

synthetic_scenes const& scenes() {
    static synthetic_scenes const all(70, 32);
    return all;
}
synthetic_scenes const& others() {
    static synthetic_scenes const all(20, 32, 9);
    return all;
}

template <class Run>
void check_interrupted_at(index_t moment, Run& whole, std::string const& log) {
    INFO("interrupted when saved for time " << moment);
    temporary_folder const folder;
    fit_options options = quiet(3);
    options.validation = &others();
    options.log = folder / "log.csv";
    options.save_every = 2;
    {
        Run first(1, 3);
        options.save = [&, calls = index_t{0}](training_state const&) mutable {
            save_checkpoint(folder / "run", first.train);
            if (++calls == moment) throw interruption();
        };
        CHECK_THROWS_AS(fit(first.train, scenes(), options), interruption);
    }
    put(folder / "log.csv", contents(folder / "log.csv") + "9,1,1,1,1,1,1,1,1\n"); // from beyond the checkpoint

    Run second(77, 1); // another seed, which the checkpoint's replaces, and another number of threads
    load_checkpoint(folder / "run", second.train);
    options.save = {};
    options.images.workers = 1;
    fit(second.train, scenes(), options);
    CHECK((second.state_bits() == whole.state_bits()));
    CHECK(untimed(text_of(second.train.state().history)) == untimed(text_of(whole.train.state().history)));
    CHECK(untimed(contents(folder / "log.csv")) == untimed(log));
}

} // namespace

TEMPLATE_TEST_CASE("a run that was interrupted resumes to the same bits as one that was not", "", small, plain) {
    temporary_folder const folder;
    fit_options options = quiet(3);
    options.validation = &others();
    options.log = folder / "log.csv";
    TestType whole;
    fit(whole.train, scenes(), options);
    CHECK(whole.net.steps() == 15);

    // Saved after 2 and 4 steps, the first epoch (5), 6, 8, the second (10), 12, 14 and the third.
    for (index_t moment : {1, 2, 3, 5, 6}) check_interrupted_at<TestType>(moment, whole, contents(folder / "log.csv"));
}

TEST_CASE("a checkpoint holds parameters, momentum, mean image and state by name") {
    temporary_folder const folder;
    small one;
    fit_options options = quiet(2);
    options.validation = &others();
    fit(one.train, scenes(), options);
    save_checkpoint(folder / "run", one.train);

    auto const file = read_safetensors(folder / "run");
    CHECK(file.entries.size() == 2 * one.net.named_parameters().size() + 1);
    CHECK(file.entries.at("momentum.conv1.weight").shape == std::vector<index_t>{4, 3, 7, 7});
    CHECK(file.entries.at("preprocessing.mean").shape == std::vector<index_t>{3, 32, 32});
    auto const first = file.bytes(file.entries.at("momentum.fc3.bias"));
    CHECK(std::memcmp(first.data(), one.train.optimiser().named_slots().back().values, first.size()) == 0);

    auto const& history = one.train.state().history;
    auto const best = static_cast<std::size_t>(best_epoch(history));
    CHECK(file.metadata.at("epoch") == "2");
    CHECK(file.metadata.at("batch") == "0");
    CHECK(file.metadata.at("steps") == "10");
    CHECK(file.metadata.at("seed") == "1");
    CHECK(file.metadata.at("schedule") == "plateau");
    CHECK(file.metadata.at("history") == text_of(history));
    CHECK(file.metadata.at("best_epoch") == std::to_string(best));
    CHECK(std::stof(file.metadata.at("best_accuracy")) == history[best - 1].top1);

    small other(5);
    load_parameters(folder / "run", other.net.named_parameters(), {.except = {"momentum."}});
    CHECK(std::equal(one.net.parameters_span().begin(), one.net.parameters_span().end(),
                     other.net.parameters_span().begin()));
}

TEST_CASE("a training that has not begun can be saved and loaded too") {
    temporary_folder const folder;
    small one(3), two(4);
    save_checkpoint(folder / "run", one.train);
    load_checkpoint(folder / "run", two.train);
    CHECK((two.state_bits() == one.state_bits()));
}

namespace {
/// What loading says, which must leave `into` as it was.
template <class Run>
std::string refusal(std::filesystem::path const& path, Run into) {
    auto const before = into->state_bits();
    std::string const what = complaint([&] { load_checkpoint(path, into->train); });
    CHECK((into->state_bits() == before));
    CHECK(into->train.state().history.empty());
    return what;
}
} // namespace

TEST_CASE("a checkpoint that does not fit the training changes nothing") {
    temporary_folder const folder;
    auto const path = folder / "run";
    plain one;
    fit(one.train, scenes(), quiet(1));
    save_checkpoint(path, one.train);
    std::string const start = "cannot go on from '" + path.string() + "': ";

    CHECK_THAT(refusal(path, std::make_unique<small>()), Contains("missing: 'conv1.weight'") &&
                                                             Contains("8 unexpected: 'fc1.bias', 'fc1.weight', ") &&
                                                             Contains("'momentum.fc2.weight'"));
    CHECK(refusal(path, std::make_unique<run<plain_scenes<0.6>, double>>()) ==
          start + "it was made by another network");
    CHECK(refusal(path, std::make_unique<run<plain_scenes<0.5>>>()) ==
          start + "its numbers are 'F64', but the model's are F32");
    CHECK(refusal(path, std::make_unique<plain>(1, 1, 32)) ==
          start + "its batches are of 16 samples, but the model's are of 32");
    CHECK(refusal(path, std::make_unique<plain>(1, 1, 16, sgd{.schedule = step_decay(2)})) ==
          start + "its schedule is 'plateau', but the training's is 'step'");
    plain fitting(8);
    load_checkpoint(path, fitting.train);
    CHECK((fitting.state_bits() == one.state_bits()));

    save_parameters(path, one.net.named_parameters());
    CHECK(refusal(path, std::make_unique<small>()) == start + "it is not a checkpoint");
    CHECK_THAT(refusal(folder / "none", std::make_unique<small>()), Contains("No such file"));
}

TEST_CASE("a checkpoint or a model's file with any one byte changed is refused and changes nothing") {
    temporary_folder const folder;
    small one, other(8);
    fit(one.train, scenes(), quiet(1));
    auto const before = other.state_bits();
    auto const accepted = [&](auto const& load) {
        std::string bad = contents(folder / "good");
        std::size_t all = 0;
        for (std::size_t i = 0; i < bad.size(); ++i) {
            auto const bit = static_cast<char>(1 << i % 8);
            bad[i] = static_cast<char>(bad[i] ^ bit);
            put(folder / "bad", bad);
            all += complaint([&] { load(folder / "bad"); }).empty();
            bad[i] = static_cast<char>(bad[i] ^ bit);
        }
        load(folder / "good");
        return all;
    };
    save_checkpoint(folder / "good", one.train);
    CHECK(accepted([&](auto const& path) {
              if (path == folder / "good") CHECK((other.state_bits() == before));
              load_checkpoint(path, other.train);
          }) == 0);
    CHECK((other.state_bits() == one.state_bits()));
    save(one.net, folder / "good");
    bool checked = false;
    CHECK(accepted([&](auto const& path) { checked = load(other.net, path).checked; }) == 0);
    CHECK(checked);
}

TEST_CASE("a checkpoint from behind the end of an epoch is refused when the training goes on") {
    temporary_folder const folder;
    small one, other(3);
    fit(one.train, scenes(), quiet(1));
    auto state = one.train.state();
    state.batch = 8, state.samples = 100;
    auto model = checkpoint_model_of(one.train);
    model.steps = 20;
    auto metadata = checkpoint_metadata(model, state);
    auto tensors = tensors_of(checkpoint_parameters(one.train));
    add_preprocessing(one.net.preprocessing(), tensors, metadata);
    write_safetensors(folder / "run", tensors, metadata);
    load_checkpoint(folder / "run", other.train);
    CHECK(complaint([&] { fit(other.train, scenes(), quiet(3)); }) ==
          "there is no batch 8 of epoch 1: an epoch has 5 batches");
}

TEST_CASE("a checkpoint without a checksum is refused") {
    temporary_folder const folder;
    small one;
    put(folder / "run", [] {
        std::string const header = R"({"__metadata__":{"format":"chrnn checkpoint 4"}})";
        std::uint64_t const length = header.size();
        return std::string(reinterpret_cast<char const*>(&length), 8) + header;
    }());
    CHECK_THAT(complaint([&] { load_checkpoint(folder / "run", one.train); }), Contains("it has no checksum"));
}

TEST_CASE("a checkpoint that is damaged changes nothing") {
    temporary_folder const folder;
    small one;
    fit_options options = quiet(2);
    fit(one.train, scenes(), options);
    auto const tensors = tensors_of(checkpoint_parameters(one.train));
    auto const metadata = checkpoint_metadata(checkpoint_model_of(one.train), one.train.state());

    for (auto const& [key, text, reason] :
         {std::tuple{"epoch", "3", "its history is not one of its epochs"},
          {"epoch", "two", "its epoch is 'two'"},
          {"epoch", "2x", "its epoch is '2x'"},
          {"batch", "-1", "its batch is '-1'"},
          {"steps", "99999999999999999999", "its steps is '99999999999999999999'"},
          {"loss_sum", "nan", "its loss_sum is 'nan'"},
          {"schedule_state", "1 2", "its schedule_state is none"},
          {"schedule_state", "1 2 -3", "its schedule_state is none"},
          {"schedule_state", "1,2,3", "its schedule_state is '1,2,3'"},
          {"history", "epoch\n", "its history is not one of its epochs"},
          {"samples", "9223372036854775807", "it has 9223372036854775807 samples of an epoch in 0 batches of 16"},
          {"samples", "1", "it has 1 samples of an epoch in 0 batches of 16"},
          {"batch", "9223372036854775807", "it has 0 samples of an epoch in 9223372036854775807 batches of 16"},
          {"batch", "99999", "it has 2 epochs and 99999 batches, but 10 steps"},
          {"correct", "1", "it has 1 labels predicted right, but 0 labels"},
          {"labels", "3", "it has figures of an epoch that has not begun"},
          {"loss_sum", "0.5", "it has figures of an epoch that has not begun"},
          {"seconds", "inf", "it has figures of an epoch that has not begun"},
          {"steps", "0", "it has 2 epochs and 0 batches, but 0 steps"},
          {"rule", "adam", "its rule of learning is 'adam', but the training's is 'sgd'"},
          {"rule_state", "1 2", "its rule_state is none"},
          {"format", "chrnn checkpoint 1", "it is not a checkpoint"},
          {"network", "1", "it was made by another network"}}) {
        auto damaged = metadata;
        damaged[key] = text;
        write_safetensors(folder / "run", tensors, damaged);
        CHECK_THAT(refusal(folder / "run", std::make_unique<small>()),
                   StartsWith("cannot go on from '") && Contains(reason));
    }
    for (std::string const figure : {"loss_sum", "seconds"}) {
        auto damaged = metadata;
        damaged["batch"] = "1";
        damaged[figure] = "inf";
        write_safetensors(folder / "run", tensors, damaged);
        CHECK_THAT(refusal(folder / "run", std::make_unique<small>()), Contains("not all figures of its epoch"));
    }
    for (auto const& [key, text] : metadata) {
        if (key.starts_with("best_")) continue; // for readers only
        if (key == "shards") continue;          // older ones have none
        auto damaged = metadata;
        damaged.erase(key);
        write_safetensors(folder / "run", tensors, damaged);
        CHECK_THAT(refusal(folder / "run", std::make_unique<small>()),
                   Contains("it has no " + key) || Contains("it is not a checkpoint"));
    }

    auto missing = tensors;
    missing.erase(missing.begin() + 3);
    write_safetensors(folder / "run", missing, metadata);
    CHECK_THAT(refusal(folder / "run", std::make_unique<small>()), Contains("1 missing: '" + tensors[3].name + "'"));
    auto flat = tensors;
    auto prepared = metadata;
    add_preprocessing(one.net.preprocessing(), flat, prepared);
    flat.back() = {"preprocessing.mean", "F32", {4}, tensors[0].first, 16};
    write_safetensors(folder / "run", flat, prepared);
    CHECK_THAT(refusal(folder / "run", std::make_unique<small>()), Contains("its mean image is F32 of [4]"));
    write_safetensors(folder / "run", flat, metadata);
    CHECK_THAT(refusal(folder / "run", std::make_unique<small>()),
               Contains("it has a mean image, but no classes or no scale"));

    save_checkpoint(folder / "run", one.train);
    std::string const good = contents(folder / "run");
    put(folder / "run", good.substr(0, good.size() - 100));
    CHECK(refusal(folder / "run", std::make_unique<small>()) != "");
}

TEST_CASE("when the disk is full the old checkpoint survives, and the run says so") {
    temporary_folder const folder;
    small one;
    fit_options options = quiet(2);
    options.save = [&](training_state const&) { save_checkpoint(folder / "run", one.train); };
    options.epochs = 1;
    fit(one.train, scenes(), options);
    std::string const old = contents(folder / "run");
    options.epochs = 2;
    {
        full_disk const full(1000);
        CHECK_THAT(complaint([&] { fit(one.train, scenes(), options); }), Contains("/run': File too large"));
    }
    CHECK((contents(folder / "run") == old));
    CHECK(folder.size() == 1);
}

TEST_CASE("a training that is resumed with other data is refused") {
    temporary_folder const folder;
    small one, two;
    fit(one.train, scenes(), quiet(1));
    save_checkpoint(folder / "run", one.train);
    load_checkpoint(folder / "run", two.train);
    CHECK(complaint([&] { fit(two.train, synthetic_scenes(70, 32, 2), quiet(2)); }) ==
          "the training began on other data than it is to go on with");
}

TEST_CASE("a training on samples whose regions have labels goes on from within an epoch to the same bits") {
    struct tagger : network<input<2, 3, 4>, dropout<0.3>, conv<3, 3, pad<1>>, region_cross_entropy<>> {};
    std::vector<float> maps(11 * 24);
    std::vector<int> labels(11 * 12);
    for (std::size_t i = 0; i < maps.size(); ++i) maps[i] = static_cast<float>(random_stream{1}.uniform(i));
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int>(random_stream{2}.below(4, i)) - 1;
    samples const data(11, maps, labels);
    sample_fit_options<int> options{.epochs = 3, .progress = progress_style::none};
    run<tagger> whole(4, 2, 4), stopped(4, 1, 4), resumed(9, 3, 4);
    fit(whole.train, data, options);

    struct stop {};
    temporary_folder const folder;
    options.save_every = 1;
    options.save = [&](training_state const&) {
        if (stopped.net.steps() < 5) return;
        save_checkpoint(folder / "run", stopped.train);
        throw stop();
    };
    CHECK_THROWS_AS(fit(stopped.train, data, options), stop);
    load_checkpoint(folder / "run", resumed.train);
    CHECK(resumed.train.state().batch == 2);
    CHECK(resumed.train.state().labels == stopped.train.state().labels);
    options.save = {};
    fit(resumed.train, data, options);
    CHECK((resumed.state_bits() == whole.state_bits()));
    CHECK(untimed(text_of(resumed.train.state().history)) == untimed(text_of(whole.train.state().history)));
}
