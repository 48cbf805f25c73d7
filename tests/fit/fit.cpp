#include "fit/small_scenes.hpp"

#include "io/complaint.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <atomic>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;
using Catch::StartsWith;

namespace {

/// Two epochs of 70 scenes, in batches of 16: the last has 6.
fit_options quiet(index_t epochs = 2) {
    fit_options options{.epochs = epochs, .progress = progress_style::none};
    return options;
}

std::uint64_t bits_of(double x) { return std::bit_cast<std::uint64_t>(x); }

} // namespace

TEST_CASE("fitting does what a plain loop over the loader's batches does") {
    synthetic_scenes const data(70, 32), other(20, 32, 5);
    fit_options options = quiet(3);
    options.validation = &other;
    model<small_scenes> net{batch{16}, seed{11}};
    auto const state = fit(net, data, sgd{.rate = 0.02, .momentum = 0.8, .schedule = step_decay(2, 10)}, options);

    model<small_scenes> expected{batch{16}, seed{11}};
    optimiser learn(expected, {.momentum = 0.8});
    mean_image const mean = mean_of(data, 3);
    loader images(
        data, mean,
        {.rows = 28, .columns = 28, .batch = 16, .crops = crop_policy::random_of_ten, .shuffled = true, .seed = 11});
    REQUIRE(state.history.size() == 3);
    for (index_t epoch = 0; epoch < 3; ++epoch) {
        double loss = 0, correct = 0;
        images.start(epoch);
        while (auto const batch = images.next()) {
            auto const n = static_cast<double>(batch->targets.size());
            loss += n * expected.forward(batch->inputs, batch->targets);
            auto const p = expected.output("softmax");
            for (std::size_t i = 0; i < batch->targets.size(); ++i)
                correct += std::max_element(&p[8 * i], &p[8 * i] + 8) - &p[8 * i] == batch->targets[i];
            expected.backward();
            learn.step(epoch < 2 ? 0.02 : 0.002);
        }
        metrics const valid = evaluate(expected, other, {.mean = mean});
        epoch_record const& record = state.history[static_cast<std::size_t>(epoch)];
        CHECK(record.epoch == epoch + 1);
        CHECK(record.rate == (epoch < 2 ? 0.02f : 0.002f));
        CHECK(record.train_loss == static_cast<float>(loss / 70));
        CHECK(record.train_accuracy == static_cast<float>(correct / 70));
        CHECK(record.validation_loss == static_cast<float>(valid.loss()));
        CHECK(record.top1 == static_cast<float>(valid.top1()));
        CHECK(record.top5 == static_cast<float>(valid.top5()));
        CHECK(record.seconds >= 0);
        CHECK(record.images_per_second > 0);
    }
    CHECK(net.steps() == 15);
    CHECK((bits(net) == bits(expected)));
    CHECK(net.preprocessing().mean == mean);
    CHECK(state.epoch == 3);
    CHECK(state.batch == 0);
}

TEST_CASE("fitting needs no more than a model, data and a rule, and learns") {
    model<plain_scenes<0.1>, cpu, double> net{batch{16}, seed{1}};
    auto const state = fit(net, synthetic_scenes(64, 32), sgd{.rate = 0.01f, .momentum = 0.9f}, quiet(20));
    CHECK(state.history.back().train_loss < state.history.front().train_loss);
    CHECK_FALSE(state.history.back().validated());
    CHECK(net.steps() == 80);
}

TEST_CASE("what a training counts as correct is the last layer's, whatever the names of others") {
    struct plain : network<input<3, 28, 28>, dense<40>, dense<8>, softmax_cross_entropy> {};
    struct misnamed : network<input<3, 28, 28>, named<"softmax", dense<40>>, dense<8>, softmax_cross_entropy> {};
    synthetic_scenes const data(64, 32);
    model<plain> one{batch{16}, seed{1}};
    model<misnamed> other{batch{16}, seed{1}};
    std::ranges::copy(one.parameters_span(), other.parameters_span().begin()); // drawn by name
    auto const expected = fit(one, data, {}, quiet(2)), found = fit(other, data, {}, quiet(2));
    CHECK(found.history[1].train_loss == expected.history[1].train_loss);
    CHECK(found.history[0].train_accuracy == expected.history[0].train_accuracy);
    CHECK(found.history[1].train_accuracy == expected.history[1].train_accuracy);
}

TEST_CASE("fitting gives the same bits on 1, 2, 3 and 7 threads with any number of workers") {
    synthetic_scenes const data(70, 32), other(10, 32, 5);
    std::vector<std::uint64_t> first;
    std::string history;
    for (index_t count : {1, 2, 3, 7}) {
        model<small_scenes> net{batch{16}, seed{4}, threads{count}};
        fit_options options = quiet();
        options.validation = &other;
        options.validation_crops = crop_policy::ten;
        options.images.workers = static_cast<int>(7 - count);
        auto const state = fit(net, data, {.rate = 0.02, .clip = 1, .multipliers = {{"hrnn2", 2}}}, options);
        if (count == 1) first = bits(net), history = untimed(text_of(state.history));
        CHECK((bits(net) == first));
        CHECK(untimed(text_of(state.history)) == history);
    }
}

TEST_CASE("a training goes on where it stands, and the model's seed decides what is drawn") {
    synthetic_scenes const data(70, 32);
    model<small_scenes> whole{batch{16}, seed{4}}, parts{batch{16}, seed{4}}, other{batch{16}, seed{4}};
    fit(whole, data, {}, quiet(3));
    trainer run(parts);
    fit(run, data, quiet(1));
    CHECK(run.state().epoch == 1);
    fit(run, data, quiet(3));
    fit(run, data, quiet(3)); // is over
    CHECK((bits(parts) == bits(whole)));
    CHECK(run.state().history.size() == 3);

    other.set_seed(5);
    fit(other, data, {}, quiet(3));
    CHECK((bits(other) != bits(whole)));
}

TEST_CASE("fitting a model anew begins without momentum") {
    synthetic_scenes const data(35, 32);
    model<small_scenes> again{batch{16}, seed{4}}, fresh{batch{16}, seed{4}};
    fit(again, data, {}, quiet(1));
    std::ranges::copy(again.parameters_span(), fresh.parameters_span().begin());
    fresh.set_steps(again.steps());

    auto const before = bits(again);
    CHECK(complaint([&] { fit(again, data, {}, quiet(-1)); }) != "");
    CHECK((bits(again) == before));
    fit(again, data, {}, quiet(1));
    fit(fresh, data, {}, quiet(1));
    CHECK((bits(again) == bits(fresh)));
}

TEST_CASE("the options of a training loop may change or end once it is made") {
    model<plain_scenes<0.1>> net{batch{16}};
    trainer run(net);
    synthetic_scenes const data(16, 32);
    fit_options options = quiet(2);
    training_loop one(run.type_erased(), run.state(), data, options);
    options.epochs = 5;
    one.run();
    CHECK(run.state().epoch == 2);
}

TEST_CASE("the plateau schedule watches the validation, or without one the training") {
    synthetic_scenes const data(32, 32), other(16, 32, 5);
    for (bool validate : {false, true}) {
        model<small_scenes> net{batch{16}, seed{4}};
        fit_options options = quiet(10);
        if (validate) options.validation = &other;
        auto const state = fit(net, data, {.rate = 0.01, .schedule = plateau_decay(1, 2)}, options);
        float best = -1;
        double rate = 0.01;
        for (epoch_record const& one : state.history) {
            CHECK(one.rate == static_cast<float>(rate));
            float const accuracy = validate ? one.top1 : one.train_accuracy;
            if (!(accuracy > best)) rate /= 2;
            best = std::max(best, accuracy);
        }
        CHECK(rate < 0.01);
        CHECK(rate > 0.01 / 4096);
    }
}

TEST_CASE("the log holds the history, and an epoch's row is there when it is over") {
    temporary_folder const folder;
    fit_options options = quiet(3);
    options.log = folder / "log.csv";
    index_t calls = 0;
    options.save = [&](training_state const& state) {
        CHECK(state.epoch == ++calls);
        CHECK(contents(folder / "log.csv") == text_of(state.history));
    };
    model<small_scenes> net{batch{16}};
    auto const state = fit(net, synthetic_scenes(20, 32), {}, options);
    CHECK(calls == 3);
    CHECK(contents(folder / "log.csv") == text_of(state.history));
}

TEST_CASE("saving happens after every so many steps and after every epoch") {
    std::vector<std::array<std::uint64_t, 3>> moments;
    model<small_scenes> net{batch{16}};
    fit_options options = quiet(3);
    options.save_every = 2;
    options.save = [&](training_state const& state) {
        moments.push_back(
            {net.steps(), static_cast<std::uint64_t>(state.epoch), static_cast<std::uint64_t>(state.batch)});
    };
    fit(net, synthetic_scenes(48, 32), {}, options); // 3 steps in an epoch
    CHECK(moments == decltype(moments){{2, 0, 2}, {3, 1, 0}, {4, 1, 1}, {6, 2, 0}, {8, 2, 2}, {9, 3, 0}});
}

TEST_CASE("a loss that is not finite stops the run with the layer and the step, the parameters being those before it") {
    struct poisoning {
        char const *parameter, *layer;
        float poison;
    };
    for (poisoning const& one : {poisoning{"conv1.weight", "conv1", NAN}, poisoning{"hrnn2.2.nw.bias", "hrnn2", NAN},
                                 poisoning{"fc3.bias", "fc3", INFINITY}, poisoning{"fc3.bias", "softmax", 3e38f}}) {
        model<small_scenes> net{batch{16}, seed{3}}; // its eighth batch has scenes of class 1
        trainer run(net);
        std::vector<std::uint64_t> before;
        fit_options options = quiet(5);
        options.save_every = 1;
        options.save = [&](training_state const&) {
            if (net.steps() != 7) return;
            for (auto const& to : net.named_parameters())
                if (to.name == one.parameter) to.values[0] = one.poison, to.values[1] = -one.poison;
            before = bits(net);
        };
        CHECK(complaint([&] { fit(run, synthetic_scenes(70, 32), options); }) ==
              std::string("in step 8 (epoch 2) the loss is not finite; the first layer whose output is not is ") +
                  one.layer);
        CHECK((bits(net) == before));
        CHECK(run.state().epoch == 1);
        CHECK(run.state().batch == 2);
    }
}

TEST_CASE("fitting refuses what does not fit together") {
    struct renamed : synthetic_scenes {
        using synthetic_scenes::synthetic_scenes;
        std::vector<std::string> names{"a", "b", "c", "d", "e", "f", "g", "h"};
        std::vector<std::string> const& classes() const override { return names; }
    };
    struct nine : renamed {
        nine(index_t count) : renamed(count, 32) { names.push_back("i"); }
    };
    synthetic_scenes const data(32, 32), small(32, 40);
    renamed const others(8, 32);
    model<small_scenes> net{batch{16}, seed{2}};
    auto const before = bits(net);
    auto const refusal = [&](fit_options const& options, dataset const& from) {
        return complaint([&] { fit(net, from, {}, options); });
    };
    fit_options options = quiet();
    CHECK(refusal(options, nine(8)) == "the data set has 9 classes, but the network has 8");
    CHECK(refusal(options, synthetic_scenes(0, 32)) != "");
    renamed no_text(8, 32), two_lines(8, 32);
    no_text.names[3] = "caf\xe9";
    two_lines.names[7] = "sea\nside";
    CHECK_THAT(refusal(options, no_text), StartsWith("a class cannot be called 'caf") && Contains("not UTF-8 text"));
    CHECK(refusal(options, two_lines) == "a class cannot be called 'sea\\x0aside': it has two lines");
    options.validation = &others;
    CHECK(refusal(options, data) == "the classes of the validation data are not those of the training data");
    options.validation = &small;
    CHECK_THAT(refusal(options, data), Contains("32 x 32") && Contains("40 x 40"));
    options.validation = nullptr;
    options.crops = crop_policy::ten;
    CHECK_THAT(refusal(options, data), Contains("not all ten"));
    options = quiet();
    options.validation = &data;
    options.validation_crops = crop_policy::random_of_ten;
    CHECK_THAT(refusal(options, data), Contains("not one of them at random"));
    options = quiet(-1);
    CHECK_THAT(refusal(options, data), Contains("-1 epochs"));
    CHECK((bits(net) == before));

    trainer run(net);
    fit(run, data, quiet(1));
    CHECK(complaint([&] { fit(run, synthetic_scenes(33, 32), quiet(2)); }) ==
          "the training began on other data than it is to go on with");
}

TEST_CASE("a refused fit leaves the training as it was, and has read no image") {
    struct watched : synthetic_scenes {
        using synthetic_scenes::synthetic_scenes;
        mutable std::atomic<int> loads = 0;
        bitmap load(index_t i, index_t channels) const override {
            ++loads;
            return synthetic_scenes::load(i, channels);
        }
    };
    struct tiny : watched {
        using watched::watched;
        index_t rows() const override { return 20; }
        index_t columns() const override { return 20; }
    };
    temporary_folder const folder;
    put(folder / "notes.txt", "dear diary\n");
    watched const data(32, 32), larger(8, 40);
    tiny const small(32, 32);
    model<small_scenes> net{batch{16}, seed{2}}, other{batch{16}, seed{2}};
    trainer run(net), untouched(other);
    auto const refusal = [&](fit_options const& options, dataset const& from) {
        std::string const what = complaint([&] { fit(run, from, options); });
        CHECK(run.state().data == 0);
        CHECK(net.preprocessing() == preprocessing{});
        return what;
    };
    CHECK(refusal(quiet(), small) == "a crop of 28 x 28 does not fit into an image of 20 x 20");
    fit_options options = quiet();
    options.validation = &small;
    CHECK(refusal(options, data) == "a crop of 28 x 28 does not fit into an image of 20 x 20");
    options.validation = &larger;
    CHECK(refusal(options, data) == "the validation images are of 40 x 40 pixels, but the training images of 32 x 32");
    options = quiet();
    options.mean = mean_image{3, 20, 20, std::vector<float>(3 * 20 * 20)};
    CHECK_THAT(refusal(options, data), Contains("a mean image of 3 x 20 x 20"));
    CHECK(data.loads + small.loads + larger.loads == 0);
    options = quiet();
    options.log = folder / "notes.txt";
    CHECK_THAT(refusal(options, data), Contains("is not a training log"));

    fit(run, data, quiet());
    fit(untouched, data, quiet());
    CHECK((bits(net) == bits(other)));
    CHECK(net.preprocessing() == other.preprocessing());
}

TEST_CASE("a bad image of a later batch stops the run behind the steps before it, from where it goes on") {
    struct healing : synthetic_scenes {
        using synthetic_scenes::synthetic_scenes;
        mutable int left = std::numeric_limits<int>::max();
        bitmap load(index_t i, index_t channels) const override {
            if (left-- <= 0) fail("cannot read scene ", i);
            return synthetic_scenes::load(i, channels);
        }
    };
    healing const data(70, 32);
    fit_options options = quiet(1);
    options.images.workers = 0; // so that images are read in order
    model<small_scenes> net{batch{16}, seed{2}}, whole{batch{16}, seed{2}};
    trainer run(net), uninterrupted(whole);
    data.left = 70 + 2 * 16 + 3; // the mean looks at every image first
    CHECK_THAT(complaint([&] { fit(run, data, options); }), Contains("cannot read scene"));
    CHECK(net.steps() == 2);
    CHECK(run.state().batch == 2);
    CHECK(run.state().samples == 32);
    data.left = std::numeric_limits<int>::max();
    fit(run, data, options);
    fit(uninterrupted, data, options);
    CHECK((bits(net) == bits(whole)));
    CHECK(run.state().history[0].train_loss == uninterrupted.state().history[0].train_loss);
}
TEST_CASE("a bad image stops the run, or by choice is left out of it") {
    struct broken : synthetic_scenes {
        using synthetic_scenes::synthetic_scenes;
        bitmap load(index_t i, index_t channels) const override {
            if (i % 5 == 3) fail("cannot read scene ", i);
            return synthetic_scenes::load(i, channels);
        }
    };
    broken const data(30, 32);
    model<small_scenes> net{batch{16}};
    fit_options options = quiet(1);
    CHECK(complaint([&] { fit(net, data, {}, options); }) == "cannot read scene 3");
    CHECK(net.steps() == 0);

    std::vector<std::string> reported;
    options.images.on_bad_file = bad_file::skip;
    options.images.report = [&](std::string const& problem) { reported.push_back(problem); };
    auto const state = fit(net, data, {}, options);
    CHECK(reported.size() == 6);
    CHECK(net.steps() == 2);
    CHECK(bits_of(state.history[0].train_accuracy * 24) == bits_of(std::round(state.history[0].train_accuracy * 24)));
}
