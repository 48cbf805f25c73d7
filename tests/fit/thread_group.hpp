/// A process group of threads of one process: what tests need no other process for.
#pragma once

#include <chrnn/process/process_group.hpp>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>
#include <vector>

/// Where the messages of some threads lie. Each arrives when it has been asked for so many times.
class post_office {
  public:
    explicit post_office(chrnn::index_t size, int late = 0)
        : size_(size), late_(late), left_(static_cast<std::size_t>(size)) {}

    chrnn::index_t size() const { return size_; }
    void send(chrnn::index_t from, chrnn::outgoing const& one, int channel) {
        std::scoped_lock const lock(mutex_);
        way(from, one.to, channel).push_back({{one.bytes.begin(), one.bytes.end()}, late_});
        arrived_.notify_all();
    }
    /// Whether the oldest message has arrived, which goes where it belongs. Waits for it, if it is to.
    bool receive(chrnn::index_t to, chrnn::incoming const& one, int channel, bool waits) {
        std::unique_lock lock(mutex_);
        auto& messages = way(one.from, to, channel);
        auto const gone = [&] { return std::ranges::any_of(left_, [](auto const& why) { return !why.empty(); }); };
        if (waits) arrived_.wait(lock, [&] { return !messages.empty() || gone(); });
        if (messages.empty()) {
            for (std::string const& why : left_)
                if (!why.empty()) chrnn::fail<chrnn::departure>(why);
            return false;
        }
        if (!waits && messages.front().late-- > 0) return false;
        if (messages.front().bytes.size() != one.bytes.size())
            chrnn::fail("a message of ", messages.front().bytes.size(), " bytes came for ", one.bytes.size());
        std::ranges::copy(messages.front().bytes, one.bytes.begin());
        messages.pop_front();
        return true;
    }
    void listen() {
        std::scoped_lock const lock(mutex_);
        for (std::string const& why : left_)
            if (!why.empty()) chrnn::fail<chrnn::departure>(why);
    }
    void leave(chrnn::index_t who, std::string_view why) {
        std::scoped_lock const lock(mutex_);
        left_[static_cast<std::size_t>(who)] = "process " + std::to_string(who) + ": " + std::string(why);
        arrived_.notify_all();
    }

  private:
    struct letter {
        std::vector<std::byte> bytes;
        int late;
    };
    std::deque<letter>& way(chrnn::index_t from, chrnn::index_t to, int channel) { return ways_[{from, to, channel}]; }

    chrnn::index_t size_;
    int late_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<std::string> left_;
    std::map<std::tuple<chrnn::index_t, chrnn::index_t, int>, std::deque<letter>> ways_;
};

class thread_group : public chrnn::process_group {
  public:
    thread_group(post_office& office, chrnn::index_t rank) : office_(office), rank_(rank) {}
    bool any_order = false; ///< sums of hosts are none of its own
    chrnn::index_t size() const override { return office_.size(); }
    chrnn::index_t rank() const override { return rank_; }
    std::unique_ptr<chrnn::exchange> begin(std::span<chrnn::outgoing const> sent,
                                           std::span<chrnn::incoming const> received, int channel) override {
        for (auto const& one : sent) office_.send(rank_, one, channel);
        return std::make_unique<letters>(office_, rank_, received, channel);
    }
    bool adds_in_any_order() const override { return any_order; }
    void listen() override { office_.listen(); }
    bool leave(std::string_view why) noexcept override {
        office_.leave(rank_, why);
        return true;
    }

  private:
    struct letters : chrnn::exchange {
        letters(post_office& office, chrnn::index_t rank, std::span<chrnn::incoming const> received, int channel)
            : office(office), rank(rank), channel(channel), missing(received.begin(), received.end()) {}
        bool done() override { return take(false); }
        void wait() override { take(true); }
        bool take(bool waits) {
            while (!missing.empty() && office.receive(rank, missing.front(), channel, waits)) missing.pop_front();
            return missing.empty();
        }
        post_office& office;
        chrnn::index_t rank;
        int channel;
        std::deque<chrnn::incoming> missing;
    };

    post_office& office_;
    chrnn::index_t rank_;
};

/// Calls `act` in as many threads, each with a group of its own; the first error of each, or empty texts.
inline std::vector<std::string> in_processes(chrnn::index_t size, std::function<void(chrnn::process_group&)> const& act,
                                             int late = 0) {
    post_office office(size, late);
    std::vector<std::string> errors(static_cast<std::size_t>(size));
    std::vector<std::jthread> threads;
    for (chrnn::index_t rank = 0; rank < size; ++rank)
        threads.emplace_back([&, rank] {
            thread_group group(office, rank);
            try {
                together(group, [&] { act(group); });
            } catch (std::exception const& problem) {
                errors[static_cast<std::size_t>(rank)] = problem.what();
            }
        });
    threads.clear();
    return errors;
}
