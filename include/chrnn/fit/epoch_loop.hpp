/// The loop over epochs that trains a model on batches, wherever they come from.
#pragma once

#include <chrnn/data/batch_source.hpp>
#include <chrnn/fit/loop_options.hpp>
#include <chrnn/fit/shard_steps.hpp>
#include <chrnn/fit/trainer.hpp>
#include <chrnn/fit/training_agreement.hpp>
#include <chrnn/fit/training_log.hpp>
#include <chrnn/fit/with_averages.hpp>

#include <exception>
#include <functional>

namespace chrnn::CHRNN_ABI {

/// How good a model is on data that it does not learn from; NaN where there is no such number.
struct validation_figures {
    double loss, top1 = epoch_record::none, top5 = epoch_record::none;
};

/// Refers to all that it is given. One that cannot be made leaves the state as it was.
template <class Target>
class epoch_loop {
  public:
    /// `validate` is called after every epoch, unless it is empty.
    epoch_loop(detail::training_steps<Target>& net, training_state& state, batch_source<Target>& source,
               loop_options options, std::function<validation_figures()> validate = {})
        : net_(net), state_(state), source_(source), options_(std::move(options)), validate_(std::move(validate)),
          shown_(is_first() ? options_.progress : progress_style::none), now_(state, options_.epochs, source.batches()),
          parts_(options_.accumulate), agreement_(net, state, source, options_),
          shards_(net, source, options_.shards, options_.accumulate) {
        options_.check();
        detail::check_start(source.batches(), state.epoch, state.batch); // before the log is written anew
        state.check_shards(options_.shards);
        if (options_.shards > 1 && state.batch % (options_.shards * options_.accumulate) != 0)
            fail("a training that stands at batch ", state.batch, " of its epoch cannot go on with updates of ",
                 options_.shards * options_.accumulate, " batches");
        if (!is_first()) options_.save = {};
        if (!options_.log.empty() && is_first()) log_.emplace(options_.log, state.history);
        now_.steps = updated_ = net_.steps();
        now_.exchanged = [this] { return shards_.exchanged(); };
        now_.gradient_length = [this] { return net_.gradient_length(); };
        now_.parameters = [this] { return net_.parameter_values(); };
        now_.gradients = [this] { return net_.gradient_values(); };
    }

    void run() {
        together(net_.group(), [this] { run_all(); });
    }

  private:
    void run_all() {
        agreement_.check();
        state_.shards = options_.shards;
        for (callback* const each : options_.callbacks) each->begin(now_);
        agreement_.reach(now_);
        while (state_.epoch < options_.epochs && !now_.stopped()) {
            if (options_.shards == 1)
                train();
            else
                train_in_shards();
            if (!stopped_within_epoch()) finish_epoch();
            if (options_.save) options_.save(state_);
        }
        for (callback* const each : options_.callbacks) each->end(now_);
        barrier(net_.group()); // what the first process has written is there for all, or they hear why not
    }

    using clock = std::chrono::steady_clock;
    static double since(clock::time_point begin) { return std::chrono::duration<double>(clock::now() - begin).count(); }

    bool stopped_within_epoch() const { return now_.stopped() && state_.batch < source_.batches(); }

    /// Behind so many batches of the epoch.
    double scheduled_rate(index_t batch) const {
        return state_.schedule.at(net_.first_rate(), state_.epoch,
                                  static_cast<double>(batch) / static_cast<double>(source_.batches()));
    }
    double rate(index_t batch) const {
        double rate = scheduled_rate(batch);
        for (callback* const each : options_.callbacks) rate = each->rate(now_, rate);
        return rate;
    }

    /// The rest of the epoch's batches. While a device computes a step, the inputs of the next are fetched.
    void train() {
        struct withdrawing {
            detail::training_steps<Target>& net;
            ~withdrawing() { net.withdraw(); } // the next epoch takes the source's memory
        } const at_the_end{net_};
        source_.start(state_.epoch, state_.batch);
        now_.rate = scheduled_rate(std::max<index_t>(0, state_.batch - 1)); // of the last step, if none comes
        step_begin_ = clock::now();
        auto batch = source_.next();
        if (batch) net_.prefetch(batch->inputs);
        while (batch) {
            index_t const number = batch->number, samples = std::ssize(batch->items);
            update_part const part = parts_.add(samples, number + 1 == source_.batches());
            now_.rate = rate(number);
            net_.begin_step(batch->targets, now_.rate, part);
            targets_.assign(batch->targets.begin(), batch->targets.end()); // the source takes its own back
            std::exception_ptr problem; // with the next batch; this step comes to its end all the same
            batch = fetch_next(problem);
            end_step(samples);
            if (!batch) end_update(); // what should have come could not be read
            state_.batch = number + 1;
            take_time();
            if (shown_.due()) shown_.show(where());
            after_step();
            if (problem) std::rethrow_exception(problem);
            if (now_.stopped() && parts_.none()) return;
        }
    }

    /// The rest of the epoch's updates.
    void train_in_shards() {
        struct withdrawing {
            detail::shard_steps<Target>& shards;
            ~withdrawing() { shards.withdraw(); }
        } const at_the_end{shards_};
        shards_.start(state_.epoch, state_.batch);
        now_.rate = scheduled_rate(std::max<index_t>(0, state_.batch - 1)); // of the last step, if none comes
        step_begin_ = clock::now();
        std::uint64_t const epochs_first = net_.steps() - static_cast<std::uint64_t>(state_.batch);
        while (state_.batch < source_.batches() && !now_.stopped()) {
            index_t const first = state_.batch;
            std::uint64_t const before = net_.steps();
            now_.rate = rate(first);
            detail::sample_figures const found = shards_.update(first, before, now_.rate);
            state_.batch = std::min(first + options_.shards * options_.accumulate, source_.batches());
            net_.set_steps(epochs_first + static_cast<std::uint64_t>(state_.batch));
            detail::add_figures(state_, found);
            take_time();
            if (found.samples == 0) { // nothing of it could be read
                now_.steps = net_.steps();
                continue;
            }
            now_.loss = found.loss_sum / static_cast<double>(found.samples);
            if (shown_.due()) shown_.show(where());
            after_step(net_.steps() - before);
        }
    }

    void after_step(std::uint64_t steps = 1) {
        now_.steps += steps;
        now_.updated = parts_.none();
        for (callback* const each : options_.callbacks) each->after_step(now_);
        agreement_.reach(now_);
        if (!parts_.none()) return;
        auto const every = static_cast<std::uint64_t>(options_.save_every);
        bool const due = every > 0 && now_.steps / every != updated_ / every;
        updated_ = now_.steps;
        if (!due || !options_.save || state_.batch == source_.batches() || now_.stopped()) return;
        options_.save(state_);
        step_begin_ = clock::now();
    }

    void end_update() {
        if (parts_.none()) return;
        net_.update(now_.rate, parts_.mean());
        parts_.end();
    }

    void take_time() {
        state_.seconds += since(step_begin_);
        step_begin_ = clock::now();
        ++steps_;
    }

    std::optional<sample_batch<Target>> fetch_next(std::exception_ptr& problem) try {
        auto next = source_.next();
        if (next) net_.prefetch(next->inputs);
        return next;
    } catch (...) {
        problem = std::current_exception();
        return std::nullopt;
    }

    void end_step(index_t samples) {
        auto const [loss, labels, correct] = net_.end_step(targets_);
        if (!std::isfinite(loss)) detail::refuse_loss(net_, state_.epoch);
        detail::add_figures(state_, {samples, labels, correct, loss * static_cast<double>(samples)});
        now_.loss = loss;
    }

    /// Validation, the record of the epoch, and the step to the next one.
    void finish_epoch() {
        if (state_.samples == 0) fail("none of the training data can be read");
        epoch_record record{.epoch = state_.epoch + 1,
                            .rate = static_cast<float>(now_.rate),
                            .train_loss = static_cast<float>(loss()),
                            .train_accuracy = static_cast<float>(accuracy())};
        record.images_per_second = rounded(speed(), 10);
        auto const begin = clock::now();
        if (validate_) {
            detail::with_averages const while_validating(net_);
            validation_figures const found = validate_();
            record.validation_loss = static_cast<float>(found.loss);
            record.top1 = static_cast<float>(found.top1);
            record.top5 = static_cast<float>(found.top5);
        }
        record.seconds = rounded(state_.seconds + since(begin), 100);
        if (log_) log_->add(record);
        shown_.show(record, options_.epochs);

        state_.history.push_back(record);
        state_.schedule.observe(record.score());
        ++state_.epoch;
        state_.batch = state_.samples = state_.labels = state_.correct = 0;
        state_.loss_sum = state_.seconds = 0;
        for (callback* const each : options_.callbacks) each->after_epoch(now_);
        agreement_.reach(now_);
        agreement_.check(); // whatever has made them learn differently
    }

    /// Of several processes, whether this one writes files and shows how far the training is.
    bool is_first() const { return net_.group().rank() == 0; }

    double loss() const { return state_.loss_sum / static_cast<double>(state_.samples); }
    /// NaN where there is no label.
    double accuracy() const {
        if (state_.labels == 0) return epoch_record::none;
        return static_cast<double>(state_.correct) / static_cast<double>(state_.labels);
    }
    double speed() const { return static_cast<double>(state_.samples) / std::max(state_.seconds, 1e-9); }
    static float rounded(double value, double parts) { return static_cast<float>(std::round(value * parts) / parts); }

    detail::progress_point where() const {
        index_t const left = (options_.epochs - state_.epoch) * source_.batches() - state_.batch;
        return {state_.epoch + 1, options_.epochs,
                state_.batch,     source_.batches(),
                loss(),           accuracy(),
                speed(),          since(begin_) / static_cast<double>(steps_) * static_cast<double>(left)};
    }

    detail::training_steps<Target>& net_;
    training_state& state_;
    batch_source<Target>& source_;
    loop_options options_;
    std::function<validation_figures()> const validate_;
    std::optional<detail::training_log> log_;
    detail::progress shown_;
    training_moment now_;
    detail::update_parts parts_;
    detail::training_agreement<Target> agreement_;
    detail::shard_steps<Target> shards_;
    std::vector<Target> targets_; ///< of the step that is being computed
    std::uint64_t updated_;       ///< steps at the last update
    index_t steps_ = 0;           ///< since `begin_`
    clock::time_point begin_ = clock::now(), step_begin_ = begin_;
};

} // namespace chrnn::CHRNN_ABI
