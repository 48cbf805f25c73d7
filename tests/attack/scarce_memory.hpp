/// Scarce memory: from the n-th allocation on there is none, for all threads together or for each by itself.
#pragma once

#include <chrnn/base/error.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <new>
#include <string>

enum class lack { once, for_good };

/// Whose allocations are counted and refused.
enum class whose {
    anybody, ///< those of all threads, counted together
    own,     ///< those of the thread that says so
    others   ///< those of each other thread, counted by itself
};

/// What `new` has to know.
struct scarcity {
    std::atomic<bool> there = false;
    std::atomic<long> granted = 0, made = 0; ///< made: by anybody
    std::atomic<lack> how = lack::once;
    std::atomic<whose> of = whose::anybody;
    std::atomic<unsigned> number = 0; ///< one more for every `scarce_memory`
    std::atomic<bool> met = false;    ///< whether an allocation was refused
};
inline scarcity memory_scarcity;
inline constinit thread_local bool scarce_on_this_thread = false; ///< whether it is `whose::own`

/// While it lives, `granted` allocations succeed, and then one fails, or all do.
class scarce_memory {
  public:
    scarce_memory(long granted, lack how, whose of) {
        memory_scarcity.met = false;
        memory_scarcity.granted = granted;
        memory_scarcity.made = 0;
        memory_scarcity.how = how;
        memory_scarcity.of = of;
        ++memory_scarcity.number;
        scarce_on_this_thread = true;
        memory_scarcity.there = true;
    }
    scarce_memory(scarce_memory const&) = delete;
    ~scarce_memory() {
        memory_scarcity.there = false;
        scarce_on_this_thread = false;
    }
};

/// Runs the operation again and again, each time with one allocation more before they fail, until it needs no more. It
/// may throw std::bad_alloc or `error`, or do without; `check` then sees whether all is as it should be, and is told
/// whether an allocation was refused.
template <class Operation, class Check>
void refuse_every_allocation(lack how, whose of, Operation const& operation, Check const& check) {
    // Which thread does what is chance: once more may be enough for those that had little to do.
    int const most_in_vain = of == whose::others ? 3 : 1;
    int in_vain = 0;
    for (long n = 0; in_vain < most_in_vain; ++n) {
        std::string other; // what no documentation says
        try {
            scarce_memory const scarce(n, how, of);
            operation();
        } catch (std::bad_alloc const&) {
        } catch (chrnn::error const&) {
        } catch (std::exception const& problem) {
            other = problem.what();
        }
        INFO("allocation " << n << " was refused");
        CHECK(other == "");
        check(memory_scarcity.met);
        in_vain = memory_scarcity.met ? 0 : in_vain + 1;
    }
}
template <class Operation, class Check>
void refuse_every_allocation(lack how, Operation const& operation, Check const& check) {
    refuse_every_allocation(how, whose::anybody, operation, check);
}
