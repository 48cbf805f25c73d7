/// A falling rate: how the learning rate stays or falls from epoch to epoch.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <string_view>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

// requires of a schedule: `name`; `check()`, which throws when its numbers make no sense; `at(rate, epoch, part)`, the
// rate of a step behind `part` of the steps of an epoch that is counted from 0, where `rate` is what the rule says;
// `observe(score)`, called after every epoch; `state()`, what it has made of that, and `restore(state)`.

/// The base of schedules that look at nothing but the epoch.
struct schedule_by_epoch {
    void check() const {}
    void observe(double) {}
    std::vector<double> state() const { return {}; }
    bool restore(std::span<double const> numbers) { return numbers.empty(); }
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The rate stays as it is.
struct constant_rate : detail::schedule_by_epoch {
    static constexpr std::string_view name = "constant";
    double at(double rate, index_t /*epoch*/, double /*part*/) const { return rate; }
};

/// The rate is divided by `divisor` after every `every` epochs.
struct step_decay : detail::schedule_by_epoch {
    static constexpr std::string_view name = "step";
    index_t every;
    double divisor;

    explicit step_decay(index_t every = 10, double divisor = 10) : every(every), divisor(divisor) {}
    void check() const {
        if (every < 1 || !(divisor > 0))
            fail("a rate cannot be divided by ", divisor, " after every ", every, " epochs");
    }
    double at(double rate, index_t epoch, double /*part*/) const {
        return rate / std::pow(divisor, static_cast<double>(epoch / every));
    }
};

/// The rate falls from its first value to `least` times that, along half a cosine over `epochs` epochs.
struct cosine_decay : detail::schedule_by_epoch {
    static constexpr std::string_view name = "cosine";
    index_t epochs;
    double least;

    explicit cosine_decay(index_t epochs, double least = 0) : epochs(epochs), least(least) {}
    void check() const {
        if (epochs < 1 || !(least >= 0 && least <= 1))
            fail("a rate cannot fall to ", least, " of itself over ", epochs, " epochs");
    }
    double at(double rate, index_t epoch, double /*part*/) const {
        double const done = epoch < epochs ? static_cast<double>(epoch) / static_cast<double>(epochs) : 1;
        return rate * (least + (1 - least) * (1 + std::cos(std::numbers::pi * done)) / 2);
    }
};

/// The rate is divided by `divisor` when the score, such as the accuracy, has not risen above its best for `patience`
/// epochs (section IV.A of the paper), but does not fall below `least` times its first value.
struct plateau_decay {
    static constexpr std::string_view name = "plateau";
    index_t patience;
    double divisor, least;

    explicit plateau_decay(index_t patience = 5, double divisor = 10, double least = 0.001)
        : patience(patience), divisor(divisor), least(least) {}
    void check() const {
        if (patience < 1 || !(divisor > 0) || !(least >= 0))
            fail("a rate cannot be divided by ", divisor, " when it has not helped for ", patience, " epochs, down to ",
                 least, " of itself");
    }
    double at(double rate, index_t /*epoch*/, double /*part*/) const {
        return rate * std::max(least, std::pow(divisor, -drops));
    }
    void observe(double score) {
        if (score > best) {
            best = score;
            waited = 0;
        } else if (++waited >= static_cast<double>(patience)) {
            ++drops;
            waited = 0;
        }
    }
    std::vector<double> state() const { return {best, waited, drops}; }
    bool restore(std::span<double const> numbers) {
        if (numbers.size() != 3 || !(numbers[1] >= 0 && numbers[2] >= 0)) return false;
        best = numbers[0], waited = numbers[1], drops = numbers[2];
        return true;
    }

  private:
    double best = -std::numeric_limits<double>::infinity(), waited = 0,
           drops = 0; ///< the best score, epochs since then or since a drop, divisions
};

} // namespace chrnn::CHRNN_ABI
