/// The rate schedule: how the learning rate changes as epochs go by.
#pragma once

#include <chrnn/train/cycling_rate.hpp>

#include <utility>
#include <variant>

namespace chrnn::CHRNN_ABI {

/// Any one of the schedules above, with what it remembers of the epochs so far.
class rate_schedule {
  public:
    /// Throws when the schedule's numbers make no sense.
    template <class Kind>
    requires requires { Kind::name; }
    rate_schedule(Kind schedule) : kind(std::move(schedule)) {
        std::visit([](auto const& one) { one.check(); }, kind);
    }

    std::string_view name() const {
        return std::visit([](auto const& one) { return one.name; }, kind);
    }
    /// The rate behind `part` (0 to 1) of the steps of `epoch`, counted from 0, where `rate` is what the rule says.
    double at(double rate, index_t epoch, double part = 0) const {
        double const whole = std::visit([&](auto const& one) { return one.at(rate, epoch, part); }, kind);
        double const done = static_cast<double>(epoch) + part;
        return done < warm_epochs ? whole * (warm_first + (1 - warm_first) * done / warm_epochs) : whole;
    }
    /// Tells it how good the model is after an epoch: the accuracy, or minus the loss.
    void observe(double score) {
        std::visit([&](auto& one) { one.observe(score); }, kind);
    }
    /// What it remembers, as numbers for a file.
    std::vector<double> state() const {
        return std::visit([](auto const& one) { return one.state(); }, kind);
    }
    /// Goes back to a state; false, and unchanged, if the numbers are none of this kind of schedule.
    bool restore(std::span<double const> numbers) {
        return std::visit([&](auto& one) { return one.restore(numbers); }, kind);
    }

    friend rate_schedule warm_up(double epochs, rate_schedule then, double first);

  private:
    std::variant<constant_rate, step_decay, cosine_decay, plateau_decay, one_cycle, warm_restarts> kind;
    double warm_epochs = 0, warm_first = 0;
};

/// `then`, but over the first `epochs` epochs its rates are multiplied by what rises evenly from `first` to 1, step by
/// step (Goyal et al. 2017): `sgd{.rate = 0.1, .schedule = warm_up(5, cosine_decay(90))}`. Throws when the numbers make
/// no sense.
inline rate_schedule warm_up(double epochs, rate_schedule then, double first = 0.01) {
    if (!(epochs >= 0 && std::isfinite(epochs) && first >= 0 && first <= 1))
        fail("a rate cannot be warmed up from ", first, " of itself over ", epochs, " epochs");
    then.warm_epochs = epochs, then.warm_first = first;
    return then;
}

} // namespace chrnn::CHRNN_ABI
