/// Fitting a model that labels regions to labelled images.
#pragma once

#include <chrnn/data/label_loader.hpp>
#include <chrnn/data/loader_facts.hpp>
#include <chrnn/data/mean_image.hpp>
#include <chrnn/fit/epoch_loop.hpp>
#include <chrnn/fit/evaluate_samples.hpp>
#include <chrnn/fit/label_image.hpp>

namespace chrnn::CHRNN_ABI {

/// The members mean what they mean in `fit_options` and `label_loader_options`.
struct label_fit_options {
    index_t epochs = 30;
    labelled_images const* validation = nullptr; ///< top-1 is the share of its regions that are predicted right
    augmentation augment{};
    chrnn::sampling sampling{};
    int workers = 2;
    index_t cache_bytes = 1 << 30; ///< for the training, and as many for the validation
    bad_file on_bad_file = bad_file::fatal;
    std::function<void(std::string const&)> report{};
    std::string log{};
    progress_style progress = progress_style::automatic;
    std::function<void(training_state const&)> save{};
    index_t save_every = 0;
    index_t accumulate = 1;
    index_t shards = 1;
    std::vector<callback*> callbacks{};
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Labelled images as a data set of images alone, in one size, so that they have a mean. All is checked as they load.
class images_alone : public dataset {
  public:
    images_alone(labelled_images const& data, index_t rows, index_t columns)
        : data_(data), rows_(rows), columns_(columns) {}

    index_t size() const override { return data_.size(); }
    index_t rows() const override { return rows_; }
    index_t columns() const override { return columns_; }
    std::vector<std::string> const& classes() const override { return data_.classes(); }
    int label(index_t) const override { return 0; }
    std::string name(index_t i) const override { return data_.name(i); }
    bitmap load(index_t i, index_t channels) const override {
        return resize(load_checked(data_, i, channels).image, rows_, columns_);
    }

  private:
    labelled_images const& data_;
    index_t rows_, columns_;
};

/// How well the regions of one epoch of `source` are predicted.
template <class Model>
metrics evaluate_regions(Model& net, batch_source<int>& source) {
    metrics result(classes_of_labels<Model>);
    std::vector<typename Model::scalar> scores_of_region;
    source.start(0);
    while (auto const batch = source.next())
        add_predictions(net, batch->inputs, batch->targets, scores_of_region, result);
    return result;
}

template <class Model, class Rule>
void train_on_labels(trainer<Model, Rule>& run, labelled_images const& data, label_fit_options const& options) {
    constexpr feature_shape out = regions_labelled<Model>();
    auto& net = run.net();
    training_state& state = run.state();
    std::uint64_t const print = data.fingerprint();
    state.check_data(print);
    check_classes_of_pixels(net, data);
    if (options.validation) {
        check_classes_of_pixels(net, *options.validation);
        if (options.validation->classes() != data.classes())
            fail("the classes of the validation data are not those of the training data");
    }
    bool const goes_on = state.data != 0;
    index_t const rows = net.input.rows(), columns = net.input.columns();
    shared_reports reports(options.report);
    loop_options told = looping(options);
    told.reports = &reports;
    told.check();
    label_loader_options how{.channels = net.input.channels,
                             .rows = rows,
                             .columns = columns,
                             .regions = out.scale[0],
                             .ignored = Model::net::loss::labels::ignored,
                             .batch = net.capacity(),
                             .share = share_of(run.group(), options.shards, options.accumulate),
                             .augment = options.augment,
                             .shuffled = true,
                             .sampling = options.sampling,
                             .seed = net.seed_value(),
                             .workers = options.workers,
                             .cache_bytes = options.cache_bytes,
                             .on_bad_file = options.on_bad_file,
                             .report = options.report};
    if (run.group().size() > 1) how.report = [&reports](std::string const& one) { reports.add(one); };
    label_loader_options validating = how; // of all images once, as they are
    validating.augment = {}, validating.shuffled = false, validating.sampling = {}, validating.share = {};
    label_loader::check(data, {}, how);
    if (options.validation) label_loader::check(*options.validation, {}, validating);
    mean_image const mean = goes_on ? net.preprocessing().mean
                                    : mean_of(images_alone(data, rows, columns), how.channels, how.on_bad_file,
                                              std::max(1, options.workers));
    if (run.group().size() > 1) told.settings = facts_of(how, mean, rows, columns);
    label_loader source(data, mean, how);
    std::optional<label_loader> others;
    std::function<validation_figures()> validate;
    if (options.validation) {
        others.emplace(*options.validation, mean, std::move(validating));
        validate = [&]() -> validation_figures {
            metrics const found = evaluate_regions(net, *others);
            if (found.count() == 0) fail("no label of the validation data counts");
            return {found.loss(), found.top1(), found.top5()};
        };
    }
    epoch_loop<int> loop(run.type_erased(), state, source, told, std::move(validate));
    state.data = print;
    net.preprocessing() = {rows, columns, mean, how.scale, data.classes()};
    loop.run();
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Goes on with a training until it has `options.epochs` epochs. A new one begins by reading all images and labels
/// once, for their mean image and, unless bad ones are skipped, to see that they are sound. Which images an epoch has,
/// their order, augmentations and the noise of dropout follow from the model's seed. Throws what the log, `save` and
/// the images throw; when these have other classes than the network, or are not those that the training began on; and
/// when the loss or the gradients are not finite, as with `fit` on a data set.
template <class Model, class Rule>
training_state const& fit(trainer<Model, Rule>& run, labelled_images const& data,
                          label_fit_options const& options = {}) {
    together(run.group(), [&] { detail::train_on_labels(run, data, options); });
    return run.state();
}

/// Trains a model from its present parameters on; returns the history. What must be done to images before the network
/// sees them is the model's from then on. `fit(net, label_folder("streets/train", 19), adamw{.rate = 0.001})`
template <class Net, class Backend, class Scalar, learning_rule Rule = sgd>
training_state fit(model<Net, Backend, Scalar>& net, labelled_images const& data, Rule const& rule = {},
                   label_fit_options const& options = {}) {
    trainer run(net, rule);
    return fit(run, data, options);
}

} // namespace chrnn::CHRNN_ABI
