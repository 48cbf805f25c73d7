/// Checkpoint metadata: where a training stands, as the named texts of a safetensors file.
#pragma once

#include <chrnn/base/in_quotes.hpp>
#include <chrnn/fit/trainer.hpp>

#include <charconv>
#include <cmath>
#include <map>
#include <string>

namespace chrnn::CHRNN_ABI::detail {

/// What of the model, beside its numbers, must be the same or is put back.
struct checkpoint_model {
    std::uint64_t network; ///< fingerprint
    std::string scalar;    ///< "F32", "F64"
    index_t batch;         ///< the model's capacity
    std::uint64_t seed, steps;
    std::string rule;                   ///< its name
    std::array<double, 5> rule_scalars; ///< what the optimiser keeps beside its slots
};

/// Both as texts; every number reads back exactly.
inline std::map<std::string, std::string> checkpoint_metadata(checkpoint_model const& model,
                                                              training_state const& state) {
    auto const text = [](auto number) {
        char digits[32];
        return std::string(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    };
    auto const texts = [&](auto const& numbers) {
        std::string all;
        for (double number : numbers) all += (all.empty() ? "" : " ") + text(number);
        return all;
    };
    index_t const best = best_epoch(state.history);
    float const accuracy = best > 0 ? state.history[static_cast<std::size_t>(best) - 1].accuracy() : 0;
    return {{"format", "chrnn checkpoint 4"},
            {"network", text(model.network)},
            {"scalar", model.scalar},
            {"batch_size", text(model.batch)},
            {"seed", text(model.seed)},
            {"steps", text(model.steps)},
            {"epoch", text(state.epoch)},
            {"batch", text(state.batch)},
            {"samples", text(state.samples)},
            {"labels", text(state.labels)},
            {"correct", text(state.correct)},
            {"loss_sum", text(state.loss_sum)},
            {"seconds", text(state.seconds)},
            {"schedule", std::string(state.schedule.name())},
            {"schedule_state", texts(state.schedule.state())},
            {"rule", model.rule},
            {"rule_state", texts(model.rule_scalars)},
            {"data", text(state.data)},
            {"shards", text(state.shards)},
            {"best_epoch", text(best)},
            {"best_accuracy", text(accuracy)},
            {"history", text_of(state.history)}};
}

/// Reads them back. Every member throws `error` naming the file when a text is missing or wrong.
class checkpoint_reader {
  public:
    checkpoint_reader(std::string const& path, std::map<std::string, std::string> const& metadata)
        : path(path), metadata(metadata) {
        auto const format = metadata.find("format");
        if (format == metadata.end() || format->second != "chrnn checkpoint 4") refuse("it is not a checkpoint");
    }

    checkpoint_model model() const {
        checkpoint_model all{number<std::uint64_t>("network"),
                             text("scalar"),
                             number<index_t>("batch_size"),
                             number<std::uint64_t>("seed"),
                             number<std::uint64_t>("steps"),
                             text("rule"),
                             {}};
        auto const scalars = numbers("rule_state");
        if (scalars.size() != all.rule_scalars.size()) refuse("its rule_state is none");
        std::copy(scalars.begin(), scalars.end(), all.rule_scalars.begin());
        return all;
    }

    /// The state; `schedule` is a schedule of the kind that the training has.
    training_state state(rate_schedule schedule) const {
        if (text("schedule") != schedule.name())
            refuse("its schedule is ", in_quotes(text("schedule")), ", but the training's is '", schedule.name(), "'");
        if (!schedule.restore(numbers("schedule_state"))) refuse("its schedule_state is none");
        training_state state{.schedule = schedule};
        state.epoch = number<index_t>("epoch");
        state.batch = number<index_t>("batch");
        state.samples = number<index_t>("samples");
        state.labels = number<index_t>("labels");
        state.correct = number<index_t>("correct");
        state.loss_sum = number<double>("loss_sum");
        state.seconds = number<double>("seconds");
        state.data = number<std::uint64_t>("data");
        // Before an update had shards, all of it was one.
        state.shards = metadata.contains("shards") ? number<index_t>("shards") : 1;
        auto history = history_from(text("history"));
        if (!history || std::ssize(*history) != state.epoch) refuse("its history is not one of its epochs");
        state.history = std::move(*history);
        return state;
    }

    /// Throws unless the training, `present`, learns by the rule that the checkpoint was `saved` of.
    void check_rule(checkpoint_model const& saved, checkpoint_model const& present) const {
        if (saved.rule != present.rule)
            refuse("its rule of learning is ", in_quotes(saved.rule), ", but the training's is '", present.rule, "'");
    }
    /// The same for the rest of the model.
    void check_model(checkpoint_model const& saved, checkpoint_model const& present) const {
        if (saved.network != present.network) refuse("it was made by another network");
        if (saved.scalar != present.scalar)
            refuse("its numbers are ", in_quotes(saved.scalar), ", but the model's are ", present.scalar);
        if (saved.batch != present.batch)
            refuse("its batches are of ", saved.batch, " samples, but the model's are of ", present.batch);
    }
    /// Throws unless the counts fit each other: a training cannot go on from what it never was.
    void check_counts(checkpoint_model const& model, training_state const& state) const {
        auto const count = [](index_t n) { return static_cast<std::uint64_t>(n); };
        index_t most = 0; // samples in as many batches
        if (__builtin_mul_overflow(state.batch, model.batch, &most) || state.samples > most)
            refuse("it has ", state.samples, " samples of an epoch in ", state.batch, " batches of ", model.batch);
        if (state.correct > state.labels)
            refuse("it has ", state.correct, " labels predicted right, but ", state.labels, " labels");
        if (state.batch == 0 && (state.labels != 0 || state.loss_sum != 0 || state.seconds != 0))
            refuse("it has figures of an epoch that has not begun");
        if (!std::isfinite(state.loss_sum) || !std::isfinite(state.seconds))
            refuse("not all figures of its epoch are finite");
        if (model.steps < count(state.epoch) + count(state.batch))
            refuse("it has ", state.epoch, " epochs and ", state.batch, " batches, but ", model.steps, " steps");
    }

    /// Throws `error`: "cannot go on from '<path>': " and the reason.
    template <class... Reason>
    [[noreturn]] void refuse(Reason const&... reason) const {
        fail("cannot go on from ", in_quotes(path), ": ", reason...);
    }

  private:
    std::string const& path;
    std::map<std::string, std::string> const& metadata;

    std::string const& text(char const* key) const {
        auto const found = metadata.find(key);
        if (found == metadata.end()) refuse("it has no ", key);
        return found->second;
    }
    template <class T>
    T number(char const* key) const {
        std::string const& digits = text(key);
        T value{};
        auto const [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (failure != std::errc() || end != digits.data() + digits.size() || digits.starts_with('-') || value != value)
            refuse("its ", key, " is ", in_quotes(digits, 40));
        return value;
    }
    std::vector<double> numbers(char const* key) const {
        std::string const& digits = text(key);
        std::vector<double> all;
        for (char const *at = digits.data(), *const end = at + digits.size(); at < end; ++at) {
            double value = 0;
            auto const [next, failure] = std::from_chars(at, end, value);
            if (failure != std::errc() || (next != end && *next != ' '))
                refuse("its ", key, " is ", in_quotes(digits, 40));
            all.push_back(value);
            at = next;
        }
        return all;
    }
};

} // namespace chrnn::CHRNN_ABI::detail
