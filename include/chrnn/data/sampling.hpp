/// Sampling: which items an epoch of training consists of.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>

#include <cmath>
#include <span>
#include <utility>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// Every item once, unless it is made by one of the functions below. Whatever the way, the items of an epoch and their
/// order follow from the seed and the number of the epoch alone.
struct sampling {
    enum class way { each_once, balanced, weighted, weighted_without_replacement };

    way how = way::each_once;
    std::vector<double> weights{}; ///< of the items
    index_t items = 0;             ///< in an epoch; with 0 as many as there are

    /// Throws when such an epoch cannot be drawn from `count` items.
    void check(index_t count) const {
        if (items < 0) fail("an epoch cannot have ", items, " items");
        if (how == way::each_once && items != 0 && items != count)
            fail("an epoch in which every item comes once has ", count, " items, not ", items);
        if (how != way::weighted && how != way::weighted_without_replacement) {
            if (!weights.empty()) fail("weights of items are for sampling that is weighted");
            return;
        }
        if (std::ssize(weights) != count) fail("there are ", weights.size(), " weights for ", count, " items");
        double sum = 0;
        index_t drawn = 0;
        for (double one : weights) {
            if (!(one >= 0 && std::isfinite(one)))
                fail("the weight of an item is a number that is not negative, not ", one);
            sum += one, drawn += one > 0;
        }
        if (!(sum > 0 && std::isfinite(sum))) fail("the weights of all items add up to ", sum);
        index_t const wanted = items == 0 ? count : items;
        if (how == way::weighted_without_replacement && wanted > drawn)
            fail("an epoch of ", wanted, " items cannot be drawn without replacement from ", drawn,
                 " whose weight is not 0");
    }
};

/// The classes equally often, to one item, and those of a class equally often, to one: an item of a rare class comes
/// several times, of a frequent class others come in the next epoch. Within a class it is drawn without replacement: an
/// item comes again only where all others of the class have come as often.
inline sampling balanced(index_t items = 0) { return {sampling::way::balanced, {}, items}; }

/// Each time any item, in proportion to its weight, whatever was drawn before, so that some come several times and some
/// not at all: with replacement, as PyTorch's WeightedRandomSampler draws.
inline sampling weighted(std::vector<double> weights, index_t items = 0) {
    return {sampling::way::weighted, std::move(weights), items};
}

/// Each time one of those that were not drawn before in the epoch, in proportion to its weight: no item comes twice,
/// and weights say who comes at all and who first (Efraimidis and Spirakis, 2006). With as many items as there are, all
/// come.
inline sampling weighted_without_replacement(std::vector<double> weights, index_t items) {
    return {sampling::way::weighted_without_replacement, std::move(weights), items};
}

} // namespace chrnn::CHRNN_ABI
