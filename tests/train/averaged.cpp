#include <chrnn/train/averaged.hpp>

#include "fit/points.hpp"

#include "io/complaint.hpp"
#include "temporary_folder.hpp"

#include <chrnn/files.hpp>
#include <chrnn/train/nadam.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {

using rule = averaged<nadam>;
rule const averaging(nadam{.rate = 0.05, .schedule = constant_rate()}, 0.8);
using training = points::training<points::net, rule>;

/// The running means of all parameters, computed step by step beside a training.
struct means : callback {
    std::vector<double> all;
    void after_step(training_moment& now) override {
        std::vector<double> weights;
        for (auto const& one : now.parameters()) weights.insert(weights.end(), one.values.begin(), one.values.end());
        if (all.empty()) all = weights;
        double const d = std::min(0.8, 1 - 1 / static_cast<double>(now.steps));
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = d * all[i] + (1 - d) * weights[i];
    }
};

} // namespace

TEST_CASE("an averaged rule learns as the rule does, and keeps the mean of all parameters beside them") {
    training one(averaging);
    points::training<points::net, nadam> plain(nadam{.rate = 0.05, .schedule = constant_rate()});
    means expected;
    fit(one.run, points::drawn(40), points::quietly(3, {&expected}));
    fit(plain.run, points::drawn(40), points::quietly(3));
    CHECK(one.parameters() == plain.parameters());
    CHECK(rule::name == "averaged nadam");
    auto const learnt = one.parameters();
    use_averages(one.run);
    index_t i = 0;
    for (auto const& parameter : one.net.named_parameters())
        for (float found : parameter) CHECK(found == Approx(expected.all[static_cast<std::size_t>(i++)]).epsilon(1e-5));
    use_averages(one.run);
    CHECK(one.parameters() == learnt);
}

TEST_CASE("validation is by the averages, and training is not") {
    auto const data = points::drawn(40), validation = points::drawn(20, 2);
    training one(averaging), unseen(averaging);
    auto how = points::quietly(2);
    fit(unseen.run, data, how);
    how.validation = &validation;
    fit(one.run, data, how);
    CHECK(one.parameters() == unseen.parameters());
    float const by_means = one.run.state().history.back().validation_loss;
    CHECK(evaluate(one.net, validation).loss() != Approx(by_means));
    use_averages(one.run);
    CHECK(evaluate(one.net, validation).loss() == Approx(by_means));
}

TEST_CASE("averages go into checkpoints and come back, and the best are loaded to be used") {
    temporary_folder const folder;
    auto const data = points::drawn(40), validation = points::drawn(30, 2);
    training whole(averaging), parts(averaging);
    checkpoint_series kept(folder / "run.checkpoint");
    auto how = points::quietly(4);
    how.validation = &validation;
    fit(whole.run, data, how);
    how.epochs = 2;
    how.save = [&](training_state const&) { kept.save(parts.run); };
    fit(parts.run, data, how);
    training anew(averaging);
    kept.load(anew.run);
    how.epochs = 4;
    how.save = [&](training_state const&) { kept.save(anew.run); };
    fit(anew.run, data, how);
    CHECK(anew.parameters() == whole.parameters());
    use_averages(anew.run), use_averages(whole.run);
    CHECK(anew.parameters() == whole.parameters());

    auto const& history = anew.run.state().history;
    auto const best = static_cast<std::size_t>(best_epoch(history)) - 1;
    kept.load_best(anew.run);
    CHECK(std::ssize(history) == 4);
    auto const found = evaluate(anew.net, validation);
    CHECK(found.loss() == Approx(history[best].validation_loss));
    CHECK(static_cast<float>(found.top1()) == history[best].top1);
}

TEST_CASE("nobody trains or saves while the averages are the parameters") {
    temporary_folder const folder;
    training one(averaging);
    fit(one.run, points::drawn(16), points::quietly(1));
    use_averages(one.run);
    std::string const said = "the model's parameters are their averages: call use_averages once more before that";
    CHECK(complaint([&] { fit(one.run, points::drawn(16), points::quietly(2)); }) == said);
    CHECK(complaint([&] { save_checkpoint(folder / "run", one.run); }) == said);
    use_averages(one.run);
    fit(one.run, points::drawn(16), points::quietly(2));
    CHECK(one.run.state().epoch == 2);
}

TEST_CASE("there are no averages before the first update, nor with a decay out of range") {
    training one(averaging);
    CHECK_THAT(complaint([&] { use_averages(one.run); }), Contains("before the first update"));
    CHECK_THAT(complaint([&] { training(rule(nadam{}, 1)); }),
               Contains("decay of averages must be at least 0 and below 1"));
}
