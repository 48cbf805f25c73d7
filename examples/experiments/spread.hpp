/// The spread of a figure over the seeds: its mean and its standard deviation.
#pragma once

#include <chrnn/report/decimal.hpp>

#include <cmath>
#include <vector>

namespace experiment {

using namespace chrnn;

struct spread {
    double mean = 0, deviation = 0; ///< of the sample: divided by count - 1
    std::size_t count = 0;

    explicit spread(std::vector<double> const& values) : count(values.size()) {
        for (double one : values) mean += one / static_cast<double>(count);
        double squares = 0;
        for (double one : values) squares += (one - mean) * (one - mean);
        if (count > 1) deviation = std::sqrt(squares / static_cast<double>(count - 1));
    }

    /// Shares as percent: "71.2 ± 0.4"; "71.2" of a single one.
    std::string percent() const {
        std::string text = fixed_decimal(100 * mean, 1);
        return count > 1 ? text + " ± " + fixed_decimal(100 * deviation, 1) : text;
    }
};

} // namespace experiment
