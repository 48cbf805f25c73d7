/// A name map: what another program calls the parameters of a network in its files, and how it lays them out.
#pragma once

#include <chrnn/base/config.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// Rules, each for a whole name ("conv1.weight", "features.0.weight") or for all names that begin with it and a dot
/// ("conv1", "features.0"). `renamed` applies them to what is read, `save_parameters` to what is written.
struct name_map {
    struct rule {
        std::string ours, theirs;
        std::string added{};         ///< of a whole name: ours is the sum of theirs and of this tensor
        std::vector<index_t> axes{}; ///< of a whole name: axis i of ours is axis `axes[i]` of theirs; none: the same
    };
    std::vector<rule> rules;
    std::vector<std::string> left_out{}; ///< tensors of theirs whose names end so are no parameters of ours

    /// The rules of both.
    friend name_map operator+(name_map a, name_map const& b) {
        a.rules.insert(a.rules.end(), b.rules.begin(), b.rules.end());
        a.left_out.insert(a.left_out.end(), b.left_out.begin(), b.left_out.end());
        return a;
    }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// `name`, which is `from` or begins with it and a dot, with `to` in the place of that; nothing if it does not.
inline std::optional<std::string> with_start(std::string_view name, std::string_view from, std::string_view to) {
    if (!name.starts_with(from) || (name.size() > from.size() && name[from.size()] != '.')) return std::nullopt;
    return std::string(to).append(name.substr(from.size()));
}

/// Whether a rule says more than a name, which it then does of one tensor alone.
inline bool lays_out(name_map::rule const& rule) { return !rule.added.empty() || !rule.axes.empty(); }

/// The name of ours that `rule` gives their tensor `name`; nothing if it does not fit.
inline std::optional<std::string> our_name(name_map::rule const& rule, std::string_view name) {
    if (lays_out(rule) && name != rule.theirs) return std::nullopt;
    return with_start(name, rule.theirs, rule.ours);
}
/// The name of theirs that `rule` gives our parameter `name`; nothing if it does not fit.
inline std::optional<std::string> their_name(name_map::rule const& rule, std::string_view name) {
    if (lays_out(rule) && name != rule.ours) return std::nullopt;
    return with_start(name, rule.ours, rule.theirs);
}

} // namespace chrnn::CHRNN_ABI::detail
