/// A shared sum: arrays that the processes of a group add up, number by number, in the order of a pairwise sum.
#pragma once

#include <chrnn/process/sum_division.hpp>

#include <array>

namespace chrnn::CHRNN_ABI::detail {

/// The sum of so many arrays, of which each process has some neighbouring ones. Each process adds up its share of the
/// numbers and sends them to all others: as many bytes as in a ring where every process has but one partial sum,
/// 2 (P - 1) / P arrays.
template <class T>
class shared_sum {
  public:
    /// Refers to the group, of whose channels it uses two.
    shared_sum(process_group& group, index_t terms, int channel)
        : group_(group), channel_(channel), division_(group, terms) {}

    /// Begins to add up `n` numbers: `own` are the partial sums of this process, in their order. Until it is `done` all
    /// stays where it is and does not change. The sum goes to `to`, which may be one of them.
    void begin(std::vector<T const*> own, index_t n, T* to) {
        own_ = std::move(own), n_ = n, to_ = to;
        auto const mine = division_.own_share(n);
        std::vector<outgoing> sent;
        std::vector<incoming> received;
        received_.resize(static_cast<std::size_t>(division_.parts_of_others() * mine.size));
        T* place = received_.data();
        for (index_t rank = 0; rank < group_.size(); ++rank) {
            if (rank == group_.rank()) continue;
            auto const [begin, size] = division_.share(rank, n);
            for (T const* part : own_) sent.push_back({rank, bytes(part + begin, size)});
            for (std::size_t i = 0; i < division_.parts(rank).size(); ++i) {
                received.push_back({rank, bytes(place, mine.size)});
                place += mine.size;
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
    using range = sum_division::range;

    static std::span<std::byte const> bytes(T const* first, index_t n) {
        return std::as_bytes(std::span(first, static_cast<std::size_t>(n)));
    }
    static std::span<std::byte> bytes(T* first, index_t n) {
        return std::as_writable_bytes(std::span(first, static_cast<std::size_t>(n)));
    }

    void begin_exchange(std::span<outgoing const> sent, std::span<incoming const> received) {
        for (outgoing const& one : sent) bytes_sent_ += one.bytes.size();
        under_way_ = group_.begin(sent, received, channel_ + spreads_);
    }

    /// Adds up this process's share and begins to send it to the others.
    void spread() {
        add_up();
        spreads_ = true;
        auto const mine = division_.own_share(n_);
        std::vector<outgoing> sent;
        std::vector<incoming> received;
        for (index_t rank = 0; rank < group_.size(); ++rank) {
            if (rank == group_.rank()) continue;
            auto const [begin, size] = division_.share(rank, n_);
            sent.push_back({rank, bytes(static_cast<T const*>(to_ + mine.begin), mine.size)});
            received.push_back({rank, bytes(to_ + begin, size)});
        }
        begin_exchange(sent, received);
    }

    /// In blocks that stay in the nearest cache, as each is read once for every term.
    void add_up() {
        auto const mine = division_.own_share(n_);
        constexpr index_t block = 1024;
        for (index_t done = 0; done < mine.size; done += block)
            add_up(mine.begin + done, std::min(block, mine.size - done), mine);
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
            auto const& theirs = division_.parts(rank);
            for (std::size_t i = 0; i < theirs.size(); ++i) {
                numbers one;
                T const* from = rank == group_.rank() ? own_[i] + first : received;
                if (rank != group_.rank()) received += mine.size;
                std::copy_n(from, n, one.begin());
                sum.take(theirs[i], one, add);
            }
        }
        numbers const total = sum.total(add);
        std::copy_n(total.begin(), n, to_ + first);
    }

    process_group& group_;
    int channel_;
    sum_division division_;
    std::vector<T const*> own_;
    index_t n_ = 0;
    T* to_ = nullptr;
    std::vector<T> received_; ///< this process's share of the others' partial sums, one after another
    std::unique_ptr<exchange> under_way_;
    bool spreads_ = false; ///< whether the sums are under way already, and not what they are of
    std::uint64_t bytes_sent_ = 0;
};

} // namespace chrnn::CHRNN_ABI::detail
