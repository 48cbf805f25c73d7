#include <chrnn/train/schedule.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {

std::vector<double> rates(rate_schedule const& schedule, double rate, index_t epochs) {
    std::vector<double> all;
    for (index_t epoch = 0; epoch < epochs; ++epoch) all.push_back(schedule.at(rate, epoch));
    return all;
}

/// The rate after each of the accuracies.
std::vector<double> rates_after(rate_schedule schedule, double rate, std::vector<double> const& accuracies) {
    std::vector<double> all;
    for (std::size_t i = 0; i < accuracies.size(); ++i) {
        schedule.observe(accuracies[i]);
        all.push_back(schedule.at(rate, static_cast<index_t>(i) + 1));
    }
    return all;
}

using numbers = std::vector<double>;

} // namespace

TEST_CASE("a constant rate stays") {
    CHECK(rates(constant_rate(), 0.3, 3) == numbers{0.3, 0.3, 0.3});
    CHECK(rates_after(constant_rate(), 0.3, {0.5, 0.5, 0.5}) == numbers{0.3, 0.3, 0.3});
}

TEST_CASE("step decay divides the rate after every so many epochs") {
    CHECK(rates(step_decay(2, 4), 8, 7) == numbers{8, 8, 2, 2, 0.5, 0.5, 0.125});
    CHECK(rates(step_decay(), 0.01, 21)[20] == Approx(0.0001).epsilon(1e-15));
}

TEST_CASE("cosine decay falls along half a cosine and stays at its least") {
    auto const all = rates(cosine_decay(4, 0.2), 10, 7);
    CHECK(all[0] == 10);
    CHECK(all[1] == Approx(10 * (0.2 + 0.8 * (1 + std::sqrt(0.5)) / 2)).epsilon(1e-14));
    CHECK(all[2] == Approx(6).epsilon(1e-14));
    CHECK(all[3] == Approx(10 * (0.2 + 0.8 * (1 - std::sqrt(0.5)) / 2)).epsilon(1e-14));
    for (std::size_t epoch = 4; epoch < 7; ++epoch) CHECK(all[epoch] == Approx(2).epsilon(1e-14));
}

TEST_CASE("plateau decay divides the rate when the accuracy has not risen above its best for its patience") {
    // Best: 0.1, 0.3, -, -(drop), 0.4, -, 0.41, -, -(drop), -, -(drop)
    CHECK(rates_after(plateau_decay(2, 2), 8, {0.1, 0.3, 0.3, 0.2, 0.4, 0.39, 0.41, 0.4, 0.41, 0.1, 0.41}) ==
          numbers{8, 8, 8, 4, 4, 4, 4, 4, 2, 2, 1});
    CHECK(rates_after(plateau_decay(1, 4), 1, {0, 0, 0}) == numbers{1, 0.25, 0.0625});
    CHECK(rates_after(plateau_decay(1, 4, 0.1), 1, {0, 0, 0}) == numbers{1, 0.25, 0.1});
}

TEST_CASE("a plateau that is restored goes on as the one that was saved") {
    rate_schedule whole = plateau_decay(3, 2), resumed = plateau_decay(3, 2);
    for (double accuracy : {0.5, 0.4, 0.3, 0.2, 0.45}) whole.observe(accuracy);
    CHECK(whole.state() == numbers{0.5, 1, 1});
    REQUIRE(resumed.restore(whole.state()));
    for (double accuracy : {0.5, 0.5, 0.6, 0.5}) {
        whole.observe(accuracy);
        resumed.observe(accuracy);
        CHECK(resumed.at(1, 0) == whole.at(1, 0));
    }
    CHECK(whole.at(1, 0) == 0.25);
}

TEST_CASE("a schedule refuses a state that is none of its kind, and stays as it was") {
    rate_schedule plateau = plateau_decay(1, 2), steps = step_decay(1, 2);
    plateau.observe(0.5);
    for (numbers const& wrong : {numbers{}, numbers{1, 2}, numbers{1, -1, 0}, numbers{1, 0, NAN}}) {
        CHECK_FALSE(plateau.restore(wrong));
        CHECK(plateau.state() == numbers{0.5, 0, 0});
    }
    CHECK_FALSE(steps.restore(numbers{1}));
    CHECK(steps.restore(numbers{}));
    CHECK(steps.name() == "step");
}

TEST_CASE("a schedule whose numbers make no sense is refused") {
    CHECK_THAT(complaint([] { rate_schedule{step_decay(0)}; }), Contains("after every 0 epochs"));
    CHECK_THAT(complaint([] { rate_schedule{step_decay(2, 0)}; }), Contains("divided by 0"));
    CHECK_THAT(complaint([] { rate_schedule{plateau_decay(0)}; }), Contains("for 0 epochs"));
    CHECK_THAT(complaint([] { rate_schedule{plateau_decay(1, -3)}; }), Contains("divided by -3"));
    CHECK_THAT(complaint([] { rate_schedule{cosine_decay(0)}; }), Contains("over 0 epochs"));
    CHECK_THAT(complaint([] { rate_schedule{cosine_decay(1, 2)}; }), Contains("fall to 2"));
}
