/// A cycling rate: how the learning rate goes up and down from step to step.
#pragma once

#include <chrnn/train/falling_rate.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// From `from` to `to` along half a cosine, `done` of the way.
inline double along_cosine(double from, double to, double done) {
    return to + (from - to) * (1 + std::cos(std::numbers::pi * done)) / 2;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The rate rises once and falls once over `epochs` epochs, step by step along half cosines: from `1 / first` of the
/// rule's rate to that rate in the first `rising` of the way, then to `1 / last` of where it began (Smith and Topin
/// 2018, with the numbers of PyTorch's OneCycleLR). Momentum stays as it is.
struct one_cycle : detail::schedule_by_epoch {
    static constexpr std::string_view name = "one cycle";
    index_t epochs;
    double rising, first, last;

    explicit one_cycle(index_t epochs, double rising = 0.3, double first = 25, double last = 1e4)
        : epochs(epochs), rising(rising), first(first), last(last) {}
    void check() const {
        if (epochs < 1 || !(rising > 0 && rising < 1) || !(first >= 1) || !(last >= 1))
            fail("a rate cannot go through one cycle over ", epochs, " epochs, rising for ", rising, " of them from 1/",
                 first, " and falling to 1/", last, " of that");
    }
    double at(double rate, index_t epoch, double part) const {
        double const done = std::min(1.0, (static_cast<double>(epoch) + part) / static_cast<double>(epochs));
        double const least = rate / first;
        return done < rising ? detail::along_cosine(least, rate, done / rising)
                             : detail::along_cosine(rate, least / last, (done - rising) / (1 - rising));
    }
};

/// The rate falls, step by step along half a cosine, to `least` times the rule's and begins anew: first after `epochs`
/// epochs, then each time after `longer` times as many (SGDR; Loshchilov and Hutter, ICLR 2017).
struct warm_restarts : detail::schedule_by_epoch {
    static constexpr std::string_view name = "warm restarts";
    index_t epochs, longer;
    double least;

    explicit warm_restarts(index_t epochs, index_t longer = 1, double least = 0)
        : epochs(epochs), longer(longer), least(least) {}
    void check() const {
        if (epochs < 1 || longer < 1 || !(least >= 0 && least <= 1))
            fail("a rate cannot fall to ", least, " of itself over ", epochs, " epochs and begin anew each time for ",
                 longer, " times as many");
    }
    double at(double rate, index_t epoch, double part) const {
        index_t length = epochs;
        if (longer == 1) epoch %= length;
        while (epoch >= length) {
            epoch -= length;
            if (__builtin_mul_overflow(length, longer, &length)) length = std::numeric_limits<index_t>::max();
        }
        double const done = (static_cast<double>(epoch) + part) / static_cast<double>(length);
        return detail::along_cosine(rate, rate * least, done);
    }
};

} // namespace chrnn::CHRNN_ABI
