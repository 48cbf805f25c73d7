/// An NCCL communicator: the way from device to device, on which nothing waits that cannot be given up.
#pragma once

#include <chrnn/backend/cuda/device_messages.hpp>
#include <chrnn/base/in_quotes.hpp>

#include <nccl.h>

#include <chrono>
#include <thread>
#include <utility>

namespace chrnn::CHRNN_ABI::detail {

/// Throws unless the call succeeded, or goes on behind it.
inline void check(ncclResult_t result) {
    if (result == ncclSuccess || result == ncclInProgress) return;
    fail("NCCL: ", ncclGetErrorString(result), ": ", in_quotes(ncclGetLastError(nullptr), 200));
}

/// One of the ends, this process's. What is asked for is on its stream, and may be followed, once it is `settled`.
class nccl_communicator {
  public:
    /// The process of that rank, with that device, among so many that have been given the same id. Meets the others
    /// until it is settled.
    nccl_communicator(ncclUniqueId const& id, index_t size, index_t rank, int device) {
        on_device const here(device);
        ncclConfig_t how = NCCL_CONFIG_INITIALIZER;
        how.blocking = 0;
        check(ncclCommInitRankConfig(&all_, static_cast<int>(size), id, static_cast<int>(rank), &how));
    }
    /// Nothing is under way any more, in no process.
    ~nccl_communicator() {
        if (!all_) return;
        if (ncclResult_t const result = ncclCommFinalize(all_); result == ncclSuccess || result == ncclInProgress) {
            auto const begin = std::chrono::steady_clock::now();
            for (ncclResult_t state = ncclInProgress; ncclCommGetAsyncError(all_, &state) == ncclSuccess;) {
                if (state == ncclSuccess) {
                    (void)ncclCommDestroy(all_);
                    return;
                }
                if (state != ncclInProgress || std::chrono::steady_clock::now() - begin > std::chrono::seconds(5))
                    break;
                std::this_thread::yield();
            }
        }
        abort();
    }
    nccl_communicator(nccl_communicator const&) = delete;
    nccl_communicator& operator=(nccl_communicator const&) = delete;

    /// Throws when something has gone wrong, here or elsewhere.
    bool settled() {
        ncclResult_t state = ncclSuccess;
        check(ncclCommGetAsyncError(all_, &state));
        check(state);
        return state == ncclSuccess;
    }

    void put(std::span<outgoing const> sent, std::span<incoming const> received, cudaStream_t on) {
        check(ncclGroupStart());
        ncclResult_t first = ncclSuccess;
        auto const note = [&](ncclResult_t result) {
            if (first == ncclSuccess || first == ncclInProgress) first = result;
        };
        for (outgoing const& one : sent)
            note(ncclSend(one.bytes.data(), one.bytes.size(), ncclChar, static_cast<int>(one.to), all_, on));
        for (incoming const& one : received)
            note(ncclRecv(one.bytes.data(), one.bytes.size(), ncclChar, static_cast<int>(one.from), all_, on));
        note(ncclGroupEnd()); // in any case
        check(first);
    }
    void put_sum(std::span<float> numbers, cudaStream_t on) { put_sum(numbers, ncclFloat, on); }
    void put_sum(std::span<double> numbers, cudaStream_t on) { put_sum(numbers, ncclDouble, on); }

    /// Ends whatever is under way, which others then wait for in vain.
    void abort() noexcept { (void)ncclCommAbort(std::exchange(all_, nullptr)); }

  private:
    template <class T>
    void put_sum(std::span<T> numbers, ncclDataType_t type, cudaStream_t on) {
        check(ncclAllReduce(numbers.data(), numbers.data(), numbers.size(), type, ncclSum, all_, on));
    }

    ncclComm_t all_ = nullptr;
};

} // namespace chrnn::CHRNN_ABI::detail
