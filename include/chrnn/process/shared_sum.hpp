/// A shared sum: arrays that the processes of a group add up, number by number, in the order of a pairwise sum.
#pragma once

#include <chrnn/process/pairwise_sum.hpp>
#include <chrnn/process/process_group.hpp>

#include <array>

namespace chrnn::CHRNN_ABI::detail {

/// The sum of so many arrays, of which each process has some neighbouring ones. Each process adds up its share of the
/// numbers and sends them to all others: as many bytes as in a ring where every process has but one partial sum,
/// 2 (P - 1) / P arrays.
template <class T>
class shared_sum {
  public:
    /// Refers to the group, of whose channels it uses two.
    shared_sum(process_group& group, index_t terms, int channel) : group_(group), channel_(channel) {
        for (index_t rank = 0; rank < group.size(); ++rank)
            partial_.push_back(partial_sums(own_terms(terms, group.size(), rank)));
    }

    /// Begins to add up `n` numbers: `own` are the partial sums of this process, in their order. Until it is `done` all
    /// stays where it is and does not change. The sum goes to `to`, which may be one of them.
    void begin(std::vector<T const*> own, index_t n, T* to) {
        own_ = std::move(own), n_ = n, to_ = to;
        auto const mine = share(group_.rank());
        std::vector<outgoing> sent;
        std::vector<incoming> received;
        received_.resize(received_parts() * static_cast<std::size_t>(mine.end - mine.begin));
        T* place = received_.data();
        for (index_t rank = 0; rank < group_.size(); ++rank) {
            if (rank == group_.rank()) continue;
            auto const theirs = share(rank);
            for (T const* part : own_) sent.push_back({rank, bytes(part + theirs.begin, theirs.end - theirs.begin)});
            for (std::size_t i = 0; i < partial_[static_cast<std::size_t>(rank)].size(); ++i) {
                received.push_back({rank, bytes(place, mine.end - mine.begin)});
                place += mine.end - mine.begin;
            }
        }
        spreads_ = false;
        begin_exchange(sent, received);
    }
    /// Goes on as far as nothing has to be waited for.
    bool done() {
        if (!under_way_ || !under_way_->done()) return !under_way_;
        if (spreads_)
            under_way_.reset();
        else
            spread();
        return !under_way_;
    }
    void wait() {
        if (!under_way_) return;
        under_way_->wait();
        if (!spreads_) {
            spread();
            under_way_->wait();
        }
        under_way_.reset();
    }

    std::uint64_t bytes_sent() const { return bytes_sent_; } ///< so far

  private:
    struct range {
        index_t begin, end;
    };
    /// The numbers that a process adds up.
    range share(index_t rank) const { return {n_ * rank / group_.size(), n_ * (rank + 1) / group_.size()}; }

    static std::span<std::byte const> bytes(T const* first, index_t n) {
        return std::as_bytes(std::span(first, static_cast<std::size_t>(n)));
    }
    static std::span<std::byte> bytes(T* first, index_t n) {
        return std::as_writable_bytes(std::span(first, static_cast<std::size_t>(n)));
    }
    std::size_t received_parts() const {
        std::size_t all = 0;
        for (auto const& one : partial_) all += one.size();
        return all - partial_[static_cast<std::size_t>(group_.rank())].size();
    }

    void begin_exchange(std::span<outgoing const> sent, std::span<incoming const> received) {
        for (outgoing const& one : sent) bytes_sent_ += one.bytes.size();
        under_way_ = group_.begin(sent, received, channel_ + spreads_);
    }

    /// Adds up this process's share and begins to send it to the others.
    void spread() {
        add_up();
        spreads_ = true;
        auto const mine = share(group_.rank());
        std::vector<outgoing> sent;
        std::vector<incoming> received;
        for (index_t rank = 0; rank < group_.size(); ++rank) {
            if (rank == group_.rank()) continue;
            auto const theirs = share(rank);
            sent.push_back({rank, bytes(static_cast<T const*>(to_ + mine.begin), mine.end - mine.begin)});
            received.push_back({rank, bytes(to_ + theirs.begin, theirs.end - theirs.begin)});
        }
        begin_exchange(sent, received);
    }

    /// In blocks that stay in the nearest cache, as each is read once for every term.
    void add_up() {
        auto const mine = share(group_.rank());
        constexpr index_t block = 1024;
        for (index_t first = mine.begin; first < mine.end; first += block)
            add_up(first, std::min(block, mine.end - first), mine);
    }
    void add_up(index_t first, index_t n, range mine) {
        using numbers = std::array<T, 1024>;
        auto const add = [n](numbers left, numbers const& right) {
            for (index_t i = 0; i < n; ++i) left[static_cast<std::size_t>(i)] += right[static_cast<std::size_t>(i)];
            return left;
        };
        pairwise_sum<numbers> sum;
        T const* received = received_.data() + (first - mine.begin);
        for (index_t rank = 0; rank < group_.size(); ++rank) {
            auto const& theirs = partial_[static_cast<std::size_t>(rank)];
            for (std::size_t i = 0; i < theirs.size(); ++i) {
                numbers one;
                T const* from = rank == group_.rank() ? own_[i] + first : received;
                if (rank != group_.rank()) received += mine.end - mine.begin;
                std::copy_n(from, n, one.begin());
                sum.take(theirs[i], one, add);
            }
        }
        numbers const total = sum.total(add);
        std::copy_n(total.begin(), n, to_ + first);
    }

    process_group& group_;
    int channel_;
    std::vector<std::vector<partial_sum>> partial_; ///< of every process
    std::vector<T const*> own_;
    index_t n_ = 0;
    T* to_ = nullptr;
    std::vector<T> received_; ///< this process's share of the others' partial sums, one after another
    std::unique_ptr<exchange> under_way_;
    bool spreads_ = false; ///< whether the sums are under way already, and not what they are of
    std::uint64_t bytes_sent_ = 0;
};

} // namespace chrnn::CHRNN_ABI::detail
