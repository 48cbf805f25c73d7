/// The exception that the library throws: one clear sentence about what went wrong at run time.
#pragma once

#include <chrnn/base/abi.hpp>

#include <sstream>
#include <stdexcept>

namespace chrnn::CHRNN_ABI {

/// A mistake in the input, the arguments or the surroundings; `what()` is one sentence that names it.
class error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// What the machine lacks, memory or threads: nothing is wrong with what was given.
class shortage : public error {
  public:
    using error::error;
};

/// A training whose loss or gradients are no longer finite.
class divergence : public error {
  public:
    using error::error;
};

/// Throws an `error`, or one of its kinds, whose sentence is the parts written one after another.
template <class Error = error, class... Parts>
[[noreturn]] void fail(Parts const&... parts) {
    std::ostringstream sentence;
    sentence.exceptions(std::ios::badbit); // a lack of memory ends in bad_alloc, not in half a sentence
    (sentence << ... << parts);
    throw Error(sentence.str());
}

} // namespace chrnn::CHRNN_ABI
