#include "io/complaint.hpp"
#include "temporary_folder.hpp"

#include <chrnn/backend/tensor.hpp>
#include <chrnn/fit/fit_samples.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/layer/rectifier.hpp>
#include <chrnn/loss/distribution_cross_entropy.hpp>
#include <chrnn/loss/mean_squared_error.hpp>
#include <chrnn/loss/region_cross_entropy.hpp>
#include <chrnn/loss/softmax_cross_entropy.hpp>

#include <catch2/catch.hpp>

#include <bit>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {

constexpr index_t side = 6, regions = side * side;

/// Tells of every region on which side of an upright stripe it lies: 0 on it, 1 left, 2 right.
struct stripes
    : network<input<1, side, side>, conv<8, 11, pad<5>>, rectifier, dropout<0.1>, conv<3, 1>, region_cross_entropy<>> {
};
/// Says in which column the stripe stands and how bright it is.
struct places : network<input<1, side, side>, dense<16>, rectifier, dense<2>, mean_squared_error> {};
/// Says only in which column.
struct columns : network<input<1, side, side>, dense<side>, softmax_cross_entropy> {};

/// Pictures of a stripe on noise, with three kinds of targets.
struct pictures {
    std::vector<std::vector<float>> maps;
    std::vector<std::vector<int>> sides;
    std::vector<std::array<double, 2>> places;
    std::vector<int> columns;

    explicit pictures(index_t count, std::uint64_t seed = 1) {
        for (index_t n = 0; n < count; ++n) {
            random_stream const random{seed, static_cast<std::uint64_t>(n)};
            auto const column = static_cast<index_t>(random.below(side, 1000));
            double const brightness = 1 + random.uniform(1001);
            std::vector<float> map;
            std::vector<int> labels;
            for (index_t i = 0; i < regions; ++i) {
                index_t const q = i % side;
                double const noise = 0.2 * (random.uniform(static_cast<std::uint64_t>(i)) - 0.5);
                map.push_back(static_cast<float>(noise + (q == column ? brightness : 0)));
                labels.push_back(i == 7 ? -1 : q == column ? 0 : q < column ? 1 : 2); // one that nobody knows
            }
            maps.push_back(map), sides.push_back(labels);
            places.push_back({static_cast<double>(column) / side, brightness - 1});
            columns.push_back(static_cast<int>(column));
        }
    }
};

template <class Target>
sample_fit_options<Target> quiet(index_t epochs) {
    return {.epochs = epochs, .progress = progress_style::none};
}

template <class Model>
std::vector<std::uint32_t> sample_bits(Model& net) {
    std::vector<std::uint32_t> all{static_cast<std::uint32_t>(net.steps())};
    for (float x : net.parameters_span()) all.push_back(std::bit_cast<std::uint32_t>(x));
    return all;
}
std::vector<float> losses(training_state const& state) {
    std::vector<float> all;
    for (epoch_record const& one : state.history)
        for (float x : {one.train_loss, one.train_accuracy, one.validation_loss, one.top1})
            all.push_back(x == x ? x : -1);
    return all;
}

sgd const quick{.rate = 0.1, .momentum = 0.9};

} // namespace

TEST_CASE("a network learns to label every region of samples in memory") {
    pictures const seen(60), unseen(20, 2);
    model<stripes> net{batch{8}, seed{1}};
    auto const state = fit(net, samples(seen.maps, seen.sides), quick, quiet<int>(25));
    metrics const found = evaluate(net, samples(unseen.maps, unseen.sides));
    CHECK(found.count() == 20 * (regions - 1));
    CHECK(found.classes() == 3);
    CHECK(found.top1() > 0.97);
    CHECK(found.mean_class_accuracy() > 0.95);
    CHECK(state.history.back().train_accuracy > 0.95f);
    CHECK(state.history.back().train_accuracy <= 1);
    CHECK(state.history.back().train_loss < 0.2f * state.history.front().train_loss);
    CHECK(net.steps() == 25 * 8);
}

TEST_CASE("a network learns to predict numbers, and the best epoch is the one of the least loss") {
    pictures const seen(60), unseen(20, 2);
    samples const held_out(unseen.maps, unseen.places);
    model<places> net{batch{8}, seed{1}};
    double const before = evaluate(net, held_out).loss();
    auto options = quiet<float>(60);
    options.validation = &held_out;
    auto const state = fit(net, samples(seen.maps, seen.places), sgd{.rate = 0.02, .momentum = 0.9}, options);
    auto const after = evaluate(net, held_out);
    CHECK(after.count() == 20);
    CHECK(after.loss() < 0.02);
    CHECK(after.loss() < 0.1 * before);
    CHECK(state.history.back().validation_loss == static_cast<float>(after.loss()));
    CHECK(state.history.back().validated());
    CHECK(state.history.back().train_accuracy != state.history.back().train_accuracy);
    index_t const best = best_epoch(state.history);
    for (epoch_record const& one : state.history)
        CHECK(one.validation_loss >= state.history[static_cast<std::size_t>(best) - 1].validation_loss);
}

TEST_CASE("fitting samples does what a plain loop over their batches does") {
    pictures const seen(19), unseen(11, 2);
    samples const data(seen.maps, seen.columns), held_out(unseen.maps, unseen.columns);
    auto options = quiet<int>(3);
    options.validation = &held_out;
    model<columns> net{batch{8}, seed{11}}, expected{batch{8}, seed{11}};
    auto const state = fit(net, data, quick, options);

    optimiser learn(expected, quick);
    for (index_t epoch = 0; epoch < 3; ++epoch) {
        std::vector<index_t> order(19);
        std::iota(order.begin(), order.end(), 0);
        shuffle(std::span(order), random_stream{random_key(11, "order"), static_cast<std::uint64_t>(epoch)});
        double loss = 0, correct = 0;
        for (std::size_t first = 0; first < 19; first += 8) {
            std::vector<float> inputs;
            std::vector<int> labels;
            for (std::size_t i = first; i < std::min<std::size_t>(19, first + 8); ++i) {
                auto const item = static_cast<std::size_t>(order[i]);
                inputs.insert(inputs.end(), seen.maps[item].begin(), seen.maps[item].end());
                labels.push_back(seen.columns[item]);
            }
            loss += static_cast<double>(expected.forward(inputs, labels)) * static_cast<double>(labels.size());
            for (std::size_t i = 0; i < labels.size(); ++i)
                correct += rank_of(expected.probabilities().subspan(i * side, side), labels[i]) == 0;
            expected.backward();
            learn.step(0.1);
        }
        metrics const valid = evaluate(expected, held_out);
        epoch_record const& record = state.history[static_cast<std::size_t>(epoch)];
        CHECK(record.train_loss == static_cast<float>(loss / 19));
        CHECK(record.train_accuracy == static_cast<float>(correct / 19));
        CHECK(record.validation_loss == static_cast<float>(valid.loss()));
        CHECK(record.top1 == static_cast<float>(valid.top1()));
        CHECK(valid.count() == 11);
    }
    CHECK((sample_bits(net) == sample_bits(expected)));
}

TEST_CASE("of distributions the training's accuracy is the share whose most probable class has the largest part") {
    struct shared : network<input<1, side, side>, dense<side>, distribution_cross_entropy> {};
    pictures const seen(40);
    std::vector<std::vector<float>> shares;
    std::vector<int> classes; // with the largest share, the lower of two
    for (std::size_t n = 0; n < 40; ++n) {
        auto const own = static_cast<std::size_t>(seen.columns[n]), other = (own + 2) % side;
        float const part = std::array{0.75f, 0.5f, 0.25f}[n % 3];
        shares.emplace_back(side, 0.f);
        shares.back()[own] = part, shares.back()[other] = 1 - part;
        classes.push_back(static_cast<int>(part == 0.5f ? std::min(own, other) : part > 0.5f ? own : other));
    }
    model<shared> net{batch{40}, seed{11}};
    net.predict(samples(seen.maps, shares).inputs());
    double correct = 0;
    for (std::size_t n = 0; n < 40; ++n)
        correct += rank_of(net.probabilities().subspan(n * side, side), classes[n]) == 0;
    CHECK(correct > 0);
    CHECK(correct < 40);
    auto options = quiet<float>(1);
    samples const data(seen.maps, shares);
    options.validation = &data;
    auto const one = fit(net, data, quick, options).history.front();
    CHECK(one.train_accuracy == static_cast<float>(correct / 40));
    CHECK(one.score() == -one.validation_loss); // of what is not learnt, which has no top-1
    CHECK(one.accuracy() != one.accuracy());
}

TEST_CASE("evaluation of regions counts what single predictions give") {
    pictures const unseen(11, 2);
    model<stripes> net{batch{4}, seed{3}}, alone{batch{1}, seed{3}};
    metrics expected(3);
    for (std::size_t n = 0; n < 11; ++n) {
        auto const p = alone.predict(unseen.maps[n]);
        for (std::size_t i = 0; i < regions; ++i)
            if (int const label = unseen.sides[n][i]; label >= 0)
                expected.add(std::span<float const>(std::array{p[i], p[regions + i], p[2 * regions + i]}), label);
    }
    metrics const found = evaluate(net, samples(unseen.maps, unseen.sides));
    CHECK(std::ranges::equal(found.confusion(), expected.confusion()));
    CHECK(found.loss() == Approx(expected.loss()).epsilon(1e-6));
}

TEST_CASE("evaluation of numbers is the mean squared error, without dropout and whatever the batches") {
    struct dropping : network<input<1, side, side>, dense<4>, dropout<0.5>, dense<2>, mean_squared_error> {};
    pictures const unseen(11, 2);
    samples const data(unseen.maps, unseen.places);
    model<dropping> alone{batch{1}, seed{3}};
    double expected = 0;
    for (std::size_t n = 0; n < 11; ++n) {
        auto const y = alone.predict(unseen.maps[n]);
        for (std::size_t k = 0; k < 2; ++k)
            expected += std::pow(double(y[k]) - double(float(unseen.places[n][k])), 2) / 22;
    }
    for (index_t capacity : {1, 4, 11, 20}) {
        model<dropping> net{batch{capacity}, seed{3}};
        CHECK(evaluate(net, data).loss() == Approx(expected).epsilon(1e-5));
        CHECK(net.steps() == 0);
    }
}

TEST_CASE("fitting samples gives the same bits on 1, 2 and 3 threads") {
    pictures const seen(30), unseen(10, 2);
    samples const data(seen.maps, seen.sides), held_out(unseen.maps, unseen.sides);
    std::vector<std::uint32_t> first;
    std::vector<float> history;
    for (index_t count : {1, 2, 3}) {
        model<stripes> net{batch{8}, seed{4}, threads{count}};
        auto options = quiet<int>(3);
        options.validation = &held_out;
        auto const state = fit(net, data, quick, options);
        if (count == 1) first = sample_bits(net), history = losses(state);
        CHECK((sample_bits(net) == first));
        CHECK((losses(state) == history));
    }
}

TEST_CASE("a training on samples that was interrupted goes on to the same bits") {
    struct stop {};
    pictures const seen(30);
    samples const data(seen.maps, seen.sides);
    model<stripes> whole{batch{8}, seed{4}}, parts{batch{8}, seed{4}};
    auto const expected = fit(whole, data, quick, quiet<int>(3));
    trainer run(parts, quick);
    auto options = quiet<int>(3);
    options.save_every = 1;
    options.save = [&](training_state const&) {
        if (parts.steps() == 6) throw stop();
    };
    CHECK_THROWS_AS(fit(run, data, options), stop);
    CHECK(run.state().epoch == 1);
    CHECK(run.state().batch == 2);
    CHECK(run.state().labels == 16 * (regions - 1));
    auto const found = fit(run, data, quiet<int>(3));
    CHECK((sample_bits(parts) == sample_bits(whole)));
    CHECK((losses(found) == losses(expected)));
}

TEST_CASE("the log of a regression has nothing where there is no accuracy, and is read again") {
    temporary_folder const folder;
    pictures const seen(8);
    model<places> net{batch{8}};
    auto options = quiet<float>(2);
    options.log = folder / "log.csv";
    auto const state = fit(net, samples(seen.maps, seen.places), {}, options);
    CHECK(contents(folder / "log.csv") == text_of(state.history));
    CHECK_THAT(contents(folder / "log.csv"), Contains(",,,,,"));
    CHECK(text_of(history_from(text_of(state.history)).value()) == text_of(state.history));
    CHECK_THAT(epoch_text(state.history[0], 2), !Contains("accuracy") && !Contains("nan"));
}

TEST_CASE("samples come from vectors, arrays and tensors, or are taken over") {
    std::vector<tensor<float, extents<2, 3>>> maps(2);
    for (std::size_t i = 0; i < 6; ++i) maps[1].span()[i] = static_cast<float>(i);
    samples const from_tensors(maps, std::vector<unsigned char>{3, 4});
    static_assert(std::is_same_v<decltype(from_tensors)::target, int>);
    CHECK(from_tensors.size() == 2);
    CHECK(from_tensors.inputs(1, 1)[5] == 5);
    CHECK(from_tensors.targets(1, 1)[0] == 4);
    samples const numbers(std::vector<double>{1, 2, 3}, std::vector<double>{4, 5, 6}); // one input, one output
    static_assert(std::is_same_v<decltype(numbers)::target, float>);
    CHECK(numbers.inputs(2, 1)[0] == 3);
    samples<int> const taken(2, std::vector<float>(12), {3, 4});
    CHECK(taken.fingerprint() != from_tensors.fingerprint());
    maps[1] = maps[0];
    CHECK(taken.fingerprint() == samples(maps, std::vector{3, 4}).fingerprint());
}

TEST_CASE("samples that do not fit together or the network are refused, and nothing is trained") {
    pictures const seen(8);
    using several = std::vector<std::vector<float>>;
    CHECK(complaint([&] {
              samples(several{{1, 2}, {3}}, std::vector<int>{1, 2});
          }) == "input 1 has 1 numbers, but input 0 has 2");
    CHECK(complaint([&] {
              samples(several{{1}, {3}}, several{{1, 2}, {}});
          }) == "target 1 has 0 numbers, but target 0 has 2");
    CHECK(complaint([&] {
              samples(several{{1}, {3}}, std::vector<int>{1, 2, 3, 4});
          }) == "2 inputs came with the targets of 4");
    CHECK(complaint([&] { samples(several{}, std::vector<int>{}); }) == "there are no samples");
    CHECK(complaint([&] {
              samples<int>(2, std::vector<float>(5), {1, 2});
          }) == "5 numbers are not the inputs of 2 samples");

    model<stripes> net{batch{8}};
    trainer run(net);
    auto const before = sample_bits(net);
    auto const refusal = [&](samples<int> const& data, samples<int> const* validation = nullptr) {
        auto options = quiet<int>(1);
        options.validation = validation;
        return complaint([&] { fit(run, data, options); });
    };
    samples const good(seen.maps, seen.sides), one_label(seen.maps, seen.columns);
    CHECK(refusal(samples(several(8, std::vector<float>(35)), seen.sides)) ==
          "a sample has 35 numbers, but the network takes 1x6x6");
    CHECK(refusal(one_label) == "a sample has 1 target, but the loss of the network takes 36");
    CHECK(refusal(good, &one_label) == "a sample has 1 target, but the loss of the network takes 36");
    auto wrong = seen.sides;
    wrong[5][3] = 3;
    CHECK_THAT(refusal(samples(seen.maps, wrong)), Contains("a region's label is 3, but the network has 3 classes"));
    CHECK(complaint([&] { evaluate(net, samples(seen.maps, wrong)); }) == refusal(samples(seen.maps, wrong)));
    CHECK(run.state().data == 0);
    CHECK((sample_bits(net) == before));

    fit(run, good, quiet<int>(1));
    pictures const other(8, 3);
    CHECK(refusal(samples(other.maps, other.sides)) == "the training began on other data than it is to go on with");
}

TEST_CASE("predictions of samples that are not finite are refused with the layer") {
    pictures const seen(8);
    model<places> net{batch{8}};
    for (auto const& one : net.named_parameters())
        if (one.name == "fc2.bias") one.values[1] = NAN;
    CHECK(complaint([&] { evaluate(net, samples(seen.maps, seen.places)); }) ==
          "predictions are not finite, first in the layer fc2");
    CHECK_THAT(complaint([&] { fit(net, samples(seen.maps, seen.places), {}, quiet<float>(1)); }),
               Contains("in step 1 (epoch 1) the loss is not finite; the first layer whose output is not is fc2"));
}
