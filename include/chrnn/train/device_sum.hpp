/// A device sum: arrays in the memory of several processes' devices, added up there in the order of a pairwise sum.
#pragma once

#include <chrnn/backend/assign.hpp>
#include <chrnn/process/sum_division.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// Where devices cannot send to each other there is none.
template <class Backend, class T>
struct device_sum {
    static std::unique_ptr<device_sum> of(Backend&, process_group&, index_t) { return nullptr; }
    void add_up(std::vector<T*> const&, index_t, T*) {}
    std::uint64_t bytes_sent() const { return 0; }
};

/// The sum of so many arrays, of which each process has some neighbouring ones: what a `shared_sum` is on hosts, with
/// the same messages and the same bits.
template <class Backend, class T>
requires requires { typename Backend::messages; }
class device_sum<Backend, T> {
    using messages = typename Backend::messages;
    using numbers = view<T, extents<dynamic>, location_of_backend<Backend>>;

  public:
    /// None where the group sends nothing between devices. Refers to the backend and the group.
    static std::unique_ptr<device_sum> of(Backend& on, process_group& group, index_t terms) {
        auto* const between = dynamic_cast<messages*>(&group);
        if (!between || group.size() == 1) return nullptr;
        return std::unique_ptr<device_sum>(new device_sum(on, *between, group, terms));
    }

    /// Adds up `n` numbers; `own` are the partial sums of this process, in their order, and change. The sum goes to
    /// `to`, which may be one of them, and is there when it returns.
    void add_up(std::vector<T*> const& own, index_t n, T* to) {
        n_ = n;
        if (group_.adds_in_any_order()) {
            between_.put_sum(std::span(to, static_cast<std::size_t>(n)), *on_.stream());
            bytes_sent_ += static_cast<std::uint64_t>(n) * sizeof(T);
        } else {
            send_shares(own);
            add_up_share(own, to);
            spread(to);
        }
        between_.wait(*on_.stream());
    }

    std::uint64_t bytes_sent() const { return bytes_sent_; } ///< so far

  private:
    device_sum(Backend& on, messages& between, process_group& group, index_t terms)
        : on_(on), between_(between), group_(group), division_(group, terms) {}

    struct mail {
        std::vector<outgoing> sent;
        std::vector<incoming> received;

        void send(index_t to, T const* from, index_t n) {
            if (n > 0) sent.push_back({to, std::as_bytes(std::span(from, static_cast<std::size_t>(n)))});
        }
        void receive(index_t from, T* to, index_t n) {
            if (n > 0) received.push_back({from, std::as_writable_bytes(std::span(to, static_cast<std::size_t>(n)))});
        }
    };
    void put(mail const& all) {
        for (outgoing const& one : all.sent) bytes_sent_ += one.bytes.size();
        between_.put(all.sent, all.received, *on_.stream());
    }

    void send_shares(std::vector<T*> const& own) {
        index_t const own_size = division_.own_share(n_).size, needed = division_.parts_of_others() * own_size;
        if (!received_ || received_->size() < needed)
            received_.emplace(on_.template take<T>(needed, "the gradients of other processes"));
        mail all;
        T* place = received_->data();
        for (index_t rank = 0; rank < group_.size(); ++rank) {
            if (rank == group_.rank()) continue;
            auto const [begin, size] = division_.share(rank, n_);
            for (T const* part : own) all.send(rank, part + begin, size);
            for (std::size_t i = 0; i < division_.parts(rank).size(); ++i) {
                all.receive(rank, place, own_size);
                place += own_size;
            }
        }
        put(all);
    }
    void add_up_share(std::vector<T*> const& own, T* to) {
        auto const [begin, size] = division_.own_share(n_);
        auto const add = [&, n = size](T* left, T* right) {
            numbers const sum(left, n);
            on_.assign(sum, sum + numbers(right, n));
            return left;
        };
        pairwise_sum<T*> sum;
        T* place = received_->data();
        for (index_t rank = 0; rank < group_.size(); ++rank) {
            auto const& theirs = division_.parts(rank);
            for (std::size_t i = 0; i < theirs.size(); ++i) {
                bool const mine = rank == group_.rank();
                sum.take(theirs[i], mine ? own[i] + begin : place, add);
                if (!mine) place += size;
            }
        }
        numbers const from(sum.total(add), size), there(to + begin, size);
        if (from.data != there.data) on_.assign(there, from);
    }
    /// Sends this process's share to the others.
    void spread(T* to) {
        mail all;
        auto const mine = division_.own_share(n_);
        for (index_t rank = 0; rank < group_.size(); ++rank) {
            if (rank == group_.rank()) continue;
            auto const [begin, size] = division_.share(rank, n_);
            all.send(rank, to + mine.begin, mine.size);
            all.receive(rank, to + begin, size);
        }
        put(all);
    }

    Backend& on_;
    messages& between_;
    process_group& group_;
    sum_division division_;
    index_t n_ = 0;
    std::optional<typename Backend::template storage<T>> received_; ///< from the others, one after another
    std::uint64_t bytes_sent_ = 0;
};

} // namespace chrnn::CHRNN_ABI::detail
