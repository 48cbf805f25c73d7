/// A faulty system: one of the calls by which files are written goes wrong, or the process ends there.
#pragma once

#include <cerrno>

enum class fault {
    none,
    refused,    ///< the call fails with `reason`
    half,       ///< a write takes one byte; of other calls, none
    end_before, ///< the process ends, as if killed
    end_behind,
};

/// The calls of this program to open, write, fsync, close, rename, unlink and fchmod, counted from 1.
struct system_calls {
    int done = 0;
    int faulty = 0; ///< the number of the one that goes wrong
    fault what = fault::none;
    int reason = EIO;
};
inline system_calls calls;

/// While it lives, call number `place` goes wrong.
class faulty_system {
  public:
    faulty_system(int place, fault what, int reason = EIO) { calls = {0, place, what, reason}; }
    faulty_system(faulty_system const&) = delete;
    ~faulty_system() { calls = {}; }
    bool met() const { return calls.done >= calls.faulty; }
};
