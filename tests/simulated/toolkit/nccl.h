/// Stands in for the header of NCCL: what of it the library calls, between the simulated devices of threads of one
/// process. It takes its time: communicators come about, and work gets onto streams, while their state is asked for;
/// messages travel at once or late; where some are to arrive nothing else stays from the beginning of their group on.
#pragma once

#include "cuda_runtime_api.h"

#include <array>
#include <cstring>
#include <map>
#include <optional>

enum ncclResult_t {
    ncclSuccess = 0,
    ncclUnhandledCudaError = 1,
    ncclSystemError = 2,
    ncclInternalError = 3,
    ncclInvalidArgument = 4,
    ncclInvalidUsage = 5,
    ncclRemoteError = 6,
    ncclInProgress = 7,
};
enum ncclDataType_t { ncclChar = 0, ncclFloat = 7, ncclDouble = 8 };
enum ncclRedOp_t { ncclSum = 0 };
struct ncclUniqueId {
    char internal[128];
};
struct ncclConfig_t {
    int blocking;
};
#define NCCL_CONFIG_INITIALIZER                                                                                        \
    { 1 }

namespace simulated {

/// What is sent or received by one rank; both ends of a message are there when it travels.
struct nccl_end {
    void* memory;
    std::size_t bytes;
    bool arrived = false;
};
/// All that a rank does at one time: messages, or one sum.
struct nccl_work {
    struct message {
        int peer;
        bool sends;
        std::shared_ptr<nccl_end> end;
    };
    std::vector<message> messages;
    struct term {
        void* memory;
        std::size_t count;
        ncclDataType_t type;
    };
    std::optional<term> sum;
    bool begun = false, summed = false, given_up = false;
    unsigned delay = 0;
};
struct nccl_clique;

} // namespace simulated

struct ncclComm {
    std::shared_ptr<simulated::nccl_clique> all;
    int rank, device;
    bool blocking, aborted = false, finalized = false;
    ncclResult_t state = ncclInProgress;
    unsigned delay = 0; ///< questions about the state until what goes on is done
    std::vector<std::pair<simulated::operation, cudaStream_t>> to_be_put;
    std::vector<std::shared_ptr<simulated::nccl_work>> put;
};
using ncclComm_t = std::shared_ptr<ncclComm>*;

namespace simulated {

struct nccl_clique {
    int size;
    std::vector<std::shared_ptr<ncclComm>> ranks; ///< in the order in which they came
    struct way {
        std::deque<std::shared_ptr<nccl_end>> sent, received;
    };
    std::map<std::pair<int, int>, way> ways;
    std::vector<std::vector<std::shared_ptr<nccl_work>>> sums; ///< by rank
};

/// What all communicators share.
struct network {
    static network& only() {
        static network& one = *new network;
        return one;
    }
    std::map<std::string, std::shared_ptr<nccl_clique>> cliques;
    bool is_cut = false; ///< no message arrives any more, which is noticed
    int ids = 0, alive = 0;
    std::uint64_t bytes = 0; ///< that have travelled
};

/// How often something is asked for before it happens.
inline unsigned some_delay() {
    auto& order = machine::only().order;
    return order.which() == order::eager ? 0 : order.which() == order::lazy ? 3 : order.below(4);
}
inline void copy_between(nccl_end const& from, int from_device, nccl_end const& to, int to_device) {
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
inline int device_of(nccl_clique const& all, int rank) {
    for (auto const& one : all.ranks)
        if (one->rank == rank) return one->device;
    broken("NCCL is asked for a rank that is not there");
}
/// Adds up in an order that is nobody's.
template <class T>
void add_up(nccl_clique const& all, std::vector<nccl_work*> const& terms) {
    auto& memory = machine::only().memory;
    std::vector<T> sum(terms[0]->sum->count), one(sum.size());
    for (unsigned rank : machine::only().order.of(static_cast<unsigned>(all.size))) {
        if (terms[rank]->sum->count != sum.size()) broken("NCCL is to add up arrays of different lengths");
        memory.open(device_of(all, static_cast<int>(rank)));
        std::memcpy(one.data(), terms[rank]->sum->memory, one.size() * sizeof(T));
        memory.close();
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += one[i];
    }
    for (int rank = 0; rank < all.size; ++rank) {
        nccl_work& to = *terms[static_cast<std::size_t>(rank)];
        memory.open(device_of(all, rank));
        std::memcpy(to.sum->memory, sum.data(), sum.size() * sizeof(T));
        memory.close();
        to.summed = true;
        network::only().bytes += sum.size() * sizeof(T);
    }
}
inline void add_up_if_all_are_there(nccl_clique& all, int rank, nccl_work const& mine) {
    auto const& own = all.sums[static_cast<std::size_t>(rank)];
    auto const turn = static_cast<std::size_t>(
        std::ranges::find(own, &mine, [](auto const& one) { return one.get(); }) - own.begin());
    std::vector<nccl_work*> terms;
    for (auto const& theirs : all.sums) {
        if (theirs.size() <= turn || theirs[turn]->given_up) return;
        terms.push_back(theirs[turn].get());
    }
    mine.sum->type == ncclFloat ? add_up<float>(all, terms) : add_up<double>(all, terms);
}

/// A stream has come to this work, or comes back to it; whether it is done.
inline bool meet(nccl_clique& all, int rank, std::shared_ptr<nccl_work> const& work) {
    if (work->given_up) return true;
    if (!work->begun) {
        work->begun = true;
        work->delay = some_delay();
        auto& memory = machine::only().memory;
        memory.open(device_of(all, rank));
        for (auto const& one : work->messages)
            if (!one.sends) std::memset(one.end->memory, 0xff, one.end->bytes);
        memory.close();
        for (auto const& one : work->messages)
            one.sends ? all.ways[{rank, one.peer}].sent.push_back(one.end)
                      : all.ways[{one.peer, rank}].received.push_back(one.end);
        if (work->sum) all.sums[static_cast<std::size_t>(rank)].push_back(work);
    }
    if (work->delay > 0) return --work->delay, false;
    if (network::only().is_cut) return false;
    for (auto const& one : work->messages) {
        auto const [from, to] = one.sends ? std::pair{rank, one.peer} : std::pair{one.peer, rank};
        auto& way = all.ways[{from, to}];
        for (; !way.sent.empty() && !way.received.empty(); way.sent.pop_front(), way.received.pop_front()) {
            nccl_end &here = *way.sent.front(), &there = *way.received.front();
            if (!here.memory || !there.memory) break; // one of them will never be there
            if (here.bytes != there.bytes) broken("a message of NCCL's is longer for one than for the other");
            copy_between(here, device_of(all, from), there, device_of(all, to));
            here.arrived = there.arrived = true;
        }
    }
    if (work->sum && !work->summed) add_up_if_all_are_there(all, rank, *work);
    return (!work->sum || work->summed) &&
           std::ranges::all_of(work->messages, [](auto const& one) { return one.end->arrived; });
}

/// The group of calls that this thread has begun.
struct nccl_calls {
    int depth = 0;
    std::shared_ptr<ncclComm> of;
    cudaStream_t on = nullptr;
    std::shared_ptr<nccl_work> work;
    static nccl_calls& here() {
        static thread_local nccl_calls calls;
        return calls;
    }
};
inline ncclResult_t put_calls(nccl_calls& calls) {
    if (!calls.work) return ncclSuccess;
    auto const one = std::exchange(calls.of, nullptr);
    auto const work = std::exchange(calls.work, nullptr);
    one->put.push_back(work);
    operation what{nullptr, nullptr, 0, [all = one->all, rank = one->rank, work] { return meet(*all, rank, work); }};
    one->delay = one->blocking ? 0 : some_delay();
    if (one->delay == 0) {
        machine::only().put(calls.on, std::move(what));
        return ncclSuccess;
    }
    one->to_be_put.emplace_back(std::move(what), calls.on);
    return one->state = ncclInProgress;
}
template <class Add>
ncclResult_t call(ncclComm_t comm, cudaStream_t on, void const* memory, std::size_t bytes, Add const& add) {
    turn const mine;
    ncclComm const& one = **comm;
    auto& there = machine::only();
    if (one.state != ncclSuccess) return ncclInvalidArgument;
    if (!there.memory.holds(memory, bytes) || one.device != machine::current()) return ncclInvalidArgument;
    if (there.of(on).device != one.device || there.of(on).recording) return ncclInvalidUsage;
    auto& calls = nccl_calls::here();
    if (calls.work && (calls.of != *comm || calls.on != on)) return ncclInvalidUsage;
    if (!calls.work) calls.work = std::make_shared<nccl_work>();
    calls.of = *comm, calls.on = on;
    add(*calls.work);
    return calls.depth > 0 ? ncclSuccess : put_calls(calls);
}

} // namespace simulated

inline char const* ncclGetErrorString(ncclResult_t result) {
    switch (result) {
    case ncclSuccess:
        return "no error";
    case ncclUnhandledCudaError:
        return "unhandled cuda error (run with NCCL_DEBUG=INFO for details)";
    case ncclSystemError:
        return "unhandled system error (run with NCCL_DEBUG=INFO for details)";
    case ncclInternalError:
        return "internal error - please report this issue to the NCCL developers";
    case ncclInvalidArgument:
        return "invalid argument (run with NCCL_DEBUG=WARN for details)";
    case ncclInvalidUsage:
        return "invalid usage (run with NCCL_DEBUG=WARN for details)";
    case ncclRemoteError:
        return "remote process exited or there was a network error";
    case ncclInProgress:
        return "NCCL operation in progress";
    }
    return "unknown result code";
}
inline char const* ncclGetLastError(ncclComm_t) {
    return simulated::network::only().is_cut ? "socketProgress: Connection closed by remote peer\n" : "";
}

inline ncclResult_t ncclGetUniqueId(ncclUniqueId* id) {
    simulated::turn const mine;
    std::snprintf(id->internal, sizeof id->internal, "clique %d", ++simulated::network::only().ids);
    return ncclSuccess;
}
inline ncclResult_t ncclCommInitRankConfig(ncclComm_t* comm, int size, ncclUniqueId id, int rank, ncclConfig_t* how) {
    simulated::turn const mine;
    auto& all = simulated::network::only().cliques[id.internal];
    if (!all) all = std::make_shared<simulated::nccl_clique>(simulated::nccl_clique{size, {}, {}, {}});
    if (how->blocking || size != all->size || rank >= size) return ncclInvalidArgument; // who blocks waits for ever
    all->sums.resize(static_cast<std::size_t>(size));
    auto const one = std::make_shared<ncclComm>();
    one->all = all, one->rank = rank, one->device = simulated::machine::current(), one->blocking = false;
    one->delay = simulated::some_delay();
    for (auto const& other : all->ranks)
        if (other->device == one->device || other->rank == rank) return ncclInvalidUsage;
    all->ranks.push_back(one);
    *comm = new std::shared_ptr(one);
    ++simulated::network::only().alive;
    return ncclInProgress;
}
inline ncclResult_t ncclCommGetAsyncError(ncclComm_t comm, ncclResult_t* state) {
    simulated::turn const mine;
    ncclComm& one = **comm;
    auto const& ranks = one.all->ranks;
    bool const all_there = static_cast<int>(ranks.size()) == one.all->size;
    bool const all_end = std::ranges::all_of(ranks, [](auto const& other) { return other->finalized; });
    if (one.state == ncclInProgress && all_there && (!one.finalized || all_end)) {
        if (one.delay > 0) --one.delay;
        if (one.delay == 0) {
            for (auto& [what, on] : std::exchange(one.to_be_put, {}))
                simulated::machine::only().put(on, std::move(what));
            one.state = ncclSuccess;
        }
    }
    *state = simulated::network::only().is_cut ? ncclRemoteError : one.state;
    return ncclSuccess;
}
inline ncclResult_t ncclCommFinalize(ncclComm_t comm) {
    simulated::turn const mine;
    if ((*comm)->state != ncclSuccess) return ncclInvalidArgument;
    (*comm)->finalized = true;
    (*comm)->delay = simulated::some_delay();
    return (*comm)->state = ncclInProgress;
}
inline ncclResult_t ncclCommAbort(ncclComm_t comm) {
    simulated::turn const mine;
    ncclComm& one = **comm;
    for (auto const& work : one.put) {
        work->given_up = true;
        for (auto const& message : work->messages) message.end->memory = nullptr;
    }
    for (auto& [what, on] : std::exchange(one.to_be_put, {})) simulated::machine::only().put(on, std::move(what));
    one.finalized = true;
    --simulated::network::only().alive;
    delete comm;
    return ncclSuccess;
}
inline ncclResult_t ncclCommDestroy(ncclComm_t comm) {
    if (!(*comm)->finalized || (*comm)->state != ncclSuccess) simulated::broken("a communicator in use is destroyed");
    return ncclCommAbort(comm);
}

inline ncclResult_t ncclGroupStart() {
    ++simulated::nccl_calls::here().depth;
    return ncclSuccess;
}
inline ncclResult_t ncclGroupEnd() {
    simulated::turn const mine;
    auto& calls = simulated::nccl_calls::here();
    return --calls.depth > 0 ? ncclSuccess : simulated::put_calls(calls);
}
inline ncclResult_t ncclSend(void const* from, std::size_t count, ncclDataType_t type, int peer, ncclComm_t comm,
                             cudaStream_t on) {
    if (type != ncclChar) return ncclInvalidArgument;
    return simulated::call(comm, on, from, count, [&](simulated::nccl_work& work) {
        auto const end = simulated::nccl_end{const_cast<void*>(from), count};
        work.messages.push_back({peer, true, std::make_shared<simulated::nccl_end>(end)});
    });
}
inline ncclResult_t ncclRecv(void* to, std::size_t count, ncclDataType_t type, int peer, ncclComm_t comm,
                             cudaStream_t on) {
    if (type != ncclChar) return ncclInvalidArgument;
    return simulated::call(comm, on, to, count, [&](simulated::nccl_work& work) {
        work.messages.push_back({peer, false, std::make_shared<simulated::nccl_end>(simulated::nccl_end{to, count})});
    });
}
inline ncclResult_t ncclAllReduce(void const* from, void* to, std::size_t count, ncclDataType_t type, ncclRedOp_t,
                                  ncclComm_t comm, cudaStream_t on) {
    if (from != to || type == ncclChar) return ncclInvalidArgument;
    return simulated::call(comm, on, to, count * (type == ncclFloat ? 4 : 8), [&](simulated::nccl_work& work) {
        work.sum = {to, count, type};
    });
}
