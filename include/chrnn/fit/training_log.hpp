/// The training log: the history of a training run as a file of comma-separated values that grows epoch by epoch.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/fit/history.hpp>

#include <cerrno>
#include <fstream>
#include <system_error>

namespace chrnn {

/// A row for every epoch, as `epoch_record` names the columns, written and flushed when the epoch is over.
class training_log {
  public:
    /// Makes the file hold the epochs so far, and no later ones that an interrupted run has left there. Throws `error`
    /// if it cannot be written, or holds anything else than a training log: that is left as it is.
    training_log(std::string path, std::vector<epoch_record> const& history) : path_(std::move(path)) {
        std::string first;
        std::getline(std::ifstream(path_), first);
        if (!first.empty() && first + '\n' != history_heading)
            fail("'", path_, "' is not a training log, and is left as it is");
        file_.open(path_, std::ios::trunc);
        write(text_of(history));
    }

    /// Appends a row.
    void add(epoch_record const& record) { write(text_of(record)); }

  private:
    void write(std::string const& text) {
        if (!(file_ << text << std::flush))
            fail("cannot write '", path_, "': ", std::generic_category().message(errno));
    }

    std::string path_;
    std::ofstream file_;
};

} // namespace chrnn
