/// The training log: the history of a training run as a file of comma-separated values that grows epoch by epoch.
#pragma once

#include <chrnn/base/atomic_file.hpp>
#include <chrnn/fit/history.hpp>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace chrnn::CHRNN_ABI::detail {

/// A row for every epoch, as `epoch_record` names the columns, written and flushed when the epoch is over.
class training_log {
  public:
    /// Makes the file hold the epochs so far and no others: a training that goes on drops the later rows that it had
    /// left there when it was interrupted, and a new one starts the log anew, whatever rows an earlier training has
    /// written. Throws `error` if it cannot be written, or holds anything else than a training log: it is then left as
    /// it is.
    training_log(std::string const& path, std::vector<epoch_record> const& history) : path_(path) {
        check_old();
        write_anew(text_of(history));
    }

    /// Appends a row.
    void add(epoch_record const& record) { write(text_of(record)); }

  private:
    void check_old() const {
        std::error_code problem;
        auto const type = std::filesystem::status(path_, problem).type();
        if (type == std::filesystem::file_type::not_found) return;
        if (type != std::filesystem::file_type::regular)
            refuse(problem ? problem.message() : "it is not a regular file");
        std::string start(history_heading.size(), '\0');
        std::ifstream old(path_, std::ios::binary);
        if (!old) refuse(std::generic_category().message(errno));
        old.read(start.data(), std::ssize(start));
        if (old.bad()) refuse(std::generic_category().message(errno));
        start.resize(static_cast<std::size_t>(old.gcount()));
        if (!start.empty() && start != history_heading)
            fail(in_quotes(path_), " is not a training log, and is left as it is");
    }

    void write_anew(std::string const& text) {
        write_file(path_, text);
        errno = 0;
        file_.open(path_, std::ios::binary | std::ios::app);
        if (!file_) refuse(std::generic_category().message(errno));
    }

    void write(std::string const& text) {
        if (!(file_ << text << std::flush)) refuse(std::generic_category().message(errno));
    }

    [[noreturn]] void refuse(std::string const& reason) const { fail("cannot write ", in_quotes(path_), ": ", reason); }

    std::string path_;
    std::ofstream file_;
};

} // namespace chrnn::CHRNN_ABI::detail
