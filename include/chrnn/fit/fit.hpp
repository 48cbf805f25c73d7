/// Fitting: training a model on a data set of images.
#pragma once

#include <chrnn/data/loader_facts.hpp>
#include <chrnn/data/mixed_source.hpp>
#include <chrnn/fit/epoch_loop.hpp>
#include <chrnn/fit/evaluate.hpp>

namespace chrnn::CHRNN_ABI {

struct fit_options {
    index_t epochs = 30;                 ///< in all, those before an interruption included
    dataset const* validation = nullptr; ///< what to predict after every epoch
    std::optional<crop_policy> crops{};  ///< of the training images; if not given, one of the ten views
    augmentation augment{};              ///< random changes to them, in the place of views
    /// Images are mixed in pairs, with shares from Beta(mixup, mixup), 0.1 to 0.4 as a rule; 0 for none. For networks
    /// that end in `distribution_cross_entropy`.
    double mixup = 0;
    /// Or a box of each is another's, with shares from Beta(cutmix, cutmix), 1 as a rule. With both each batch has one.
    double cutmix = 0;
    crop_policy validation_crops = crop_policy::centre; ///< `centre` or `ten`
    chrnn::sampling sampling{};                         ///< which images an epoch has: each once, or `balanced()`
    image_options images{};
    std::optional<mean_image> mean{}; ///< to subtract; if not given, the mean of the training data
    std::string log{};                ///< path of the training log, which a new training starts anew; empty for none
    progress_style progress = progress_style::automatic;

    /// Called after every epoch, and within one after every `save_every` steps unless that is 0.
    std::function<void(training_state const&)> save{};
    index_t save_every = 0;

    index_t accumulate = 1; ///< batches whose gradients make one update, by the mean over all their samples
    /// Of an update: each of `accumulate` batches, with gradients of its own, which are then added up in an order that
    /// depends on this number alone. So several processes can divide an update among themselves.
    index_t shards = 1;
    std::vector<callback*> callbacks{};
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Trains from where `state` stands to the end of the last epoch. The order of the images, their views or changes and
/// the noise of dropout follow from the model's seed. Throws what the loaders, the log and `save` throw; when the data
/// sets do not fit the network, each other, or what `state` was trained on; when no file could hold the name of a
/// class; and when the loss or the gradients are not finite, with the layer and the step: the parameters are then those
/// before that step. A loop that cannot be made leaves `state` and the model as they were.
template <class Target>
class training_loop {
  public:
    training_loop(training_steps<Target>& net, training_state& state, dataset const& data, fit_options options)
        : net_(net), state_(state), options_(std::move(options)), reports_(options_.images.report) {
        if (net.group().size() > 1) options_.images.report = [this](std::string const& one) { reports_.add(one); };
        std::uint64_t const print = data.fingerprint();
        check(data, print);
        if (net.group().size() > 1)
            check_agreement(net.group(),
                            {fact_of("the fingerprint of the data", print),
                             fact_of("the fingerprint of the validation data",
                                     options_.validation ? options_.validation->fingerprint() : 0),
                             fact_of("the epoch", state.epoch), fact_of("the mean image given", bool(options_.mean)),
                             fact_of("whether it goes on", goes_on())});
        mean_image mean = mean_for(data);
        images_.emplace(data, mean, loading());
        if (options_.validation) validation_.emplace(*options_.validation, mean, validating());
        preprocessing prepares{data.rows(), data.columns(), std::move(mean), loading().scale, data.classes()};
        std::function<validation_figures()> validates;
        if (validation_) validates = [this] { return validate(); };
        loop_options looping = detail::looping(options_);
        looping.reports = &reports_;
        if (net.group().size() > 1) looping.settings = settings(data, prepares.mean);
        loop_.emplace(net, state, source(), std::move(looping), std::move(validates));
        state.data = print;
        net.preprocessing() = std::move(prepares);
    }

    void run() { loop_->run(); }

  private:
    std::vector<fact> settings(dataset const& data, mean_image const& mean) const {
        std::vector<fact> all = facts_of(loading(), mean, data.rows(), data.columns());
        all.push_back(fact_of("the views of an image", static_cast<int>(loading().crops)));
        all.push_back(fact_of("the views of a validation image", static_cast<int>(options_.validation_crops)));
        all.push_back(fact_of("mixup", options_.mixup));
        all.push_back(fact_of("cutmix", options_.cutmix));
        return all;
    }

    batch_source<Target>& source() {
        if constexpr (std::is_same_v<Target, int>)
            return *images_;
        else
            return mixed_.emplace(*images_, net_.classes(), net_.input().rows(), net_.input().columns(), mixing());
    }
    detail::mixing mixing() const { return {options_.mixup, options_.cutmix, net_.seed()}; }

    /// Throws unless all that can be known without an image fits together.
    void check(dataset const& data, std::uint64_t print) const {
        detail::looping(options_).check();
        if (options_.crops && !options_.augment.empty())
            fail("training images are either augmented or cut into views: give augment or crops, not both");
        if (options_.crops == crop_policy::ten) fail("training takes one view of an image at a time, not all ten");
        mixing().check();
        if (std::is_same_v<Target, int> && mixing().mixes())
            fail(options_.mixup > 0 ? "mixup" : "cutmix",
                 " mixes classes: the network has to end in distribution_cross_entropy");
        check_class_count(net_, data);
        check_class_names(data.classes());
        state_.check_data(print);
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

    // A training that goes on prepares images as before, unless it is told otherwise.
    bool goes_on() const { return state_.data != 0; }
    bool computes_mean() const { return !options_.mean && !goes_on(); }
    mean_image given_mean() const {
        return options_.mean ? *options_.mean : goes_on() ? net_.preprocessing().mean : mean_image{};
    }
    mean_image mean_for(dataset const& data) const {
        if (!computes_mean()) return given_mean();
        return mean_of(data, net_.input().channels, options_.images.on_bad_file, std::max(1, options_.images.workers),
                       net_.group());
    }

    loader_options loading() const {
        loader_options all = options_.images.loading(
            net_, net_.capacity(),
            options_.augment.empty() ? options_.crops.value_or(crop_policy::random_of_ten) : crop_policy::centre);
        all.augment = options_.augment;
        all.shuffled = true;
        all.sampling = options_.sampling;
        all.share = share_of(net_.group(), options_.shards, options_.accumulate);
        all.seed = net_.seed();
        if (goes_on() && !options_.images.scale) all.scale = net_.preprocessing().scale;
        return all;
    }
    /// As the training's images are, whatever the model was trained on before.
    loader_options validating() const {
        loader_options all = options_.images.viewing(net_, options_.validation_crops);
        all.share = evaluation_share(net_.group());
        all.scale = loading().scale;
        return all;
    }

    validation_figures validate() {
        metrics const result = evaluate_views(net_, *validation_, validation_->crops(), {}, net_.group());
        if (result.count() == 0) fail("no image of the validation data can be read");
        return {result.loss(), result.top1(), result.top5()};
    }

    training_steps<Target>& net_;
    training_state& state_;
    fit_options options_;
    shared_reports reports_;
    std::optional<loader> images_;
    std::optional<loader> validation_;
    std::optional<mixed_source> mixed_;
    std::optional<epoch_loop<Target>> loop_;
};

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Goes on with a training until it has `options.epochs` epochs, as `training_loop` says.
template <class Model, class Rule>
training_state const& fit(trainer<Model, Rule>& run, dataset const& data, fit_options const& options = {}) {
    static_assert(detail::tells_classes<Model>,
                  "chrnn: images of a data set have one class each; where the loss takes other targets, fit samples");
    together(run.group(), [&] { detail::training_loop(run.type_erased(), run.state(), data, options).run(); });
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

} // namespace chrnn::CHRNN_ABI
