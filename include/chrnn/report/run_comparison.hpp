/// The comparison of runs: trainings side by side, and whether networks differ by more than chance.
#pragma once

#include <chrnn/fit/history.hpp>
#include <chrnn/train/mcnemar.hpp>
#include <chrnn/train/paired_difference.hpp>

#include <string>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// A training and its test. Runs of one name are of one network, with other seeds.
struct compared_run {
    std::string name;
    std::uint64_t seed = 0;
    std::vector<epoch_record> history{};
    double accuracy = epoch_record::none; ///< on the test, 0 to 1; NaN where there was none
    std::vector<bool> right{};            ///< which of the test's items it got right, in their order
    std::uint64_t test = 0;               ///< the test data's fingerprint
    std::string page{};                   ///< what to link to, relative to the comparison's page
};

/// By how much the second of two networks is better than the first, 0 to 1, and the probability of a difference at
/// least as large between equal ones: by McNemar's exact test where either ran once, by `difference_of` where one ran
/// several times. Over seeds that both have: the mean difference of their accuracies, and the standard deviation.
struct network_difference {
    std::string first, second;
    double mean = 0, p = 1;
    bool exact = false;
    index_t only_first = 0, only_second = 0; ///< items, of the exact test

    index_t seeds = 0;
    double over_seeds = 0, deviation = epoch_record::none;
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

using runs_of_network = std::vector<compared_run const*>;

/// In the order in which the names come first.
inline std::vector<runs_of_network> by_network(std::vector<compared_run> const& runs) {
    std::vector<runs_of_network> all;
    for (compared_run const& one : runs) {
        auto const own =
            std::find_if(all.begin(), all.end(), [&](auto const& group) { return group[0]->name == one.name; });
        (own == all.end() ? all.emplace_back() : *own).push_back(&one);
    }
    return all;
}

/// Whether all were tested on the same items, and said which were right.
inline bool comparable(runs_of_network const& first, runs_of_network const& second) {
    compared_run const& one = *first.front();
    for (auto const* group : {&first, &second})
        for (compared_run const* other : *group)
            if (other->right.empty() || other->right.size() != one.right.size() || other->test != one.test)
                return false;
    return true;
}

inline std::vector<double> shares_right(runs_of_network const& runs) {
    std::vector<double> all(runs.front()->right.size());
    for (compared_run const* one : runs)
        for (std::size_t i = 0; i < all.size(); ++i) all[i] += one->right[i] / static_cast<double>(runs.size());
    return all;
}

inline void compare_seeds(network_difference& found, runs_of_network const& first, runs_of_network const& second) {
    std::vector<double> apart;
    for (compared_run const* a : first)
        for (compared_run const* b : second)
            if (double const d = b->accuracy - a->accuracy; a->seed == b->seed && d == d) apart.push_back(d);
    found.seeds = std::ssize(apart);
    double sum = 0, squares = 0;
    for (double const d : apart) sum += d;
    found.over_seeds = apart.empty() ? 0 : sum / static_cast<double>(apart.size());
    for (double const d : apart) squares += (d - found.over_seeds) * (d - found.over_seeds);
    if (apart.size() > 1) found.deviation = std::sqrt(squares / static_cast<double>(apart.size() - 1));
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Every two networks whose runs were all tested on the same items.
inline std::vector<network_difference> differences_of(std::vector<compared_run> const& runs) {
    std::vector<network_difference> all;
    auto const groups = detail::by_network(runs);
    for (std::size_t b = 1; b < groups.size(); ++b)
        for (std::size_t a = 0; a < b; ++a) {
            auto const &first = groups[a], &second = groups[b];
            if (!detail::comparable(first, second)) continue;
            auto const shares = detail::shares_right(first), others = detail::shares_right(second);
            auto const [mean, p] = difference_of(shares, others);
            network_difference found{first[0]->name, second[0]->name, mean, p};
            if (first.size() == 1 && second.size() == 1) {
                paired_test const exact = mcnemar(first[0]->right, second[0]->right);
                found.exact = true, found.p = exact.p;
                found.only_first = exact.only_first, found.only_second = exact.only_second;
            }
            detail::compare_seeds(found, first, second);
            all.push_back(found);
        }
    return all;
}

} // namespace chrnn::CHRNN_ABI
