#include <chrnn/train/cycling_rate.hpp>
#include <chrnn/train/falling_rate.hpp>
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

using doubles = std::vector<double>;

} // namespace

TEST_CASE("a constant rate stays") {
    CHECK(rates(constant_rate(), 0.3, 3) == doubles{0.3, 0.3, 0.3});
    CHECK(rates_after(constant_rate(), 0.3, {0.5, 0.5, 0.5}) == doubles{0.3, 0.3, 0.3});
}

TEST_CASE("step decay divides the rate after every so many epochs") {
    CHECK(rates(step_decay(2, 4), 8, 7) == doubles{8, 8, 2, 2, 0.5, 0.5, 0.125});
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
          doubles{8, 8, 8, 4, 4, 4, 4, 4, 2, 2, 1});
    CHECK(rates_after(plateau_decay(1, 4), 1, {0, 0, 0}) == doubles{1, 0.25, 0.0625});
    CHECK(rates_after(plateau_decay(1, 4, 0.1), 1, {0, 0, 0}) == doubles{1, 0.25, 0.1});
}

TEST_CASE("a plateau that is restored goes on as the one that was saved") {
    rate_schedule whole = plateau_decay(3, 2), resumed = plateau_decay(3, 2);
    for (double accuracy : {0.5, 0.4, 0.3, 0.2, 0.45}) whole.observe(accuracy);
    CHECK(whole.state() == doubles{0.5, 1, 1});
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
    for (doubles const& wrong : {doubles{}, doubles{1, 2}, doubles{1, -1, 0}, doubles{1, 0, NAN}}) {
        CHECK_FALSE(plateau.restore(wrong));
        CHECK(plateau.state() == doubles{0.5, 0, 0});
    }
    CHECK_FALSE(steps.restore(doubles{1}));
    CHECK(steps.restore(doubles{}));
    CHECK(steps.name() == "step");
}

TEST_CASE("one cycle rises to the rate and falls far below where it began, along half cosines") {
    rate_schedule const cycle = one_cycle(10, 0.4, 20, 100);
    CHECK(cycle.at(2, 0, 0) == Approx(2.0 / 20));
    CHECK(cycle.at(2, 2, 0) == Approx((2 + 2.0 / 20) / 2));
    CHECK(cycle.at(2, 4, 0) == Approx(2));
    CHECK(cycle.at(2, 7, 0) == Approx((2 + 2.0 / 20 / 100) / 2));
    CHECK(cycle.at(2, 5, 0.5) == Approx(2.0 / 2000 + (2 - 2.0 / 2000) * (1 + std::sqrt(0.5)) / 2));
    CHECK(cycle.at(2, 9, 1) == Approx(2.0 / 2000));
    CHECK(cycle.at(2, 10, 0) == Approx(2.0 / 2000));
    CHECK(cycle.at(2, 1000, 0.5) == Approx(2.0 / 2000));
}

TEST_CASE("warm restarts begin anew after ever longer times") {
    rate_schedule const schedule = warm_restarts(2, 3, 0.1); // 2, 6 and 18 epochs
    for (index_t begin : {0, 2, 8}) {
        double const length = begin == 0 ? 2 : begin == 2 ? 6 : 18;
        auto const middle = static_cast<index_t>(length / 2);
        CHECK(schedule.at(5, begin, 0) == 5);
        CHECK(schedule.at(5, begin + middle, 0) == Approx(5 * 0.55));
        CHECK(schedule.at(5, begin + static_cast<index_t>(length) - 1, 1) == Approx(0.5));
    }
    rate_schedule const even = warm_restarts(3);
    CHECK(even.at(1, 7, 0.5) == Approx(0.5));
    CHECK(even.at(1, std::numeric_limits<index_t>::max() / 2, 0.5) <= 1);
    CHECK(rate_schedule(warm_restarts(1, 1'000'000'000'000)).at(1, 1'000'000'000, 0) == Approx(1).epsilon(1e-5));
}

TEST_CASE("a warm-up multiplies the rates of any schedule, step by step") {
    rate_schedule const schedule = warm_up(2, step_decay(1, 10), 0.2);
    CHECK(schedule.at(1, 0, 0) == Approx(0.2));
    CHECK(schedule.at(1, 0, 0.5) == Approx(0.4));
    CHECK(schedule.at(1, 1, 0.5) == Approx(0.1 * 0.8));
    CHECK(schedule.at(1, 2, 0) == Approx(0.01));
    CHECK(schedule.name() == "step");
    rate_schedule plateau = warm_up(1, plateau_decay(1, 2)), resumed = plateau;
    plateau.observe(1), plateau.observe(1);
    REQUIRE(resumed.restore(plateau.state()));
    CHECK(resumed.at(8, 1) == 4);
    CHECK(resumed.at(8, 0) == Approx(0.04));
}

TEST_CASE("a schedule whose numbers make no sense is refused") {
    CHECK_THAT(complaint([] { rate_schedule{one_cycle(0)}; }), Contains("one cycle over 0 epochs"));
    CHECK_THAT(complaint([] { rate_schedule{one_cycle(5, 1)}; }), Contains("rising for 1 of them"));
    CHECK_THAT(complaint([] { rate_schedule{one_cycle(5, 0.3, 0.5)}; }), Contains("from 1/0.5"));
    CHECK_THAT(complaint([] { rate_schedule{warm_restarts(0)}; }), Contains("over 0 epochs"));
    CHECK_THAT(complaint([] { rate_schedule{warm_restarts(1, 0)}; }), Contains("for 0 times as many"));
    CHECK_THAT(complaint([] { warm_up(-1, constant_rate()); }), Contains("over -1 epochs"));
    CHECK_THAT(complaint([] { warm_up(INFINITY, constant_rate()); }), Contains("over inf epochs"));
    CHECK_THAT(complaint([] { warm_up(1, constant_rate(), 2); }), Contains("from 2 of itself"));
    CHECK_THAT(complaint([] { rate_schedule{step_decay(0)}; }), Contains("after every 0 epochs"));
    CHECK_THAT(complaint([] { rate_schedule{step_decay(2, 0)}; }), Contains("divided by 0"));
    CHECK_THAT(complaint([] { rate_schedule{plateau_decay(0)}; }), Contains("for 0 epochs"));
    CHECK_THAT(complaint([] { rate_schedule{plateau_decay(1, -3)}; }), Contains("divided by -3"));
    CHECK_THAT(complaint([] { rate_schedule{cosine_decay(0)}; }), Contains("over 0 epochs"));
    CHECK_THAT(complaint([] { rate_schedule{cosine_decay(1, 2)}; }), Contains("fall to 2"));
}
