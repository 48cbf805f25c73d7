/// Stands in for the header of NCCL: what of it the library calls, between the simulated devices of threads of one
/// process. It takes its time: communicators come about, and work gets onto streams, while their state is asked for;
/// messages travel at once or late; where some are to arrive nothing else stays from the beginning of their group on.
#pragma once

#include "../network.hpp"
#include "cuda_runtime_api.h"

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

struct ncclComm {
    std::shared_ptr<simulated::clique> all;
    int rank, device;
    bool ended = false;
    ncclResult_t state = ncclInProgress;
    unsigned delay = 0; ///< questions about the state until what goes on is done
    std::vector<std::pair<simulated::operation, cudaStream_t>> to_be_put;
    std::vector<std::shared_ptr<simulated::work>> put;
};
using ncclComm_t = std::shared_ptr<ncclComm>*;

namespace simulated {

/// The group of calls that this thread has begun.
struct nccl_calls {
    int depth = 0;
    std::shared_ptr<ncclComm> of;
    cudaStream_t on = nullptr;
    std::shared_ptr<work> mine;
    static nccl_calls& here() {
        static thread_local nccl_calls calls;
        return calls;
    }
};
inline ncclResult_t put_calls(nccl_calls& calls) {
    if (!calls.mine) return ncclSuccess;
    auto const one = std::exchange(calls.of, nullptr);
    auto const mine = std::exchange(calls.mine, nullptr);
    one->put.push_back(mine);
    operation what{nullptr, nullptr, 0, [all = one->all, rank = one->rank, mine] { return meet(*all, rank, mine); }};
    one->delay = some_delay();
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
    if (calls.mine && (calls.of != *comm || calls.on != on)) return ncclInvalidUsage;
    if (!calls.mine) calls.mine = std::make_shared<work>();
    calls.of = *comm, calls.on = on;
    add(*calls.mine);
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
    if (!all) all = std::make_shared<simulated::clique>(simulated::clique{size, {}, 0, {}, {}});
    if (how->blocking || size != all->size || rank >= size) return ncclInvalidArgument; // who blocks waits for ever
    all->sums.resize(static_cast<std::size_t>(size));
    auto const one = std::make_shared<ncclComm>();
    one->all = all, one->rank = rank, one->device = simulated::machine::current();
    one->delay = simulated::some_delay();
    for (auto const& [other, device] : all->devices)
        if (device == one->device || other == rank) return ncclInvalidUsage;
    all->devices[rank] = one->device;
    *comm = new std::shared_ptr(one);
    ++simulated::network::only().alive;
    return ncclInProgress;
}
inline ncclResult_t ncclCommGetAsyncError(ncclComm_t comm, ncclResult_t* state) {
    simulated::turn const mine;
    ncclComm& one = **comm;
    simulated::clique const& all = *one.all;
    bool const all_there = static_cast<int>(all.devices.size()) == all.size;
    if (one.state == ncclInProgress && all_there && (!one.ended || all.ended == all.size)) {
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
    (*comm)->ended = true;
    ++(*comm)->all->ended;
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
    if (!one.ended) ++one.all->ended;
    --simulated::network::only().alive;
    delete comm;
    return ncclSuccess;
}
inline ncclResult_t ncclCommDestroy(ncclComm_t comm) {
    simulated::turn const mine;
    if (!(*comm)->ended || (*comm)->state != ncclSuccess) simulated::broken("a communicator in use is destroyed");
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
    return simulated::call(comm, on, from, count, [&](simulated::work& mine) {
        auto const end = simulated::message_end{const_cast<void*>(from), count};
        mine.messages.push_back({peer, true, std::make_shared<simulated::message_end>(end)});
    });
}
inline ncclResult_t ncclRecv(void* to, std::size_t count, ncclDataType_t type, int peer, ncclComm_t comm,
                             cudaStream_t on) {
    if (type != ncclChar) return ncclInvalidArgument;
    return simulated::call(comm, on, to, count, [&](simulated::work& mine) {
        mine.messages.push_back(
            {peer, false, std::make_shared<simulated::message_end>(simulated::message_end{to, count})});
    });
}
inline ncclResult_t ncclAllReduce(void const* from, void* to, std::size_t count, ncclDataType_t type, ncclRedOp_t,
                                  ncclComm_t comm, cudaStream_t on) {
    if (from != to || type == ncclChar) return ncclInvalidArgument;
    return simulated::call(comm, on, to, count * (type == ncclFloat ? 4 : 8), [&](simulated::work& mine) {
        mine.sum = {to, count, type == ncclDouble};
    });
}
