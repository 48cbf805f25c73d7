/// A stopwatch: adds the seconds of its life to a number.
#pragma once

#include <chrnn/base/abi.hpp>

#include <chrono>

namespace chrnn::CHRNN_ABI::detail {

class stopwatch {
  public:
    explicit stopwatch(double& seconds) : seconds_(seconds) {}
    ~stopwatch() { seconds_ += std::chrono::duration<double>(clock::now() - begin_).count(); }
    stopwatch(stopwatch const&) = delete;
    stopwatch& operator=(stopwatch const&) = delete;

  private:
    using clock = std::chrono::steady_clock;
    double& seconds_;
    clock::time_point begin_ = clock::now();
};

} // namespace chrnn::CHRNN_ABI::detail
