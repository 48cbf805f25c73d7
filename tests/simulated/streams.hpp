/// The streams of the simulated devices: what is to be done, in which order, and what waits for what.
#pragma once

#include "cluster.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace simulated {

struct stream;

/// Counts how often it was recorded, and how many of these recordings the device has reached.
struct event {
    unsigned asked = 0, reached = 0;
    stream* on = nullptr; ///< where it was recorded last
    int device = 0;
};
/// Something to be done, once `event`, if any, has been reached `times` times, and once `met`, if there is one, says
/// that others have done their part.
struct operation {
    std::function<void()> act;
    std::shared_ptr<event> awaited;
    unsigned times = 0;
    std::function<bool()> met = nullptr;
};
using operations = std::deque<operation>;
struct stream {
    int device = 0;
    operations waiting;
    std::unique_ptr<operations> recording; ///< where operations go while they are recorded
    std::thread::id recorder;
    bool spoilt = false; ///< what is being recorded, which cannot be ended any more but in vain
};

/// What a program asked for on behalf of a kernel.
struct function {
    int shared_bytes = shared_memory::usual; ///< of a block, at most
    bool large_clusters = false;             ///< of more than 8 blocks
};
/// What a program asked of the devices.
struct requests {
    int allocations = 0, waits = 0, creations = 0, launches = 0, clusters = 0, products = 0, convolutions = 0;
    int questions = 0; ///< about kernels
    std::string diary; ///< u: an upload of 16 KB or more, g: a graph, w: a wait for a stream
};

/// How many devices CHRNN_SIMULATED_DEVICES says there are; 1 if it says nothing.
inline int said_devices() {
    char const* const said = std::getenv("CHRNN_SIMULATED_DEVICES");
    return said ? std::atoi(said) : 1;
}

/// Devices, and what they have still to do. One thread at a time uses them: see `turn`.
class machine {
  public:
    static machine& only() {
        static machine& one = *new machine; // never destroyed: programs give things back as they end
        return one;
    }
    /// The device that the calling thread uses.
    static int& current() {
        static thread_local int number = 0;
        return number;
    }

    simulated::memory memory;
    simulated::order order;
    std::set<stream*> streams{&default_stream};
    std::map<std::byte*, std::size_t> pinned; ///< memory of the host that copies may read and write late
    requests asked;
    int devices = said_devices(), driver = 13000; ///< what the runtime says there is; a driver of 0 is none
    bool has_code = true;                         ///< whether the program was built for these devices
    int capability = 80;                          ///< that it was built for: 90 has clusters, 80 has none
    std::map<void const*, function> functions;    ///< what was asked for them
    std::recursive_mutex mutex;
    stream default_stream;

    stream& of(stream* one) { return one ? *one : default_stream; }
    /// Whether this thread is recording something, which what is asked for cannot be: the recording is spoilt then.
    bool spoils_recording() {
        return spoils([](stream const& one) { return one.recorder == std::this_thread::get_id(); });
    }
    /// Whether anybody is recording on this thread's device, all of which would have to wait: recordings are spoilt
    /// then.
    bool spoils_all_recordings() {
        return spoils([](stream const& one) { return one.device == current(); });
    }
    bool is_pinned(void const* address) const {
        auto* const one = static_cast<std::byte*>(const_cast<void*>(address));
        auto const after = pinned.upper_bound(one);
        return after != pinned.begin() && one < std::prev(after)->first + std::prev(after)->second;
    }

    /// Puts something on a stream.
    void put(stream* on, operation what) {
        stream& to = of(on);
        if (to.recording) return to.recording->push_back(std::move(what));
        to.waiting.push_back(std::move(what));
        if (order.which() == order::eager)
            while (do_next(to) || any_goes_on()) {
            }
        if (order.which() == order::drawn && order.below(2) == 0)
            some_of(**std::next(streams.begin(), order.below(static_cast<unsigned>(streams.size()))));
    }
    /// Does all that is on a stream, once other threads have asked for what it waits for.
    void finish(stream& one) {
        go_on(one, [&] { return one.waiting.empty(); });
    }
    void finish_all() {
        for (stream* one : streams)
            if (one->device == current()) finish(*one);
    }
    /// Does what an event waits for.
    void reach(event& one, unsigned times) {
        go_on(*one.on, [&] { return one.reached >= times; });
    }
    /// Does a little, on this stream or else on another; false if there is nothing that does not wait for other
    /// threads.
    bool go_a_little(stream& one) { return do_next(one) || any_goes_on(); }

  private:
    template <class Which>
    bool spoils(Which const& which) {
        bool any = false;
        for (stream* one : streams)
            if (one->recording && which(*one)) any = one->spoilt = true;
        return any;
    }
    /// Much or little of what is on a stream.
    void some_of(stream& one) {
        for (unsigned steps = 1u << order.below(8); steps > 0 && do_next(one);) --steps;
    }
    /// Devices work by themselves: what one of them waits for, others come to.
    bool any_goes_on() {
        return std::ranges::any_of(streams, [&](stream* one) { return do_next(*one); });
    }
    /// Until then, which another thread may bring about.
    template <class Reached>
    void go_on(stream& one, Reached const& reached) {
        for (auto progress = std::chrono::steady_clock::now(); !reached();)
            if (go_a_little(one))
                progress = std::chrono::steady_clock::now();
            else if (std::chrono::steady_clock::now() - progress > std::chrono::seconds(30))
                broken("a stream waits for what nobody asks for");
            else
                put_or_done_.wait_for(mutex, std::chrono::milliseconds(1)); // which lets other threads ask
    }
    /// Does the next thing on a stream; false if there is none, or it has to wait.
    bool do_next(stream& one) {
        if (one.waiting.empty()) return false;
        operation& first = one.waiting.front();
        if (first.awaited && !come_to(*first.awaited, first.times)) return false;
        if (first.met && !first.met()) return false;
        operation const next = std::move(first);
        one.waiting.pop_front();
        memory.open(one.device);
        if (next.act) next.act();
        memory.close();
        put_or_done_.notify_all();
        return true;
    }
    bool come_to(event& one, unsigned times) {
        while (one.reached < times) {
            if (one.on->waiting.empty()) broken("an event is waited for that nobody records");
            if (!do_next(*one.on)) return false;
        }
        return true;
    }

    std::condition_variable_any put_or_done_;
};

/// Whoever holds one is the only thread that uses the devices.
struct turn {
    std::lock_guard<std::recursive_mutex> mine{machine::only().mutex};
};

/// Runs a kernel of `blocks` blocks of `threads` threads, of which `together` are a cluster.
inline void run_blocks(dim3 blocks, unsigned together, dim3 threads, std::size_t shared_bytes,
                       std::function<void()> const& body) {
    order& in = machine::only().order;
    for (unsigned number : in.of(blocks.x * blocks.y * blocks.z / together))
        cluster::running().run(number * together, together, blocks, threads, shared_bytes, in, body);
}

} // namespace simulated
