/// A pairwise sum: neighbours are added, then neighbours of those sums, so that the order of all additions is fixed by
/// the number of terms alone, and whoever has neighbouring terms can add them up before.
#pragma once

#include <chrnn/base/config.hpp>

#include <utility>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// The sum of the terms from number << level on, as many as 1 << level.
struct partial_sum {
    index_t level, number;
    bool operator==(partial_sum const&) const = default;
};

/// Takes terms and partial sums from left to right, and adds as early as that is possible. With the last one behind it
/// what is left is added from the right.
template <class Sum>
class pairwise_sum {
  public:
    struct part {
        partial_sum of;
        Sum sum;
    };

    /// `add(left, right)` is the sum of two.
    template <class Add>
    void take(partial_sum of, Sum sum, Add const& add) {
        while (of.number % 2 == 1 && !parts_.empty() && parts_.back().of == partial_sum{of.level, of.number - 1}) {
            sum = add(std::move(parts_.back().sum), std::move(sum));
            parts_.pop_back();
            of = {of.level + 1, of.number / 2};
        }
        parts_.push_back({of, std::move(sum)});
    }
    template <class Add>
    Sum total(Add const& add) {
        Sum sum = std::move(parts_.back().sum);
        for (parts_.pop_back(); !parts_.empty(); parts_.pop_back())
            sum = add(std::move(parts_.back().sum), std::move(sum));
        return sum;
    }

    /// What has been added up so far, from left to right.
    std::vector<part>& parts() { return parts_; }

  private:
    std::vector<part> parts_;
};

/// Of `terms` terms of a sum, those of one process of `size`.
struct own_terms {
    index_t begin, end;
    own_terms(index_t terms, index_t size, index_t rank) : begin(terms * rank / size), end(terms * (rank + 1) / size) {}
};

/// The partial sums that terms `begin` to `end` - 1 come to.
inline std::vector<partial_sum> partial_sums(own_terms const& own) {
    pairwise_sum<int> sum;
    for (index_t term = own.begin; term < own.end; ++term) sum.take({0, term}, 0, [](int, int) { return 0; });
    std::vector<partial_sum> all;
    for (auto const& part : sum.parts()) all.push_back(part.of);
    return all;
}

} // namespace chrnn::CHRNN_ABI::detail
