/// The TensorBoard log: a callback that tells TensorBoard how a training goes.
#pragma once

#include <chrnn/fit/callback.hpp>
#include <chrnn/report/named_text.hpp>
#include <chrnn/report/tensorboard_file.hpp>

namespace chrnn::CHRNN_ABI {

struct tensorboard_options {
    std::vector<named_text> settings{}; ///< shown under "Text"
    index_t every = 10;                 ///< steps from one loss, rate and gradient to the next; 0: none
    index_t histograms_every = 1; ///< epochs from one histogram of a parameter and its gradient to the next; 0: none
};

/// Loss, rate and gradient length of every so many steps, the figures of every epoch and histograms, at the number of
/// steps done. A training that goes on where a checkpoint has left it adds a file, and what an interrupted one has said
/// of later steps is dropped.
///
///     tensorboard_log board("out/events");
///     fit(net, data, rule, {.callbacks = {&board}}); // tensorboard --logdir out/events
class tensorboard_log : public callback {
  public:
    /// Throws when the options make no sense. Nothing is written before a training begins.
    explicit tensorboard_log(std::filesystem::path folder, tensorboard_options options = {})
        : folder_(std::move(folder)), options_(std::move(options)) {
        if (options_.every < 0 || options_.histograms_every < 0)
            fail("TensorBoard cannot be told of every ", options_.every, " steps, and of histograms every ",
                 options_.histograms_every, " epochs");
    }

    void begin(training_moment& now) override {
        file_.emplace(folder_, now.steps);
        told_ = now.steps;
        if (!options_.settings.empty()) file_->text("settings", settings(), file_->first_step());
    }
    void after_step(training_moment& now) override {
        auto const every = static_cast<std::uint64_t>(options_.every);
        if (every == 0 || !now.updated || now.steps / every == told_ / every) return;
        told_ = now.steps;
        add("step/loss", now.loss, now.steps);
        add("step/rate", now.rate, now.steps);
        add("step/gradient length", now.gradient_length(), now.steps);
    }
    void after_epoch(training_moment& now) override {
        epoch_record const& r = now.state.history.back();
        add("loss/training", r.train_loss, now.steps);
        add("loss/validation", r.validation_loss, now.steps);
        add("accuracy/training", r.train_accuracy, now.steps);
        add("accuracy/validation", r.top1, now.steps);
        add("accuracy/validation, top 5", r.top5, now.steps);
        add("epoch/number", static_cast<double>(r.epoch), now.steps);
        add("epoch/seconds", r.seconds, now.steps);
        add("epoch/images a second", r.images_per_second, now.steps);
        if (options_.histograms_every == 0 || r.epoch % options_.histograms_every != 0) return;
        for (named_numbers const& one : now.parameters())
            file_->histogram("parameters/" + one.name, one.values, now.steps);
        for (named_numbers const& one : now.gradients())
            file_->histogram("gradients/" + one.name, one.values, now.steps);
    }

    /// What the present training is written to, for what else there is to tell. Throws before a training has begun.
    tensorboard_file& file() {
        if (!file_) fail("a TensorBoard log has no file before its training has begun");
        return *file_;
    }

  private:
    /// Where there is such a number.
    void add(std::string_view tag, double value, std::uint64_t step) {
        if (value == value) file_->scalar(tag, value, step);
    }
    /// A block of code, in which Markdown means nothing.
    std::string settings() const {
        std::string all;
        for (named_text const& one : options_.settings) {
            std::string line = "    " + one.name + ": " + one.text;
            std::replace(line.begin(), line.end(), '\n', ' ');
            all += line + '\n';
        }
        return all;
    }

    std::filesystem::path folder_;
    tensorboard_options options_;
    std::optional<tensorboard_file> file_;
    std::uint64_t told_ = 0; ///< the last step whose figures were told
};

} // namespace chrnn::CHRNN_ABI
