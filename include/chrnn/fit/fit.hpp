/// Fitting: the loop over epochs that trains a model on a data set.
#pragma once

#include <chrnn/fit/evaluate.hpp>
#include <chrnn/fit/progress.hpp>
#include <chrnn/fit/trainer.hpp>
#include <chrnn/fit/training_log.hpp>

namespace chrnn {

struct fit_options {
    index_t epochs = 30;                                ///< in all, those before an interruption included
    dataset const* validation = nullptr;                ///< what to predict after every epoch
    crop_policy crops = crop_policy::random_of_ten;     ///< of the training images: one of the ten, or the centre
    crop_policy validation_crops = crop_policy::centre; ///< `centre` or `ten`
    image_options images{};
    std::optional<mean_image> mean{}; ///< to subtract; if not given, the mean of the training data
    std::string log{};                ///< path of the training log, which a new training starts anew; empty for none
    progress_style progress = progress_style::automatic;

    /// Called after every epoch, and within one after every `save_every` steps unless that is 0.
    std::function<void(training_state const&)> save{};
    index_t save_every = 0;
};

/// Trains from where `state` stands to the end of the last epoch. The order of the images, their views and the noise of
/// dropout follow from the model's seed. Throws what the loaders, the log and `save` throw; when the data sets do not
/// fit the network, each other, or what `state` was trained on; and when the loss or the gradients are not finite, with
/// the layer and the step: the parameters are then those before that step.
/// A loop that cannot be made leaves `state` and the model as they were.
class training_loop {
  public:
    training_loop(training_steps& net, training_state& state, dataset const& data, fit_options options)
        : net_(net), state_(state), options_(std::move(options)), shown_(options_.progress) {
        std::uint64_t const print = data.fingerprint();
        check(data, print);
        mean_image mean = mean_for(data);
        images_.emplace(data, mean, loading());
        if (options_.validation) validation_.emplace(*options_.validation, mean, validating());
        if (!options_.log.empty()) log_.emplace(options_.log, state.history);
        state.mean = std::move(mean);
        state.data = print;
        net.prepares() = {data.rows(), data.columns(), state.mean, loading().scale, data.classes()};
    }

    void run() {
        while (state_.epoch < options_.epochs) {
            train();
            finish_epoch();
            if (options_.save) options_.save(state_);
        }
    }

  private:
    using clock = std::chrono::steady_clock;
    static double since(clock::time_point begin) { return std::chrono::duration<double>(clock::now() - begin).count(); }

    /// Throws unless all that can be known without an image fits together.
    void check(dataset const& data, std::uint64_t print) const {
        if (options_.epochs < 0 || options_.save_every < 0)
            fail("a training cannot have ", options_.epochs, " epochs or save every ", options_.save_every, " steps");
        if (options_.crops == crop_policy::ten) fail("training takes one view of an image at a time, not all ten");
        check_class_count(net_, data);
        if (state_.data != 0 && state_.data != print) fail("the training began on other data than it is to go on with");
        loader::check(data, given_mean(), loading());
        if (!options_.validation) return;
        dataset const& validation = *options_.validation;
        if (validation.classes() != data.classes())
            fail("the classes of the validation data are not those of the training data");
        loader::check(validation, given_mean(), validating());
        if (computes_mean() && (validation.rows() != data.rows() || validation.columns() != data.columns()))
            fail("the validation images are of ", validation.rows(), " x ", validation.columns(),
                 " pixels, but the training images of ", data.rows(), " x ", data.columns());
    }

    bool computes_mean() const { return !options_.mean && state_.data == 0; }
    mean_image const& given_mean() const { return options_.mean ? *options_.mean : state_.mean; }
    mean_image mean_for(dataset const& data) const {
        if (!computes_mean()) return given_mean();
        return mean_of(data, net_.input().channels, options_.images.on_bad_file, std::max(1, options_.images.workers));
    }

    loader_options loading() const {
        loader_options all = options_.images.loading(net_, net_.capacity(), options_.crops);
        all.shuffled = true;
        all.seed = net_.seed();
        return all;
    }
    loader_options validating() const { return options_.images.evaluating(net_, options_.validation_crops); }
    double rate() const { return state_.schedule.at(net_.first_rate(), state_.epoch); }

    /// The rest of the epoch's batches. While a device computes a step, the images of the next are fetched.
    void train() {
        struct withdrawing {
            training_steps& net;
            ~withdrawing() { net.withdraw(); } // the next epoch takes the loader's memory
        } const at_the_end{net_};
        images_->start(state_.epoch, state_.batch);
        auto begin = clock::now();
        auto batch = images_->next();
        if (batch) net_.prefetch(batch->images);
        while (batch) {
            net_.begin_step(batch->labels, rate());
            labels_.assign(batch->labels.begin(), batch->labels.end()); // the loader takes its own back
            index_t const number = batch->number;
            std::exception_ptr problem; // with the next batch; this step comes to its end all the same
            batch = fetch_next(problem);
            end_step();
            state_.batch = number + 1;
            state_.seconds += since(begin);
            begin = clock::now();
            ++steps_;
            if (shown_.due()) shown_.show(where());
            if (options_.save && options_.save_every > 0 && state_.batch < images_->batches() &&
                net_.steps() % static_cast<std::uint64_t>(options_.save_every) == 0) {
                options_.save(state_);
                begin = clock::now();
            }
            if (problem) std::rethrow_exception(problem);
        }
    }

    std::optional<loader::batch> fetch_next(std::exception_ptr& problem) try {
        auto next = images_->next();
        if (next) net_.prefetch(next->images);
        return next;
    } catch (...) {
        problem = std::current_exception();
        return std::nullopt;
    }

    void end_step() {
        auto const [loss, correct] = net_.end_step(labels_);
        if (!std::isfinite(loss))
            fail("in step ", net_.steps() + 1, " (epoch ", state_.epoch + 1,
                 ") the loss is not finite; the first layer whose output is not is ", net_.first_not_finite_layer());
        index_t const n = std::ssize(labels_);
        state_.samples += n;
        state_.correct += correct;
        state_.loss_sum += loss * static_cast<double>(n);
    }

    /// Validation, the record of the epoch, and the step to the next one.
    void finish_epoch() {
        if (state_.samples == 0) fail("no image of the training data can be read");
        epoch_record record{.epoch = state_.epoch + 1,
                            .rate = static_cast<float>(rate()),
                            .train_loss = static_cast<float>(loss()),
                            .train_accuracy = static_cast<float>(accuracy())};
        record.images_per_second = rounded(speed(), 10);
        auto const begin = clock::now();
        if (validation_) {
            metrics const result = evaluate(net_, *validation_);
            if (result.count() == 0) fail("no image of the validation data can be read");
            record.validation_loss = static_cast<float>(result.loss());
            record.top1 = static_cast<float>(result.top1());
            record.top5 = static_cast<float>(result.top5());
        }
        record.seconds = rounded(state_.seconds + since(begin), 100);
        if (log_) log_->add(record);
        shown_.show(record, options_.epochs);

        state_.history.push_back(record);
        state_.schedule.observe(record.accuracy());
        ++state_.epoch;
        state_.batch = state_.samples = state_.correct = 0;
        state_.loss_sum = state_.seconds = 0;
    }

    double loss() const { return state_.loss_sum / static_cast<double>(state_.samples); }
    double accuracy() const { return static_cast<double>(state_.correct) / static_cast<double>(state_.samples); }
    double speed() const { return static_cast<double>(state_.samples) / std::max(state_.seconds, 1e-9); }
    static float rounded(double value, double parts) { return static_cast<float>(std::round(value * parts) / parts); }

    progress_point where() const {
        index_t const left = (options_.epochs - state_.epoch) * images_->batches() - state_.batch;
        return {state_.epoch + 1, options_.epochs,
                state_.batch,     images_->batches(),
                loss(),           accuracy(),
                speed(),          since(begin_) / static_cast<double>(steps_) * static_cast<double>(left)};
    }

    training_steps& net_;
    training_state& state_;
    fit_options const options_;
    std::optional<loader> images_;
    std::optional<loader> validation_;
    std::optional<training_log> log_;
    progress shown_;
    std::vector<int> labels_; ///< of the step that is being computed
    index_t steps_ = 0;       ///< since `begin_`
    clock::time_point begin_ = clock::now();
};

/// Goes on with a training until it has `options.epochs` epochs, as `training_loop` says.
template <class Model, class Rule>
training_state const& fit(trainer<Model, Rule>& run, dataset const& data, fit_options const& options = {}) {
    training_loop(run.any_model(), run.state(), data, options).run();
    return run.state();
}

/// Trains a model from its present parameters on; returns the history. What must be done to images before the network
/// sees them is the model's from then on. `fit(net, image_folder{"scene15/train"}, sgd{.rate = 0.01}, {.epochs = 90})`
template <class Net, class Backend, class Scalar, learning_rule Rule = sgd>
training_state fit(model<Net, Backend, Scalar>& net, dataset const& data, Rule const& rule = {},
                   fit_options const& options = {}) {
    trainer run(net, rule);
    return fit(run, data, options);
}

} // namespace chrnn
