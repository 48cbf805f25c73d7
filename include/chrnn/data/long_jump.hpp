/// The long jump: how a C library's function is left when it fails, and where that ends.
#pragma once

#include <chrnn/base/abi.hpp>

#include <csetjmp>

namespace chrnn::CHRNN_ABI::detail {

class long_jump {
  public:
    /// Does `step` and says whether it came to its end, and did not leave.
    ///
    /// requires: nothing with a destructor lives in `step` while it calls what may leave.
    template <class Step>
    bool completes(Step const& step) {
        if (setjmp(end_)) return false;
        step();
        return true;
    }
    [[noreturn]] void leave() { std::longjmp(end_, 1); }

  private:
    std::jmp_buf end_;
};

} // namespace chrnn::CHRNN_ABI::detail
