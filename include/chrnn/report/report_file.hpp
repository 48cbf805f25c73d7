/// The report file: a callback that keeps the page of a training up to date while it goes on.
#pragma once

#include <chrnn/fit/callback.hpp>
#include <chrnn/report/training_page.hpp>

namespace chrnn::CHRNN_ABI {

/// Writes the report's page when the training begins and after every epoch, atomically. Refers to the report, which
/// may be added to meanwhile, and must outlive it.
///
///     training_report told{.title = "C-HLSTM"};
///     report_file page("out/report.html", told);
///     fit(net, data, rule, {.callbacks = {&page}});
///     page.finish();
class report_file : public callback {
  public:
    report_file(std::filesystem::path path, training_report& report) : path_(std::move(path)), report_(&report) {}

    void begin(training_moment& now) override { write(now); }
    void after_epoch(training_moment& now) override { write(now); }
    void end(training_moment& now) override { write(now); }

    /// Writes it for the last time: readers' pages no longer load themselves anew.
    void finish() {
        report_->finished = true;
        write_file(path_, training_page(*report_));
    }

  private:
    void write(training_moment const& now) {
        report_->history = now.state.history;
        report_->epochs = now.epochs;
        write_file(path_, training_page(*report_));
    }

    std::filesystem::path path_;
    training_report* report_;
};

} // namespace chrnn::CHRNN_ABI
