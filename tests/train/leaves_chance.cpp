/// Whether a network with a recurrence begins to learn: the C-HLSTM of the streams program, by every rule at its own
/// rate, with ten seeds. A few minutes, so only when asked for: test_train "[.chance]".
#include "../../examples/stream_networks.hpp"

#include <chrnn/chrnn.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdio>

using namespace chrnn;

namespace {

constexpr index_t tiles = 7;
/// How many other streams decide: guessing tells 27.1% of them right once in seven hundred times.
constexpr index_t judged = 4000;

/// The share of these that are told right after one epoch of 4000.
template <class Rule>
double right_after_an_epoch(Rule rule, std::uint64_t with_seed) {
    synthetic_streams const training(4000, {.tiles = tiles}, 1), others(judged, {.tiles = tiles}, 3);
    rule.clip = 1;
    model<streams::c_hrnn<tiles, lstm>> net{batch{25}, seed{with_seed}};
    fit_options once;
    once.epochs = 1;
    once.progress = progress_style::none;
    fit(net, training, rule, once);
    return evaluate(net, others).top1();
}

} // namespace

TEST_CASE("the C-HLSTM leaves chance in its first epoch with every rule at its own rate and each of ten seeds",
          "[.chance]") {
    double const guessed = 0.25, deviation = std::sqrt(guessed * (1 - guessed) / judged);
    auto const leaves = [&]<class Rule>(Rule const& rule) {
        std::printf("%-9s %-6g", Rule::name.data(), rule.rate);
        for (std::uint64_t s = 1; s <= 10; ++s) {
            double const right = right_after_an_epoch(rule, s);
            std::printf(" %.1f", 100 * right);
            std::fflush(stdout);
            CHECK(right > guessed + 3 * deviation);
        }
        std::printf("\n");
    };
    leaves(sgd{});
    leaves(nesterov{});
    leaves(adam{});
    leaves(adamw{});
    leaves(nadam{});
    leaves(rmsprop{});
}
