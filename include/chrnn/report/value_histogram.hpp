/// A histogram of values: how many lie in each of a row of equal intervals.
#pragma once

#include <chrnn/base/config.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// Values that are not finite are left out.
struct value_histogram {
    double least = 0, most = 0, count = 0, sum = 0, squares = 0;
    std::vector<double> ends{};   ///< of the intervals, the last one `most`; an interval begins where another ends
    std::vector<double> counts{}; ///< a value that is an end lies in the interval behind it, but for the last

    explicit value_histogram(std::span<float const> values, std::size_t intervals = 30) {
        double low = std::numeric_limits<double>::infinity(), high = -low;
        for (float const x : values)
            if (std::isfinite(x)) low = std::min<double>(low, x), high = std::max<double>(high, x);
        if (low > high) low = high = 0;
        if (low == high) intervals = 1;
        least = low, most = high;
        counts.resize(intervals);
        double const width = (high - low) / static_cast<double>(intervals);
        for (std::size_t i = 1; i < intervals; ++i) ends.push_back(low + width * static_cast<double>(i));
        ends.push_back(high);
        for (float const x : values) {
            if (!std::isfinite(x)) continue;
            // Where it would lie but for rounding, and from there as the ends say.
            auto place = width > 0 ? std::min(intervals - 1, static_cast<std::size_t>((x - low) / width)) : 0;
            while (place > 0 && x < ends[place - 1]) --place;
            while (place + 1 < intervals && x >= ends[place]) ++place;
            ++counts[place];
            ++count, sum += x, squares += static_cast<double>(x) * x;
        }
    }
};

} // namespace chrnn::CHRNN_ABI::detail
