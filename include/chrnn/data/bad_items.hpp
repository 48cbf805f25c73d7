/// Bad items: what becomes of those that cannot be read.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>
#include <chrnn/data/bad_file.hpp>

#include <exception>
#include <functional>
#include <string>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// One thread at a time may use it.
class bad_items {
  public:
    /// Among so many. Under `skip` each is reported once, if there is somebody to report to.
    bad_items(index_t items, bad_file policy, std::function<void(std::string const&)> report)
        : policy_(policy), report_(std::move(report)), reported_(static_cast<std::size_t>(items)) {}

    /// Throws the problem of item `i`, unless it is an `error` that is to be skipped.
    void meet(std::exception_ptr const& problem, index_t i) {
        try {
            std::rethrow_exception(problem);
        } catch (error const& found) {
            if (policy_ == bad_file::fatal) throw;
            auto reported = reported_[static_cast<std::size_t>(i)];
            if (report_ && !reported) report_(found.what());
            reported = true;
        }
    }

  private:
    bad_file policy_;
    std::function<void(std::string const&)> report_;
    std::vector<bool> reported_;
};

} // namespace chrnn::CHRNN_ABI::detail
