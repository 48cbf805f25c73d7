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

/// Throws an `error` whose sentence is the parts written one after another.
template <class... Parts>
[[noreturn]] void fail(Parts const&... parts) {
    std::ostringstream sentence;
    sentence.exceptions(std::ios::badbit); // a lack of memory ends in bad_alloc, not in half a sentence
    (sentence << ... << parts);
    throw error(sentence.str());
}

} // namespace chrnn::CHRNN_ABI
