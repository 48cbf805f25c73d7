/// A stretch of parameters: neighbouring numbers that a rule of learning treats alike.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/network/placed_parameter.hpp>
#include <chrnn/train/rule.hpp>

#include <algorithm>
#include <set>

namespace chrnn::CHRNN_ABI::detail {

/// Numbers `begin` to `begin + size` of the arenas.
struct update_stretch {
    index_t begin, size;
    double multiplier; ///< of the rate
    bool decays;

    bool goes_on_with(update_stretch const& next) const {
        return begin + size == next.begin && multiplier == next.multiplier && decays == next.decays;
    }
};

/// All numbers that learn, in as few stretches as they make, in order.
inline std::vector<update_stretch> update_stretches(std::vector<placed_parameter> const& placed,
                                                    rate_multipliers const& multipliers) {
    std::vector<update_stretch> parts, all;
    for (auto const& [name, p, begin] : placed) {
        double const multiplier = p.rate * multiplier_of(multipliers, name);
        for (index_t row = 0; p.trained && row < p.rows; ++row)
            parts.push_back({begin + p.offset + row * p.stride, p.columns, multiplier, p.decays});
    }
    std::ranges::sort(parts, {}, &update_stretch::begin);
    for (update_stretch const& one : parts)
        if (!all.empty() && all.back().goes_on_with(one))
            all.back().size += one.size;
        else
            all.push_back(one);
    return all;
}

/// Throws when a multiplier fits no parameter.
inline void check_multipliers(std::vector<placed_parameter> const& placed, rate_multipliers const& multipliers) {
    std::set<std::string_view> matched;
    std::string layers, last;
    for (auto const& [name, p, begin] : placed) {
        for (auto const& [part, multiplier] : multipliers)
            if (fits_parameter(part, name)) matched.insert(part);
        std::string const layer = name.substr(0, name.size() - p.name.view().size() - 1);
        if (layer != last) layers.append(layers.empty() ? "" : ", ").append(last = layer);
    }
    for (auto const& [part, multiplier] : multipliers)
        if (!matched.contains(part))
            fail("the learning rate of '", part, "' cannot be multiplied by ", multiplier,
                 ": the layers with parameters are ", layers);
}

} // namespace chrnn::CHRNN_ABI::detail
