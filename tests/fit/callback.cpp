#include "points.hpp"

#include "io/complaint.hpp"

#include <chrnn/fit/callback.hpp>
#include <chrnn/fit/early_stopping.hpp>
#include <chrnn/fit/stop_on_signals.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace points;
using Catch::Contains;

namespace {

/// Writes down what it is told.
struct listener : callback {
    std::string heard;
    std::vector<double> rates, losses;
    void begin(training_moment& now) override { heard += "begin " + std::to_string(now.epochs) + "\n"; }
    void after_step(training_moment& now) override {
        heard += "step " + std::to_string(now.steps) + (now.updated ? "\n" : " of an update\n");
        rates.push_back(now.rate), losses.push_back(now.loss);
    }
    void after_epoch(training_moment& now) override {
        heard += "epoch " + std::to_string(now.state.history.back().epoch) + "\n";
    }
    void end(training_moment&) override { heard += "end\n"; }
};

/// Stops after so many steps.
struct stopping : callback {
    std::uint64_t after;
    explicit stopping(std::uint64_t after) : after(after) {}
    void after_step(training_moment& now) override {
        if (now.steps == after) now.stop();
    }
};

/// A history with these accuracies.
struct past : callback {
    training_state state{.schedule = constant_rate()};
    explicit past(std::vector<float> const& accuracies) {
        for (float one : accuracies)
            state.history.push_back({.epoch = std::ssize(state.history) + 1, .train_accuracy = one});
    }
    bool stops(early_stopping stop) {
        training_moment now(state, 100, 10);
        stop.begin(now);
        CHECK(stop.stopped() == now.stopped());
        return now.stopped();
    }
};

} // namespace

TEST_CASE("callbacks hear of every step and epoch, in the order in which they stand") {
    training<> one;
    listener first;
    struct : callback {
        listener* other;
        std::string heard;
        void after_step(training_moment&) override { heard = other->heard; }
    } second;
    second.other = &first;
    samples<int> const data = drawn(20);
    fit(one.run, data, quietly(2, {&first, &second}));
    CHECK(first.heard == "begin 2\nstep 1\nstep 2\nstep 3\nepoch 1\nstep 4\nstep 5\nstep 6\nepoch 2\nend\n");
    CHECK_THAT(second.heard, Catch::EndsWith("step 6\n"));
    CHECK(first.rates == std::vector<double>(6, 0.1));
    CHECK(first.losses.back() == Approx(one.net.loss()));
}

TEST_CASE("a callback sees parameters and gradients by name, and how long the gradients are") {
    training<> one({.rate = 0.1, .clip = 0.01, .schedule = constant_rate()});
    struct : callback {
        model<points::net>* looked_at;
        index_t looked = 0;
        void after_step(training_moment& now) override {
            auto const parameters = now.parameters(), gradients = now.gradients();
            auto const names = looked_at->named_parameters();
            REQUIRE(parameters.size() == names.size());
            double squares = 0;
            for (std::size_t i = 0; i < names.size(); ++i) {
                CHECK(parameters[i].name == names[i].name);
                CHECK(gradients[i].name == names[i].name);
                CHECK(parameters[i].values == names[i].copy());
                CHECK(gradients[i].values == looked_at->named_gradients()[i].copy());
                for (double g : gradients[i].values) squares += g * g;
            }
            CHECK(now.gradient_length() == Approx(std::sqrt(squares)).epsilon(1e-5));
            CHECK(now.gradient_length() > 0.01);
            ++looked;
        }
    } look;
    look.looked_at = &one.net;
    fit(one.run, drawn(16), quietly(1, {&look}));
    CHECK(look.looked == 2);
}

TEST_CASE("a training that a callback stops goes on to the same bits, wherever it was stopped") {
    samples<int> const data = drawn(37), validation = drawn(9, 2);
    training<> whole;
    auto how = quietly(3);
    how.validation = &validation;
    fit(whole.run, data, how);
    for (std::uint64_t step : {1, 4, 5, 6, 10, 14, 15}) {
        training<> parts;
        stopping stop(step);
        index_t saved = 0;
        how.callbacks = {&stop};
        how.save = [&](training_state const&) { ++saved; };
        fit(parts.run, data, how);
        CHECK(parts.net.steps() == step);
        CHECK(parts.run.state().epoch == static_cast<index_t>(step) / 5);
        CHECK(parts.run.state().batch == static_cast<index_t>(step) % 5);
        CHECK(saved == static_cast<index_t>(step + 4) / 5);
        how.callbacks = {};
        fit(parts.run, data, how);
        CHECK(parts.parameters() == whole.parameters());
        for (std::size_t epoch = 0; epoch < 3; ++epoch) {
            CHECK(parts.run.state().history[epoch].train_loss == whole.run.state().history[epoch].train_loss);
            CHECK(parts.run.state().history[epoch].rate == whole.run.state().history[epoch].rate);
            CHECK(parts.run.state().history[epoch].validation_loss == whole.run.state().history[epoch].validation_loss);
        }
    }
}

TEST_CASE("a callback may set the rate of every step") {
    struct : callback {
        double rate(training_moment const& now, double rate) override {
            return rate / static_cast<double>(now.steps + 1);
        }
    } falling;
    training<> one;
    listener heard;
    fit(one.run, drawn(16), quietly(2, {&falling, &heard}));
    CHECK(heard.rates == std::vector{0.1, 0.1 / 2, 0.1 / 3, 0.1 / 4});
    CHECK(one.run.state().history.back().rate == 0.1f / 4);
}

TEST_CASE("rates that change within an epoch are those of its steps, also of a training that goes on") {
    std::vector<double> expected;
    rate_schedule const schedule = warm_up(1, one_cycle(2));
    for (index_t step = 0; step < 10; ++step)
        expected.push_back(schedule.at(0.1, step / 5, static_cast<double>(step % 5) / 5));
    training<> one({.rate = 0.1, .schedule = schedule});
    listener heard;
    stopping stop(3);
    fit(one.run, drawn(40), quietly(2, {&heard, &stop}));
    fit(one.run, drawn(40), quietly(2, {&heard}));
    CHECK(heard.rates == expected);
    CHECK(one.run.state().history.front().rate == static_cast<float>(expected[4]));
}

TEST_CASE("gradients of several batches make one update, by the mean over their samples") {
    samples<int> const data = drawn(30);
    sgd const rule{.rate = 0.5, .weight_decay = 0.01, .clip = 0.05, .schedule = constant_rate()};
    training<plain_net> whole(rule, 30), parts(rule, 8);
    auto how = quietly(1);
    listener heard;
    how.accumulate = 4;
    how.callbacks = {&heard};
    fit(parts.run, data, how);
    how = quietly(1);
    fit(whole.run, data, how);
    auto const exact = whole.parameters(), found = parts.parameters();
    for (std::size_t i = 0; i < exact.size(); ++i) CHECK(found[i] == Approx(exact[i]).epsilon(1e-5).margin(1e-7));
    CHECK(parts.run.optimiser().scalars()[0] == 1);
    CHECK(parts.net.steps() == 4);
    CHECK_THAT(heard.heard, Contains("step 3 of an update\nstep 4\n"));
    CHECK(parts.run.optimiser().gradient_scale() == 6.0 / 30);
    CHECK(parts.run.optimiser().last_gradient_length() ==
          Approx(whole.run.optimiser().last_gradient_length()).epsilon(1e-5));
}

TEST_CASE("an update takes what an epoch's end leaves, and a stop waits for it") {
    samples<int> const data = drawn(56); // 7 batches
    training<> whole;
    auto how = quietly(2);
    how.accumulate = 3;
    fit(whole.run, data, how);
    CHECK(whole.run.optimiser().scalars()[0] == 6);
    training<> parts;
    stopping stop(4);
    std::vector<std::uint64_t> saved;
    how.callbacks = {&stop};
    how.save_every = 2;
    how.save = [&](training_state const&) { saved.push_back(parts.net.steps()); };
    fit(parts.run, data, how);
    CHECK(saved == std::vector<std::uint64_t>{3, 6});
    how.callbacks = {};
    fit(parts.run, data, how);
    CHECK(saved == std::vector<std::uint64_t>{3, 6, 7, 10, 13, 14});
    CHECK(parts.parameters() == whole.parameters());
}

TEST_CASE("a training stops when it has not become better for so many epochs") {
    CHECK_FALSE(past({}).stops(early_stopping(1)));
    CHECK_FALSE(past({0.5f}).stops(early_stopping(1)));
    CHECK(past({0.5f, 0.5f}).stops(early_stopping(1)));
    CHECK_FALSE(past({0.5f, 0.4f, 0.6f}).stops(early_stopping(2)));
    CHECK(past({0.5f, 0.4f, 0.5f}).stops(early_stopping(2)));
    CHECK_FALSE(past({0.5f, 0.6f, 0.7f}).stops(early_stopping(2, 0.05)));
    CHECK(past({0.5f, 0.54f, 0.549f}).stops(early_stopping(2, 0.05)));
    CHECK_THAT(complaint([] { early_stopping(0); }), Contains("cannot stop behind 0 epochs"));
    CHECK_THAT(complaint([] { early_stopping(1, -1); }), Contains("not better by -1"));
}

TEST_CASE("a training that stopped early stays where it is, and one that was interrupted stops at the same epoch") {
    samples<int> const data = drawn(16), validation = drawn(12, 2);
    auto how = quietly(60);
    how.validation = &validation;
    early_stopping stop(3);
    how.callbacks = {&stop};
    training<> whole;
    fit(whole.run, data, how);
    CHECK(stop.stopped());
    index_t const end = whole.run.state().epoch;
    REQUIRE((end > 3 && end < 60));
    CHECK(best_epoch(whole.run.state().history) == end - 3);
    auto const there = whole.parameters();
    fit(whole.run, data, how);
    CHECK(whole.run.state().epoch == end);
    CHECK(whole.parameters() == there);

    training<> parts;
    how.epochs = end - 1;
    fit(parts.run, data, how);
    how.epochs = 60;
    early_stopping anew(3);
    how.callbacks = {&anew};
    fit(parts.run, data, how);
    CHECK(parts.run.state().epoch == end);
    CHECK(parts.parameters() == there);
}

TEST_CASE("a signal stops a training behind its step, and it is saved") {
    for (int signal : {SIGINT, SIGTERM}) {
        training<> one;
        struct : callback {
            int signal;
            void after_step(training_moment& now) override {
                if (now.steps == 3) std::raise(signal);
            }
        } raising;
        raising.signal = signal;
        std::vector<index_t> saved;
        {
            stop_on_signals stop;
            auto how = quietly(5, {&raising, &stop});
            how.save = [&](training_state const& state) { saved.push_back(state.batch); };
            fit(one.run, drawn(40), how);
            CHECK(stop.signal() == signal);
        }
        CHECK(one.net.steps() == 3);
        CHECK(saved == std::vector<index_t>{3});
    }
}

TEST_CASE("signals end the program again when nobody stops on them, and only one may") {
    auto const handler = [] {
        struct sigaction now {};
        REQUIRE(::sigaction(SIGINT, nullptr, &now) == 0);
        return now.sa_handler;
    };
    auto const before = handler();
    {
        stop_on_signals const one;
        CHECK(handler() != before);
        CHECK_THAT(complaint([] { stop_on_signals(); }), Contains("signals already stop another training"));
    }
    CHECK(handler() == before);
    stop_on_signals const again;
    CHECK(again.signal() == 0);
}

TEST_CASE("callbacks and numbers of batches that make no sense are refused") {
    training<> one;
    CHECK_THAT(complaint([&] { fit(one.run, drawn(8), quietly(1, {nullptr})); }),
               Contains("a callback is a null pointer"));
    auto how = quietly(1);
    how.accumulate = 0;
    CHECK_THAT(complaint([&] { fit(one.run, drawn(8), how); }), Contains("gradients of 0 batches"));
}
