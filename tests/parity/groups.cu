// Groups of threads on a device: all threads of a block learn the sum and the greatest of what each has, again and
// again.
#include <chrnn/backend/cuda/cuda.hpp>
#include <chrnn/backend/cuda/groups.hpp>
#include <chrnn/backend/cuda/patch_convolutions.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

constexpr index_t threads = 256;

/// What every thread of block i learns of i + 1, i + 2, ... of its group's threads, twice, so that the second reduction
/// meets the memory of the first.
struct what_threads_learn {
    index_t *sums, *greatest;

    template <class Group>
    CHRNN_INLINE void operator()(Group const& group, index_t i) const {
        index_t own = 0;
        group.each(threads, [&](index_t k) { own = i + k + 1; });
        index_t const sum = group.sum(own), doubled = group.sum(2 * own);
        index_t const most = group.greatest(own), least = group.greatest(-own);
        group.each(threads, [&](index_t k) {
            sums[i * threads + k] = sum + doubled;
            greatest[i * threads + k] = most * 1000 + least;
        });
    }
};

} // namespace

TEST_CASE("every thread of a group learns what all have, one reduction after another") {
    cuda_backend<arithmetic::float32, patch_convolutions> on;
    constexpr index_t groups = 5;
    auto sums = on.take<index_t>(groups * threads, "sums"), greatest = on.take<index_t>(groups * threads, "greatest");
    on.parallel_for_groups(groups, 1, what_threads_learn{sums.data(), greatest.data()});
    on.parallel_for_groups(0, 1, what_threads_learn{nullptr, nullptr}); // nothing to do
    std::vector<index_t> found_sums(groups * threads), found_greatest(groups * threads);
    on.download(static_cast<index_t const*>(sums.data()), std::span(found_sums));
    on.download(static_cast<index_t const*>(greatest.data()), std::span(found_greatest));
    for (index_t i = 0; i < groups; ++i) {
        INFO("group " << i);
        auto const at = found_sums.begin() + i * threads, at_greatest = found_greatest.begin() + i * threads;
        CHECK(std::count(at, at + threads, 3 * (threads * i + threads * (threads + 1) / 2)) == threads);
        CHECK(std::count(at_greatest, at_greatest + threads, (i + threads) * 1000 - (i + 1)) == threads);
    }
}
