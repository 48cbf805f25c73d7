/// A rate sweep: at which learning rates a network begins to learn, and at which it no longer does.
#pragma once

#include <chrnn/fit/fit.hpp>
#include <chrnn/fit/fit_samples.hpp>

namespace chrnn::CHRNN_ABI {

struct rate_sweep_options {
    double first = 1e-6, last = 1; ///< rates between which every step's is so many times that of the one before
    index_t steps = 100;
    double most = 4; ///< it ends when the smoothed loss is so many times its least
};

/// The loss at rising rates, step by step, as far as the sweep came (Smith, WACV 2017).
struct rate_sweep {
    std::vector<double> rates, losses;
    std::vector<double> smoothed; ///< exponential means of the losses, 0.1 of each new one, without a bias at the start

    /// The rate around which the smoothed loss fell fastest, over a tenth of the steps; 0 if it never fell by more than
    /// the losses of neighbouring steps differ. The first tenth is left out, in which the means are of few losses.
    double steepest() const {
        std::size_t const tenth = std::max<std::size_t>(1, smoothed.size() / 10);
        double best = noise(), rate = 0;
        for (std::size_t i = 2 * tenth; i < smoothed.size(); ++i)
            if (double const fall = smoothed[i - tenth] - smoothed[i]; fall > best)
                best = fall, rate = rates[i - tenth / 2];
        return rate;
    }

  private:
    /// The median difference between the losses of two steps in a row.
    double noise() const {
        std::vector<double> all;
        for (std::size_t i = 1; i < losses.size(); ++i) all.push_back(std::abs(losses[i] - losses[i - 1]));
        if (all.empty()) return 0;
        auto const middle = all.begin() + std::ssize(all) / 2;
        std::nth_element(all.begin(), middle, all.end());
        return *middle;
    }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Sets the rates of a sweep, and writes down the losses.
class sweeping : public callback {
  public:
    explicit sweeping(rate_sweep_options const& options) : options_(options) {
        if (!(options.first > 0 && options.last > options.first && std::isfinite(options.last)) || options.steps < 2 ||
            !(options.most > 1))
            fail("a sweep cannot go from a rate of ", options.first, " to one of ", options.last, " in ", options.steps,
                 " steps, up to ", options.most, " times the least loss");
    }
    rate_sweep found{};

    double rate(training_moment const&, double) override {
        double const done = static_cast<double>(found.rates.size()) / static_cast<double>(options_.steps - 1);
        return options_.first * std::pow(options_.last / options_.first, done);
    }
    void after_step(training_moment& now) override {
        found.rates.push_back(now.rate);
        found.losses.push_back(now.loss);
        sum_ = 0.9 * sum_ + 0.1 * now.loss;
        weight_ = 0.9 * weight_ + 0.1;
        found.smoothed.push_back(sum_ / weight_);
        least_ = std::min(least_, found.smoothed.back());
        if (std::ssize(found.rates) == options_.steps || found.smoothed.back() > options_.most * least_) now.stop();
    }

  private:
    rate_sweep_options options_;
    double sum_ = 0, weight_ = 0, least_ = std::numeric_limits<double>::infinity();
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Trains `net` by the rule at rising rates, then puts everything back; `data` are images with a class each, or
/// samples, and `how` is what `fit` takes with them. The rule's own rate, its schedule, and what `how` says of epochs,
/// validation, logs and callbacks are not used.
///
///     rate_sweep const found = sweep_rates(net, data, sgd{.clip = 1});
///     fit(net, data, sgd{.rate = found.steepest(), .clip = 1}, how);
template <class Net, class Backend, class Scalar, class Data, learning_rule Rule = sgd,
          class How = std::conditional_t<std::derived_from<Data, dataset>, fit_options,
                                         sample_fit_options<typename Net::loss::target>>>
rate_sweep sweep_rates(model<Net, Backend, Scalar>& net, Data const& data, Rule const& rule = {},
                       rate_sweep_options const& options = {}, How how = {}) {
    detail::sweeping sweep(options);
    std::vector<Scalar> const parameters(net.parameters_span().begin(), net.parameters_span().end());
    std::uint64_t const steps = net.steps();
    preprocessing known = net.preprocessing();
    struct putting_back {
        model<Net, Backend, Scalar>& net;
        std::vector<Scalar> const& parameters;
        std::uint64_t steps;
        preprocessing& known;
        ~putting_back() {
            std::copy(parameters.begin(), parameters.end(), net.parameters_span().begin());
            net.set_steps(steps);
            std::swap(net.preprocessing(), known);
        }
    } const at_the_end{net, parameters, steps, known};

    how.epochs = options.steps; // an epoch has one at least
    how.accumulate = 1;
    how.validation = nullptr;
    how.log.clear();
    how.progress = progress_style::none;
    how.save = {};
    how.callbacks = {&sweep};
    try {
        fit(net, data, rule, how);
    } catch (divergence const&) {
        // Further than to where a step is not finite it cannot come.
    }
    return std::move(sweep.found);
}

} // namespace chrnn::CHRNN_ABI
