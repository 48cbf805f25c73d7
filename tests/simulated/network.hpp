/// The network between the simulated devices: messages and sums of which every rank does its part when its stream is
/// there.
#pragma once

#include "streams.hpp"

#include <map>
#include <optional>
#include <type_traits>
#include <vector>

namespace simulated {

/// One end of a message, which travels when both are there.
struct message_end {
    void* memory; ///< null if it will never be there
    std::size_t bytes;
    bool arrived = false;
};
/// All that a rank does at one time: messages, or one sum.
struct work {
    struct message {
        int peer;
        bool sends;
        std::shared_ptr<message_end> end;
    };
    std::vector<message> messages;
    struct term {
        void* memory;
        std::size_t count;
        bool doubles; ///< or else floats
    };
    std::optional<term> sum;
    bool begun = false, summed = false, given_up = false;
    unsigned delay = 0;
};
/// Ranks with a device each.
struct clique {
    int size;
    std::map<int, int> devices; ///< of ranks that have come
    int ended = 0;
    struct way {
        std::deque<std::shared_ptr<message_end>> sent, received;
    };
    std::map<std::pair<int, int>, way> ways;
    std::vector<std::vector<std::shared_ptr<work>>> sums; ///< by rank
};

/// What all cliques share.
struct network {
    static network& only() {
        static network& one = *new network;
        return one;
    }
    std::map<std::string, std::shared_ptr<clique>> cliques;
    bool is_cut = false;     ///< no message arrives any more, which is noticed
    int ids = 0, alive = 0;  ///< communicators
    std::uint64_t bytes = 0; ///< that have travelled
};

/// How often something is asked for before it happens.
inline unsigned some_delay() {
    auto& order = machine::only().order;
    return order.which() == order::eager ? 0 : order.which() == order::lazy ? 3 : order.below(4);
}
inline void copy_between(message_end const& from, int from_device, message_end const& to, int to_device) {
    auto& memory = machine::only().memory;
    std::vector<std::byte> bytes(from.bytes);
    memory.open(from_device);
    std::memcpy(bytes.data(), from.memory, bytes.size());
    memory.close();
    memory.open(to_device);
    std::memcpy(to.memory, bytes.data(), bytes.size());
    memory.close();
    network::only().bytes += bytes.size();
}
/// Adds up in an order that is nobody's.
template <class T>
void add_up(clique const& all, std::vector<work*> const& terms) {
    auto& memory = machine::only().memory;
    std::vector<T> sum(terms[0]->sum->count), one(sum.size());
    for (unsigned rank : machine::only().order.of(static_cast<unsigned>(all.size))) {
        if (terms[rank]->sum->count != sum.size()) broken("ranks are to add up arrays of different lengths");
        memory.open(all.devices.at(static_cast<int>(rank)));
        std::memcpy(one.data(), terms[rank]->sum->memory, one.size() * sizeof(T));
        memory.close();
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += one[i];
    }
    for (int rank = 0; rank < all.size; ++rank) {
        work& to = *terms[static_cast<std::size_t>(rank)];
        memory.open(all.devices.at(rank));
        std::memcpy(to.sum->memory, sum.data(), sum.size() * sizeof(T));
        memory.close();
        to.summed = true;
        network::only().bytes += sum.size() * sizeof(T);
    }
}
inline void add_up_if_all_are_there(clique& all, int rank, work const& mine) {
    auto const& own = all.sums[static_cast<std::size_t>(rank)];
    auto const turn = static_cast<std::size_t>(
        std::ranges::find(own, &mine, [](auto const& one) { return one.get(); }) - own.begin());
    std::vector<work*> terms;
    for (auto const& theirs : all.sums) {
        if (theirs.size() <= turn || theirs[turn]->given_up) return;
        terms.push_back(theirs[turn].get());
    }
    mine.sum->doubles ? add_up<double>(all, terms) : add_up<float>(all, terms);
}

/// A stream has come to this work, or comes back to it; whether it is done.
inline bool meet(clique& all, int rank, std::shared_ptr<work> const& mine) {
    if (mine->given_up) return true;
    if (!mine->begun) {
        mine->begun = true;
        mine->delay = some_delay();
        auto& memory = machine::only().memory;
        memory.open(all.devices.at(rank));
        for (auto const& one : mine->messages)
            if (!one.sends) std::memset(one.end->memory, 0xff, one.end->bytes);
        memory.close();
        for (auto const& one : mine->messages)
            one.sends ? all.ways[{rank, one.peer}].sent.push_back(one.end)
                      : all.ways[{one.peer, rank}].received.push_back(one.end);
        if (mine->sum) all.sums[static_cast<std::size_t>(rank)].push_back(mine);
    }
    if (mine->delay > 0) return --mine->delay, false;
    if (network::only().is_cut) return false;
    for (auto const& one : mine->messages) {
        auto const [from, to] = one.sends ? std::pair{rank, one.peer} : std::pair{one.peer, rank};
        auto& way = all.ways[{from, to}];
        for (; !way.sent.empty() && !way.received.empty(); way.sent.pop_front(), way.received.pop_front()) {
            message_end &here = *way.sent.front(), &there = *way.received.front();
            if (!here.memory || !there.memory) break; // one of them will never be there
            if (here.bytes != there.bytes) broken("a message is longer for one than for the other");
            copy_between(here, all.devices.at(from), there, all.devices.at(to));
            here.arrived = there.arrived = true;
        }
    }
    if (mine->sum && !mine->summed) add_up_if_all_are_there(all, rank, *mine);
    return (!mine->sum || mine->summed) &&
           std::ranges::all_of(mine->messages, [](auto const& one) { return one.end->arrived; });
}

} // namespace simulated
