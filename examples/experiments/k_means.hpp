/// k-means: the centres of the clusters in which points lie.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>
#include <chrnn/base/random.hpp>

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

namespace experiment {

using namespace chrnn;

/// Point number `i` of points of `size` numbers that follow each other.
inline std::span<float const> point_of(std::span<float const> points, index_t size, index_t i) {
    return points.subspan(static_cast<std::size_t>(i * size), static_cast<std::size_t>(size));
}

inline double squared_distance(std::span<float const> a, std::span<float const> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (double{a[i]} - b[i]) * (double{a[i]} - b[i]);
    return sum;
}

/// The number of the centre that is nearest to a point, of equally near ones the lowest, and the squared distance.
struct nearest_centre {
    index_t centre = 0;
    double distance = std::numeric_limits<double>::infinity();

    nearest_centre(std::span<float const> point, std::span<float const> centres) {
        auto const size = std::ssize(point);
        for (index_t k = 0; k < std::ssize(centres) / size; ++k)
            if (double const d = squared_distance(point, point_of(centres, size, k)); d < distance)
                distance = d, centre = k;
    }
};

namespace detail {

/// Points to begin with, each drawn by its squared distance to those before (k-means++ of Arthur and Vassilvitskii,
/// SODA 2007).
inline std::vector<float> spread_centres(std::span<float const> points, index_t size, index_t count,
                                         random_stream random) {
    index_t const n = std::ssize(points) / size;
    std::vector<float> centres;
    std::vector<double> distances(static_cast<std::size_t>(n), 1); // all alike before there is a centre
    for (index_t k = 0; k < count; ++k) {
        double left =
            random.uniform(static_cast<std::uint64_t>(k)) * std::reduce(distances.begin(), distances.end(), 0.0);
        index_t drawn = 0;
        while (drawn + 1 < n && left >= distances[static_cast<std::size_t>(drawn)])
            left -= distances[static_cast<std::size_t>(drawn++)];
        auto const centre = point_of(points, size, drawn);
        centres.insert(centres.end(), centre.begin(), centre.end());
        for (index_t i = 0; i < n; ++i) {
            double& nearest = distances[static_cast<std::size_t>(i)];
            double const d = squared_distance(point_of(points, size, i), centre);
            nearest = k == 0 ? d : std::min(nearest, d);
        }
    }
    return centres;
}

} // namespace detail

/// The centres [count, size] of the clusters of `points` [n, size] by Lloyd's method, at most `rounds` times. A centre
/// to which no point is nearest moves to the point that is farthest from its own. The draws follow from the seed alone.
/// Throws when there are fewer points than centres, or they are no whole points.
inline std::vector<float> k_means(std::span<float const> points, index_t size, index_t count, std::uint64_t seed,
                                  index_t rounds = 50) {
    if (size < 1 || count < 1 || std::ssize(points) % size != 0)
        fail(points.size(), " numbers are no points of ", size, " to find ", count, " centres of");
    index_t const n = std::ssize(points) / size;
    if (n < count) fail("there are ", n, " points, too few for ", count, " centres");

    std::vector<float> centres = detail::spread_centres(points, size, count, {random_key(seed, "k-means")});
    std::vector<index_t> owner(static_cast<std::size_t>(n), -1);
    std::vector<double> distances(static_cast<std::size_t>(n));
    for (index_t round = 0; round < rounds; ++round) {
        bool moved = false;
        std::vector<index_t> members(static_cast<std::size_t>(count));
        std::vector<double> sums(static_cast<std::size_t>(count * size));
        for (index_t i = 0; i < n; ++i) {
            auto const point = point_of(points, size, i);
            auto const [centre, distance] = nearest_centre(point, centres);
            moved = moved || owner[static_cast<std::size_t>(i)] != centre;
            owner[static_cast<std::size_t>(i)] = centre, distances[static_cast<std::size_t>(i)] = distance;
            ++members[static_cast<std::size_t>(centre)];
            for (index_t j = 0; j < size; ++j)
                sums[static_cast<std::size_t>(centre * size + j)] += point[static_cast<std::size_t>(j)];
        }
        if (!moved) break;
        for (index_t k = 0; k < count; ++k) {
            float* const centre = centres.data() + k * size;
            if (auto const own = static_cast<double>(members[static_cast<std::size_t>(k)]); own > 0) {
                for (index_t j = 0; j < size; ++j)
                    centre[j] = static_cast<float>(sums[static_cast<std::size_t>(k * size + j)] / own);
            } else {
                auto const farthest = std::max_element(distances.begin(), distances.end());
                *farthest = 0; // so that the next such centre takes another
                std::ranges::copy(point_of(points, size, farthest - distances.begin()), centre);
            }
        }
    }
    return centres;
}

} // namespace experiment
