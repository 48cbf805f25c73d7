/// Whether a network with a recurrence begins to learn: the C-HLSTM of the streams program, by every rule at its own
/// rate, with ten seeds. A few minutes, so only when asked for: test_train "[.chance]".
#include "../../examples/stream_networks.hpp"

#include <chrnn/chrnn.hpp>

#include <catch2/catch.hpp>

#include <cstdio>

using namespace chrnn;

namespace {

constexpr index_t tiles = 7;
/// The share of 1000 other streams that are told right after one epoch of 4000.
template <class Rule>
double right_after_an_epoch(Rule rule, std::uint64_t with_seed) {
    synthetic_streams const training(4000, {.tiles = tiles}, 1), others(1000, {.tiles = tiles}, 3);
    rule.clip = 1;
    model<streams::c_hrnn<tiles, lstm>> net{batch{25}, seed{with_seed}};
    fit_options once;
    once.epochs = 1;
    once.progress = progress_style::none;
    fit(net, training, rule, once);
    return evaluate(net, others).top1();
}

} // namespace

TEST_CASE("the C-HLSTM leaves chance in its first epoch with every rule at its own rate, in the mean over ten seeds",
          "[.chance]") {
    auto const leaves = []<class Rule>(Rule const& rule) {
        std::printf("%-9s %-6g", Rule::name.data(), rule.rate);
        double mean = 0;
        for (std::uint64_t s = 1; s <= 10; ++s) {
            double const right = right_after_an_epoch(rule, s);
            std::printf(" %.1f", 100 * right);
            std::fflush(stdout);
            mean += right / 10;
        }
        std::printf("\n");
        CHECK(mean > 0.25 + 3 * 0.0137); // three deviations of what guessing gives on 1000 images
    };
    leaves(sgd{});
    leaves(nesterov{});
    leaves(adam{});
    leaves(adamw{});
    leaves(nadam{});
    leaves(rmsprop{});
}
