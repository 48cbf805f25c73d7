/// The nearest of many feature vectors by the chi-square distance.
#pragma once

#include <chrnn/train/chi_square.hpp>

#include <algorithm>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// One of many feature vectors, by its number, and how far it is from the one that was asked for.
struct neighbour {
    index_t item;
    double distance;
};

/// The `count` vectors of `features` [n, query.size()] that are nearest to `query` by the chi-square distance, nearest
/// first, of equally near ones the lower number first; all n if there are no more. Looks at every one. Throws when
/// `features` is no whole number of vectors, the query is empty, or a distance is not finite.
template <class T>
std::vector<neighbour> nearest(std::span<T const> features, std::span<T const> query, index_t count) {
    std::size_t const size = query.size();
    if (size == 0 || features.size() % size != 0)
        fail(features.size(), " features are no whole number of vectors of ", size);
    std::vector<neighbour> all(features.size() / size);
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i] = {static_cast<index_t>(i), chi_square(features.subspan(i * size, size), query)};
        if (!std::isfinite(all[i].distance)) fail("the distance to feature vector ", i, " is not finite");
    }
    auto const kept = all.begin() + std::clamp<index_t>(count, 0, std::ssize(all));
    std::partial_sort(all.begin(), kept, all.end(), [](neighbour const& a, neighbour const& b) {
        return a.distance < b.distance || (a.distance == b.distance && a.item < b.item);
    });
    all.erase(kept, all.end());
    return all;
}

} // namespace chrnn::CHRNN_ABI
