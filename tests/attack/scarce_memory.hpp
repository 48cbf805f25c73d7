/// Scarce memory: from the n-th allocation on, of whichever thread, there is none.
#pragma once

#include <chrnn/base/error.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <new>
#include <string>

/// Allocations that are still granted; below 0 all are.
inline std::atomic<long> allocations_granted = -1;
inline std::atomic<bool> allocations_end = false; ///< whether there is none for good behind them, or one fails only
inline std::atomic<bool> allocation_refused = false;

enum class lack { once, for_good };

/// While it lives, `granted` allocations succeed, of whichever threads, and then one fails, or all do.
class scarce_memory {
  public:
    scarce_memory(long granted, lack how) {
        allocation_refused = false;
        allocations_end = how == lack::for_good;
        allocations_granted = granted;
    }
    scarce_memory(scarce_memory const&) = delete;
    ~scarce_memory() { allocations_granted = -1; }
};

/// Runs the operation again and again, each time with one allocation more before they fail, until it needs no more. It
/// may throw std::bad_alloc or `error`, or do without; `check` then sees whether all is as it should be, and is told
/// whether an allocation was refused.
template <class Operation, class Check>
void refuse_every_allocation(lack how, Operation const& operation, Check const& check) {
    for (long n = 0;; ++n) {
        std::string other; // what no documentation says
        try {
            scarce_memory const scarce(n, how);
            operation();
        } catch (std::bad_alloc const&) {
        } catch (chrnn::error const&) {
        } catch (std::exception const& problem) {
            other = problem.what();
        }
        INFO("allocation " << n << " was refused");
        CHECK(other == "");
        check(allocation_refused);
        if (!allocation_refused) return;
    }
}
