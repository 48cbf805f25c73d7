#include <chrnn/train/any_rule.hpp>

#include "fit/points.hpp"
#include "io/complaint.hpp"
#include "temporary_folder.hpp"
#include "train/quadratic.hpp"

#include <chrnn/files.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {

template <class T>
std::vector<T> all_numbers(std::vector<parameter_view<T>> const& views) {
    std::vector<T> all;
    for (auto const& one : views) all.insert(all.end(), one.begin(), one.end());
    return all;
}

/// Whether ten updates by the rule, and by it as any, leave the same bits everywhere.
template <class Rule>
bool alike(Rule rule) {
    rule.clip = 3, rule.weight_decay = 0.1, rule.multipliers = {{"fc1.bias", 0.5}};
    quadratic::on_quadratic<float, Rule> plain(rule);
    quadratic::on_quadratic<float, any_rule> any(rule);
    for (int step = 0; step < 10; ++step) plain.step(), any.step();
    return all_numbers(plain.m.named_parameters()) == all_numbers(any.m.named_parameters()) &&
           all_numbers(plain.learn.named_slots()) == all_numbers(any.learn.named_slots()) &&
           plain.learn.scalars() == any.learn.scalars();
}

} // namespace

TEST_CASE("a rule that is chosen while the program runs learns as it does when the compiler knows it, bit by bit") {
    quadratic::with_every_rule([](auto const& rule) {
        INFO(rule.name);
        CHECK(alike(rule));
        CHECK(alike(averaged(rule, 0.7)));
        CHECK(any_rule(rule).name == rule.name);
        CHECK(any_rule(rule).slots.size() == rule.slots.size());
        CHECK_FALSE(keeps_averages(any_rule(rule)));
        CHECK(keeps_averages(any_rule(averaged(rule))));
    });
}

TEST_CASE("the numbers of a chosen rule may be changed, and are checked with those of its own") {
    any_rule rule = nadam{.rate = 0.05};
    CHECK(rule.rate == 0.05);
    rule = adamw{};
    CHECK(rule.weight_decay == 0.01);
    rule.weight_decay = 0;
    quadratic::on_quadratic<float, any_rule> changed(rule);
    quadratic::on_quadratic<float, adamw> meant({.weight_decay = 0});
    for (int step = 0; step < 3; ++step) changed.step(), meant.step();
    CHECK(all_numbers(changed.m.named_parameters()) == all_numbers(meant.m.named_parameters()));

    rule.rate = -1;
    CHECK_THAT(complaint([&] { quadratic::on_quadratic<float, any_rule> one(rule); }), Contains("cannot be -1"));
    CHECK_THAT(complaint([] { quadratic::on_quadratic<float, any_rule> one(sgd{.momentum = 2}); }),
               Contains("momentum must be") && Contains("not 2"));
}

TEST_CASE("a checkpoint of a chosen rule is one of that rule, goes on to the same bits, and fits no other") {
    temporary_folder const folder;
    auto const data = points::drawn(40);
    averaged const rule(nadam{.rate = 0.05}, 0.8);
    points::training<points::net, averaged<nadam>> whole(rule), behind(rule);
    points::training<points::net, any_rule> first(rule), another(averaged(adam{})), plain(nadam{});
    fit(whole.run, data, points::quietly(4));
    fit(first.run, data, points::quietly(2));
    save_checkpoint(folder / "run", first.run);
    load_checkpoint(folder / "run", behind.run);
    fit(behind.run, data, points::quietly(4));
    CHECK(behind.parameters() == whole.parameters());
    fit(first.run, data, points::quietly(4));
    use_averages(first.run), use_averages(whole.run);
    CHECK(first.parameters() == whole.parameters());

    CHECK_THAT(complaint([&] { load_checkpoint(folder / "run", another.run); }),
               Contains("rule of learning is 'averaged nadam', but the training's is 'averaged adam'"));
    CHECK(complaint([&] { use_averages(plain.run); }) == "the rule nadam keeps no averages of the parameters");
}
