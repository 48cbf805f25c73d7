/// K folds: a data set split into training and validation part k times, so that every item is validated once.
#pragma once

#include <chrnn/data/subset.hpp>

#include <string>

namespace chrnn::CHRNN_ABI {

struct fold_options {
    index_t repeats = 1;    ///< of the whole, each with folds of its own
    bool stratified = true; ///< each class falls to the folds in equal numbers, to one
    std::uint64_t seed = 1;
};

/// Deals the items to `k` folds of equal size, to one; part i of a repeat has fold i for validation and the others for
/// training. The k parts of the first repeat come first, and are the same however many follow. Parts keep the data
/// set's order, to which they refer. Throws unless there are at least 2 folds and an item for each, and when a label is
/// not one of the classes.
///
///     for (auto const& [training, validation] : k_folds(data, 5, {.repeats = 3})) ...
inline std::vector<two_parts> k_folds(dataset const& whole, index_t k, fold_options const& options = {}) {
    if (k < 2 || k > whole.size()) fail(whole.size(), " items cannot be dealt to ", k, " folds");
    if (options.repeats < 0) fail("a split cannot be repeated ", options.repeats, " times");
    std::vector<std::vector<index_t>> groups(options.stratified ? whole.classes().size() : 1);
    for (index_t i = 0; i < whole.size(); ++i)
        groups[options.stratified ? static_cast<std::size_t>(detail::label_checked(whole, i)) : 0].push_back(i);

    std::vector<two_parts> all;
    for (index_t repeat = 0; repeat < options.repeats; ++repeat) {
        std::uint64_t const key = random_key(options.seed, "folds", std::to_string(repeat));
        std::vector<index_t> fold(static_cast<std::size_t>(whole.size()));
        index_t next = 0; // each group goes on where the one before has ended
        for (std::size_t group = 0; group < groups.size(); ++group) {
            std::vector<index_t> members = groups[group];
            shuffle(std::span(members), {key, group});
            for (index_t item : members) fold[static_cast<std::size_t>(item)] = next++ % k;
        }
        for (index_t i = 0; i < k; ++i) {
            std::vector<index_t> training, validation;
            for (index_t item = 0; item < whole.size(); ++item)
                (fold[static_cast<std::size_t>(item)] == i ? validation : training).push_back(item);
            all.push_back({subset(whole, std::move(training)), subset(whole, std::move(validation))});
        }
    }
    return all;
}
std::vector<two_parts> k_folds(dataset const&& whole, index_t k, fold_options const& options = {}) = delete;

} // namespace chrnn::CHRNN_ABI
