/// The division of a sum of arrays among processes: whose partial sums they are, and who adds up which numbers.
#pragma once

#include <chrnn/process/pairwise_sum.hpp>
#include <chrnn/process/process_group.hpp>

namespace chrnn::CHRNN_ABI::detail {

class sum_division {
  public:
    /// Of so many arrays, of which each process of the group has some neighbouring ones.
    sum_division(process_group const& group, index_t terms) : rank_(group.rank()) {
        for (index_t rank = 0; rank < group.size(); ++rank)
            parts_.push_back(partial_sums(own_terms(terms, group.size(), rank)));
    }

    /// What a process has added up by itself, in its order.
    std::vector<partial_sum> const& parts(index_t rank) const { return parts_[static_cast<std::size_t>(rank)]; }
    index_t parts_of_others() const {
        index_t all = 0;
        for (auto const& one : parts_) all += std::ssize(one);
        return all - std::ssize(parts(rank_));
    }

    struct range {
        index_t begin, size;
    };
    /// Of n numbers those that a process adds up.
    range share(index_t rank, index_t n) const {
        index_t const begin = n * rank / std::ssize(parts_);
        return {begin, n * (rank + 1) / std::ssize(parts_) - begin};
    }
    range own_share(index_t n) const { return share(rank_, n); }

  private:
    index_t rank_;
    std::vector<std::vector<partial_sum>> parts_; ///< by process
};

} // namespace chrnn::CHRNN_ABI::detail
