#include "fit/thread_group.hpp"
#include "io/complaint.hpp"

#include <chrnn/data/augment/cutout.hpp>
#include <chrnn/data/augment/horizontal_flip.hpp>
#include <chrnn/fit/callback.hpp>
#include <chrnn/fit/fit.hpp>
#include <chrnn/fit/fit_samples.hpp>
#include <chrnn/layer/batch_normalisation.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/loss/softmax_cross_entropy.hpp>
#include <chrnn/train/averaged.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {

/// With all that could tell processes apart: what is drawn for each sample, and what batches leave behind.
struct normalised
    : network<input<1, 4, 4>, conv<3, 3, pad<1>>, batch_normalisation, dropout<0.3>, dense<2>, softmax_cross_entropy> {
};

/// Which of two rows is brighter.
samples<int> brighter_rows(index_t count, std::uint64_t seed = 1) {
    std::vector<std::array<float, 16>> all;
    std::vector<int> classes;
    for (index_t i = 0; i < count; ++i) {
        random_stream const random{seed, static_cast<std::uint64_t>(i)};
        std::array<float, 16> one;
        for (std::size_t j = 0; j < 16; ++j) one[j] = static_cast<float>(random.uniform(j)) - 0.5f;
        all.push_back(one);
        classes.push_back(one[0] + one[1] + one[2] < one[13] + one[14] + one[15]);
    }
    return samples<int>(all, classes);
}

sample_fit_options<int> in_shards(index_t epochs, index_t shards, index_t accumulate = 1) {
    return {.epochs = epochs, .progress = progress_style::none, .accumulate = accumulate, .shards = shards};
}

/// What of a training must be the same to the bit.
struct outcome {
    std::vector<float> parameters, momentum, losses, accuracies, steps_losses;
    std::uint64_t steps = 0;
    bool operator==(outcome const&) const = default;
};

std::vector<float> running_figures(model<normalised>& of) {
    std::vector<float> all;
    for (auto const& one : of.named_parameters())
        if (one.name.find("running") != one.name.npos) all.insert(all.end(), one.begin(), one.end());
    REQUIRE(all.size() == 6);
    return all;
}

struct step_losses : callback {
    std::vector<float> all;
    void after_step(training_moment& now) override { all.push_back(static_cast<float>(now.loss)); }
};

struct sharded {
    model<normalised> m;
    trainer<model<normalised>, sgd> run;
    step_losses heard;
    explicit sharded(process_group& group, index_t batch_size = 4, int with_threads = 1)
        : m(batch{batch_size}, seed{3}, threads{with_threads}),
          run(m, sgd{.rate = 0.1, .clip = 0.5, .schedule = constant_rate()}, group) {}
    outcome found() {
        outcome all{copy(m.parameters_span()), copy(run.optimiser().slot()), {}, {}, heard.all, m.steps()};
        for (auto const& one : run.state().history) {
            all.losses.push_back(one.train_loss);
            if (!std::isnan(one.validation_loss)) all.losses.push_back(one.validation_loss);
            all.accuracies.push_back(one.train_accuracy);
        }
        return all;
    }
    static std::vector<float> copy(std::span<float const> numbers) { return {numbers.begin(), numbers.end()}; }
};

/// As every process has it in the end.
std::vector<outcome> trained(index_t processes, int with_threads, sample_fit_options<int> how, int late = 0) {
    static samples<int> const data = brighter_rows(70),
                              validation = brighter_rows(20, 2); // 18 batches, the last of two samples
    std::vector<outcome> all(static_cast<std::size_t>(processes));
    auto const errors = in_processes(
        processes,
        [&](process_group& group) {
            sharded one(group, 4, with_threads);
            auto mine = how;
            mine.validation = &validation;
            mine.callbacks = {&one.heard};
            fit(one.run, data, mine);
            all[static_cast<std::size_t>(group.rank())] = one.found();
        },
        late);
    CHECK(errors == std::vector<std::string>(static_cast<std::size_t>(processes)));
    return all;
}

/// Of every four images two cannot be read.
struct half_bad : dataset {
    std::vector<std::string> const names{"even", "odd"};
    index_t size() const override { return 24; }
    index_t rows() const override { return 4; }
    index_t columns() const override { return 4; }
    std::vector<std::string> const& classes() const override { return names; }
    int label(index_t i) const override { return static_cast<int>(i % 2); }
    std::string name(index_t i) const override { return "image " + std::to_string(i); }
    bitmap load(index_t i, index_t channels) const override {
        if (i % 4 < 2) fail(name(i), " cannot be read");
        bitmap one(4, 4, channels);
        for (std::size_t k = 0; k < 16; ++k) one.pixels[k] = static_cast<std::uint8_t>(i * 37 + index_t(k) * 11);
        return one;
    }
};

} // namespace

TEST_CASE("processes that share an update come to the bits of one") {
    for (auto [shards, accumulate] : {std::pair<index_t, index_t>{4, 1}, {4, 2}, {5, 1}}) {
        auto const how = in_shards(2, shards, accumulate);
        outcome const alone = trained(1, 1, how).front();
        CHECK(alone.steps == 36);
        CHECK(std::ssize(alone.steps_losses) == 2 * ((18 + shards * accumulate - 1) / (shards * accumulate)));
        for (index_t processes = 1; processes <= 4; ++processes)
            for (int with_threads = 1; with_threads <= (processes < 3 ? 3 : 1); ++with_threads) {
                INFO(processes << " processes of " << with_threads << " threads, " << shards << " shards");
                for (outcome const& one : trained(processes, with_threads, how, processes % 2)) CHECK(one == alone);
            }
    }
}

TEST_CASE("shards are the means of a whole batch, running figures move by the mean of theirs") {
    samples<int> const data = brighter_rows(14); // the last shard has 2 samples
    single_process nobody;
    struct plain : network<input<1, 4, 4>, dense<2>, softmax_cross_entropy> {};
    model<plain> whole(batch{14}, seed{3}), parts(batch{4}, seed{3});
    sgd const rule{.rate = 0.5, .clip = 0, .schedule = constant_rate()};
    fit(whole, data, rule, in_shards(1, 1));
    fit(parts, data, rule, in_shards(1, 4));
    auto const exact = whole.parameters_span(), found = parts.parameters_span();
    for (std::size_t i = 0; i < exact.size(); ++i) CHECK(found[i] == Approx(exact[i]).epsilon(1e-5).margin(1e-7));

    for (index_t each : {1, 2, 3}) { // batches of a shard
        INFO(each << " batches a shard");
        samples<int> const two = brighter_rows(8 * each);
        sharded one(nobody);
        fit(one.run, two, in_shards(1, 2, each));
        std::vector<float> mean(6);
        detail::sample_source<int> source(two, 4, 3);
        source.start(0);
        for (int shard = 0; shard < 2; ++shard) {
            model<normalised> alone(batch{4}, seed{3});
            for (index_t i = 0; i < each; ++i) {
                auto const next = source.next();
                alone.forward(next->inputs, next->targets);
            }
            for (std::size_t i = 0; i < 6; ++i) mean[i] += running_figures(alone)[i] / 2;
        }
        for (std::size_t i = 0; i < 6; ++i) CHECK(running_figures(one.m)[i] == Approx(mean[i]).margin(1e-6));
    }
}

TEST_CASE("a training in shards goes on with another number of processes") {
    samples<int> const data = brighter_rows(70);
    auto how = in_shards(3, 4);
    single_process nobody;
    sharded whole(nobody);
    fit(whole.run, data, how);
    struct stopping : callback {
        void after_step(training_moment& now) override {
            if (now.steps >= 24) now.stop();
        }
    };
    std::vector<outcome> all(2);
    std::vector<float> parameters, momentum;
    training_state state{.schedule = constant_rate()};
    std::array<double, 5> scalars{};
    std::uint64_t steps = 0;
    in_processes(3, [&](process_group& group) {
        sharded one(group);
        stopping stop;
        auto mine = how;
        if (group.rank() == 1) mine.callbacks = {&stop}; // it is enough that one wants it
        mine.save = [&](training_state const& now) {     // which only the first does
            state = now;
            parameters = sharded::copy(one.m.parameters_span()), momentum = sharded::copy(one.run.optimiser().slot());
            scalars = one.run.optimiser().scalars(), steps = one.m.steps();
        };
        fit(one.run, data, mine);
        CHECK(one.run.state().batch == 8);
    });
    CHECK(state.batch == 8);
    in_processes(2, [&](process_group& group) {
        sharded one(group);
        std::ranges::copy(parameters, one.m.parameters_span().begin());
        std::ranges::copy(momentum, one.run.optimiser().slot().begin());
        one.run.optimiser().set_scalars(scalars);
        one.m.set_steps(steps);
        one.run.state() = state;
        fit(one.run, data, how);
        CHECK(one.found().parameters == whole.found().parameters);
        CHECK(one.found().losses == whole.found().losses);
    });
}

TEST_CASE("a training tells what it sent and how long that took, waiting for the slowest included") {
    struct late : callback {
        void after_step(training_moment& now) override {
            if (now.steps == 2) std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    };
    struct asking : callback {
        std::vector<exchange_record> all;
        void after_step(training_moment& now) override { all.push_back(now.exchanged()); }
    };
    in_processes(2, [&](process_group& group) {
        sharded one(group);
        late slow;
        asking asked;
        auto how = in_shards(1, 2);
        if (group.rank() == 1) how.callbacks = {&slow};
        if (group.rank() == 0) how.callbacks = {&asked};
        fit(one.run, brighter_rows(24), how); // three updates
        if (group.rank() == 1) return;
        REQUIRE(asked.all.size() == 3);
        for (std::size_t i = 0; i < 3; ++i) // half of its gradients, and the sums of the other half
            CHECK(asked.all[i].bytes == (i + 1) * one.m.parameters_span().size_bytes());
        CHECK(asked.all[0].seconds > 0);
        CHECK(asked.all[2].seconds > asked.all[1].seconds);
    });
    single_process nobody;
    sharded alone(nobody);
    asking asked;
    auto how = in_shards(1, 2);
    how.callbacks = {&asked};
    fit(alone.run, brighter_rows(24), how);
    CHECK(asked.all.back().bytes == 0);
}

TEST_CASE("what stops one process stops the others, with its sentence") {
    auto const errors = in_processes(3, [&](process_group& group) {
        sharded one(group);
        struct failing : callback {
            void after_step(training_moment& now) override {
                if (now.steps == 8) fail("the disk is full");
            }
        } problem;
        auto how = in_shards(1, 4);
        if (group.rank() == 2) how.callbacks = {&problem};
        fit(one.run, brighter_rows(70), how);
    });
    CHECK(errors[2] == "the disk is full");
    CHECK(errors[0] == "process 2: the disk is full");
    CHECK(errors[1] == "process 2: the disk is full");
}

TEST_CASE("processes that cannot share an update are refused") {
    auto const errors = in_processes(3, [&](process_group& group) {
        sharded one(group);
        fit(one.run, brighter_rows(70), in_shards(1, 2));
    });
    for (auto const& one : errors)
        CHECK_THAT(one, Contains("3 processes cannot share updates of 2 shards: give shards of at least 3"));
    single_process nobody;
    sharded one(nobody);
    CHECK_THAT(complaint([&] { fit(one.run, brighter_rows(70), in_shards(1, 0)); }), Contains("cannot have 0 shards"));
}

TEST_CASE("processes that are not about to do the same are told apart, with both values") {
    auto const told = [](auto const& of_the_second) {
        auto const errors = in_processes(2, [&](process_group& group) {
            sharded one(group, group.rank() == 1 ? of_the_second.batch : 4);
            if (group.rank() == 1 && of_the_second.changed) one.m.parameters_span()[3] += 1e-6f;
            fit(one.run, brighter_rows(70, group.rank() == 1 ? of_the_second.data : 1),
                in_shards(group.rank() == 1 ? of_the_second.epochs : 1, 4));
        });
        CHECK(errors[0] == errors[1]);
        return errors[0];
    };
    struct second {
        index_t batch = 4, epochs = 1;
        std::uint64_t data = 1;
        bool changed = false;
    };
    CHECK(told(second{}).empty());
    CHECK_THAT(told(second{.batch = 5}),
               Contains("the number of batches in an epoch is '18' in process 0, but '14' in process 1"));
    CHECK_THAT(told(second{.epochs = 2}), Contains("the number of epochs is '1' in process 0, but '2' in process 1"));
    CHECK_THAT(told(second{.data = 2}), Contains("the fingerprint of the data is"));
    CHECK_THAT(told(second{.changed = true}), Contains("the fingerprint of the parameters is"));
}

TEST_CASE("processes that would learn by other rules or from other samples are told apart before they begin") {
    auto const told = [](auto const& change) {
        auto const errors = in_processes(2, [&](process_group& group) {
            model<normalised> m(batch{4}, seed{3});
            averaged rule(sgd{.rate = 0.1, .schedule = cosine_decay(9)}, 0.9);
            auto how = in_shards(1, 2);
            if (group.rank() == 1) change(rule, how);
            trainer run(m, rule, group);
            fit(run, brighter_rows(16), how);
            CHECK(m.steps() == 4); // in those that agree
        });
        CHECK(errors[0] == errors[1]);
        return errors[0];
    };
    CHECK(told([](auto&, auto&) {}).empty());
    CHECK_THAT(told([](auto& rule, auto&) { rule.momentum = 0.8; }), Contains("what some updates make of 0.5 is"));
    CHECK_THAT(told([](auto& rule, auto&) { rule.average_decay = 0.8; }), Contains("what some updates make of 0.5 is"));
    CHECK_THAT(told([](auto& rule, auto&) {
                   rule.multipliers = {{"fc2", 10}};
               }),
               Contains("multiples of the rate is '' in process 0, but '10 for fc2' in process 1"));
    CHECK_THAT(told([](auto& rule, auto&) { rule.schedule = cosine_decay(8); }),
               Contains("the schedule of the rate is 'cosine"));
    CHECK_THAT(told([](auto& rule, auto&) { rule.schedule = warm_up(1, cosine_decay(9)); }),
               Contains("the schedule of the rate is 'cosine"));
    CHECK_THAT(told([](auto&, auto& how) { how.sampling = weighted(std::vector<double>(16, 1)); }),
               Contains("the sampling is 'each once' in process 0, but 'weighted, fingerprint "));
    static samples<int> const few = brighter_rows(3);
    CHECK_THAT(told([](auto&, auto& how) { how.validation = &few; }), Contains("the validation samples is '0' in"));
}

TEST_CASE("processes that would prepare images in other ways are told apart before they begin") {
    auto const told = [](auto const& change) {
        auto const errors = in_processes(2, [&](process_group& group) {
            sharded one(group, 1);
            fit_options how{.epochs = 1, .augment = horizontal_flip(), .progress = progress_style::none, .shards = 2};
            how.images.on_bad_file = bad_file::skip;
            how.images.workers = 0;
            if (group.rank() == 1) change(how);
            fit(one.run, half_bad(), how);
        });
        CHECK(errors[0] == errors[1]);
        return errors[0];
    };
    CHECK(told([](fit_options&) {}).empty());
    CHECK_THAT(told([](fit_options& how) { how.augment = horizontal_flip() | cutout(); }),
               Contains("the augmentation is 'fingerprint "));
    CHECK_THAT(told([](fit_options& how) { how.augment = {}; }), Contains("but 'none' in process 1"));
    CHECK_THAT(told([](fit_options& how) { how.images.scale = 0.01f; }),
               Contains("the scale of pixels is '0.015625' in"));
    CHECK_THAT(told([](fit_options& how) { how.sampling = balanced(); }), Contains("but 'balanced' in process 1"));
    CHECK_THAT(told([](fit_options& how) { how.validation_crops = crop_policy::ten; }),
               Contains("the views of a validation image is '0' in process 0, but '2' in process 1"));
}

TEST_CASE("an update of which no image can be read leaves nothing behind") {
    half_bad const data;
    for (index_t shards : {2, 3}) {
        std::vector<float> alone;
        for (index_t processes = 1; processes <= shards; ++processes)
            for (int late = 0; late < 3; ++late) {
                index_t updates = 0;
                std::vector<float> parameters;
                auto const errors = in_processes(
                    processes,
                    [&](process_group& group) {
                        sharded one(group, 1);
                        fit_options how{.epochs = 3, .progress = progress_style::none, .shards = shards};
                        how.images.on_bad_file = bad_file::skip;
                        how.images.workers = 0;
                        how.callbacks = {&one.heard};
                        fit(one.run, data, how);
                        if (group.rank() > 0) return;
                        updates = std::ssize(one.heard.all);
                        parameters = sharded::copy(one.m.parameters_span());
                    },
                    late);
                INFO(processes << " processes, " << shards << " shards, messages are " << late << " late");
                CHECK(errors == std::vector<std::string>(static_cast<std::size_t>(processes)));
                CHECK(updates < 3 * 24 / shards);
                if (processes == 1) alone = parameters;
                CHECK(parameters == alone);
            }
    }
}

TEST_CASE("what one process wants before the first step, or meets behind the last, all hear of") {
    struct stopping : callback {
        void begin(training_moment& now) override { now.stop(); }
    };
    auto errors = in_processes(2, [&](process_group& group) {
        sharded one(group);
        stopping stop;
        auto how = in_shards(1, 2);
        if (group.rank() == 1) how.callbacks = {&stop};
        fit(one.run, brighter_rows(16), how);
        CHECK(one.m.steps() == 0);
    });
    CHECK(errors == std::vector<std::string>(2));

    errors = in_processes(2, [&](process_group& group) {
        sharded one(group);
        auto how = in_shards(1, 2);
        how.save = [](training_state const&) { fail("the disk is full"); };
        fit(one.run, brighter_rows(16), how);
    });
    CHECK(errors == std::vector<std::string>{"the disk is full", "process 0: the disk is full"});
}

TEST_CASE("processes that learn differently are told apart behind the epoch") {
    struct halving : callback {
        double rate(training_moment const&, double rate) override { return rate / 2; }
    };
    auto const errors = in_processes(2, [&](process_group& group) {
        sharded one(group);
        halving half;
        auto how = in_shards(1, 2);
        if (group.rank() == 1) how.callbacks = {&half};
        fit(one.run, brighter_rows(16), how);
    });
    for (std::string const& each : errors)
        CHECK_THAT(each, Contains("the processes do not do the same: the fingerprint of the parameters is"));
}
