// That devices of several processes come to the sum that one process has, however the network treats their messages.
#include "fit/thread_group.hpp"

#include <chrnn/backend/cuda/device_messages.hpp>
#include <chrnn/nccl.hpp>
#include <chrnn/train/device_sum.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <latch>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// A machine of so many devices, as long as this lives; communicators end before it does.
struct some_devices {
    explicit some_devices(index_t n) { simulated::machine::only().devices = static_cast<int>(n); }
    ~some_devices() {
        simulated::machine::only().devices = 1;
        CHECK(simulated::network::only().alive == 0);
    }
};

/// Numbers whose sum depends on the order.
template <class T>
T number(index_t term, index_t place, int round) {
    auto const digits = static_cast<T>((term * 7919 + place * 104729 + round * 31) % 1000);
    return std::ldexp(1 + digits / 1000, static_cast<int>((term * 5 + place) % 23) - 11);
}

/// The arrays of a process, added up as far as it can by itself.
template <class T>
struct own_arrays {
    pairwise_sum<std::vector<T>> sums;

    own_arrays(index_t terms, process_group const& all, index_t n, int round) {
        own_terms const mine(terms, all.size(), all.rank());
        for (index_t term = mine.begin; term < mine.end; ++term) {
            std::vector<T> one;
            for (index_t i = 0; i < n; ++i) one.push_back(number<T>(term, i, round));
            sums.take({0, term}, one, add);
        }
        if (all.adds_in_any_order()) sums.take({0, 0}, sums.total(add), add);
    }
    static std::vector<T> add(std::vector<T> left, std::vector<T> const& right) {
        for (std::size_t i = 0; i < left.size(); ++i) left[i] += right[i];
        return left;
    }
};

/// Two sums of a process on its device, the second with what the first has left behind; both, one behind the other.
template <class T>
std::vector<T> two_sums(index_t terms, process_group& all, gpu& on, index_t n) {
    auto const sum = device_sum<gpu, T>::of(on, all, terms);
    std::vector<T> both;
    for (int round = 0; round < 2; ++round) {
        own_arrays<T> own(terms, all, n, round);
        if (all.size() == 1) {
            auto const one = own.sums.total(own.add);
            both.insert(both.end(), one.begin(), one.end());
            continue;
        }
        std::vector<device_storage<T>> there;
        std::vector<T*> places;
        for (auto const& part : own.sums.parts()) {
            there.push_back(on.template take<T>(n, "a partial sum"));
            on.upload(std::span(part.sum), places.emplace_back(there.back().data()));
        }
        sum->add_up(places, n, places.back());
        std::vector<T> one(static_cast<std::size_t>(n));
        on.download(places.back(), std::span(one));
        both.insert(both.end(), one.begin(), one.end());
    }
    return both;
}

/// What all processes come to, and how often a number has travelled between their devices.
template <class T>
struct outcome {
    std::vector<std::vector<T>> found;
    double travels;
};
template <class T>
outcome<T> summed(index_t terms, index_t size, index_t n, bool any_order = false) {
    some_devices const devices(size);
    std::vector<std::vector<T>> found(static_cast<std::size_t>(size));
    auto const before = simulated::network::only().bytes;
    auto const errors = in_processes(size, [&](process_group& hosts) {
        dynamic_cast<thread_group&>(hosts).any_order = any_order;
        nccl_processes all(hosts);
        gpu on(all.device());
        found[static_cast<std::size_t>(all.rank())] = two_sums<T>(terms, all, on, n);
    });
    CHECK(errors == std::vector<std::string>(static_cast<std::size_t>(size)));
    auto const bytes = static_cast<double>(simulated::network::only().bytes - before);
    return {found, bytes / static_cast<double>(2 * n * static_cast<index_t>(sizeof(T)))};
}

/// What each of three processes says when the devices of all but the last add up, and what it does meanwhile.
template <class Act>
std::vector<std::string> without_the_last(Act const& last) {
    some_devices const devices(3);
    return in_processes(3, [&](process_group& hosts) {
        nccl_processes all(hosts, {.patience = std::chrono::milliseconds(300)});
        gpu on(all.device());
        if (all.rank() == 2) return last();
        two_sums<float>(3, all, on, 100);
    });
}

/// A number for the other of two processes, which changes behind its message, and that of the other.
struct exchanged_numbers {
    device_storage<int> here, there;

    exchanged_numbers(nccl_processes& all, gpu& on)
        : here(on.take<int>(1, "a number")), there(on.take<int>(1, "a number")) {
        on.fill(here.data(), 1, static_cast<int>(all.rank()) + 7);
        outgoing const sent{1 - all.rank(), std::as_bytes(here.span())};
        incoming const received{1 - all.rank(), std::as_writable_bytes(there.span())};
        static_cast<device_messages&>(all).put({&sent, 1}, {&received, 1}, *on.stream());
        on.fill(here.data(), 1, 0);
    }
};

} // namespace

TEMPLATE_TEST_CASE("any number of devices comes to the bits of one process", "", float, double) {
    for (index_t terms : {2, 3, 4, 5, 8})
        for (index_t n : {1, 5, 1001}) {
            auto const alone = summed<TestType>(terms, 1, n).found.front();
            for (index_t size = 2; size <= std::min<index_t>(terms, 4); ++size) {
                INFO(terms << " terms, " << size << " processes, " << n << " numbers");
                for (auto const& one : summed<TestType>(terms, size, n).found) CHECK(one == alone);
            }
        }
}
TEMPLATE_TEST_CASE("devices that add up in any order come close to it", "", float, double) {
    auto const alone = summed<TestType>(5, 1, 300).found.front();
    for (index_t size = 2; size <= 4; ++size)
        for (auto const& one : summed<TestType>(5, size, 300, true).found)
            for (std::size_t i = 0; i < one.size(); ++i)
                CHECK(std::abs(one[i] - alone[i]) <= 4 * std::numeric_limits<TestType>::epsilon() * alone[i]);
}
TEST_CASE("as much travels between devices as in a ring where every process has one partial sum") {
    for (index_t size = 2; size <= 4; size *= 2)
        CHECK(summed<float>(4, size, 64).travels == static_cast<double>(2 * (size - 1)));
}
TEST_CASE("messages that are put on a stream travel when the order says so, and what is put behind them finds them") {
    some_devices const devices(2);
    auto const errors = in_processes(2, [&](process_group& hosts) {
        nccl_processes all(hosts);
        gpu on(all.device());
        auto const before = simulated::network::only().bytes;
        barrier(hosts);
        exchanged_numbers const numbers(all, on);
        barrier(hosts);
        auto const order = simulated::machine::only().order.which();
        auto const travelled = simulated::network::only().bytes - before;
        barrier(hosts);
        if (order == simulated::order::eager && travelled != 2 * sizeof(int)) fail("they have not travelled at once");
        if (order == simulated::order::lazy && travelled != 0) fail("they have travelled though nobody waits");
        int found = 0;
        on.download(numbers.there.data(), std::span(&found, 1));
        if (found != 8 - all.rank()) fail("what came is ", found);
    });
    CHECK(errors == std::vector<std::string>(2));
}
TEST_CASE("a process that leaves ends what other devices wait for") {
    auto const errors = without_the_last([] { fail("its disk is full"); });
    CHECK(errors ==
          std::vector<std::string>{"process 2: its disk is full", "process 2: its disk is full", "its disk is full"});
}
TEST_CASE("a process that hangs ends what other devices wait for when their patience does") {
    std::latch others(2);
    some_devices const devices(3);
    auto const errors = in_processes(3, [&](process_group& hosts) {
        nccl_processes all(hosts, {.patience = std::chrono::milliseconds(300)});
        gpu on(all.device());
        if (all.rank() == 2) return others.wait();
        struct end {
            std::latch& all;
            ~end() { all.count_down(); }
        } const ends{others};
        two_sums<float>(3, all, on, 100);
    });
    std::string const sentence = "the devices of 3 processes have not answered each other for 0.3 s";
    CHECK(errors[2].empty());
    for (std::size_t one : {0, 1}) CHECK_THAT(errors[one], Catch::EndsWith(sentence)); // its own, or the other's
}
TEST_CASE("what NCCL notices of the network is said") {
    some_devices const devices(2);
    auto const errors = in_processes(2, [&](process_group& hosts) {
        nccl_processes all(hosts, {.patience = std::chrono::seconds(2)});
        gpu on(all.device());
        exchanged_numbers const numbers(all, on);
        barrier(hosts);
        simulated::network::only().is_cut = true;
        static_cast<device_messages&>(all).wait(*on.stream());
    });
    simulated::network::only().is_cut = false;
    std::string const sentence =
        "NCCL: remote process exited or there was a network error: 'socketProgress: Connection "
        "closed by remote peer\\x0a'";
    for (auto const& one : errors) CHECK_THAT(one, Catch::EndsWith(sentence)); // of whoever meets it first, or its own
}
TEST_CASE("a device that another process has, or that is not the process's, is refused") {
    some_devices const devices(2);
    auto const errors = in_processes(3, [](process_group& hosts) { nccl_processes all(hosts); });
    for (auto const& one : errors)
        CHECK_THAT(one,
                   Catch::EndsWith("processes 0 and 2 have the same CUDA device: a machine needs one for each of its "
                                   "processes"));
    some_devices const more(3);
    auto const misplaced = in_processes(2, [](process_group& hosts) {
        nccl_processes all(hosts, {.patience = std::chrono::seconds(2)});
        gpu on(all.rank() == 1 ? device{2} : all.device());
        two_sums<float>(2, all, on, 100);
    });
    CHECK(misplaced[1] == "the model of process 1 is on CUDA device 2, not on 1: give it the process's device()");
}
