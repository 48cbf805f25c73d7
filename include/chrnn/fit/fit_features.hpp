/// Fitting a model to features: what stands behind its frozen layers learns, without their being computed.
#pragma once

#include <chrnn/data/loader_facts.hpp>
#include <chrnn/fit/epoch_loop.hpp>
#include <chrnn/fit/evaluate_features.hpp>

namespace chrnn::CHRNN_ABI {

/// The members mean what they mean in `fit_options`. Views are drawn as there: one of the ten, if they were kept.
struct feature_fit_options {
    index_t epochs = 30;
    features const* validation = nullptr; ///< of the same frozen layers, with the same mean image
    crop_policy validation_crops = crop_policy::centre;
    chrnn::sampling sampling{};
    std::string log{};
    progress_style progress = progress_style::automatic;
    std::function<void(training_state const&)> save{};
    index_t save_every = 0;
    index_t accumulate = 1;
    index_t shards = 1;
    std::vector<callback*> callbacks{};
};

/// Goes on with the training of a `model<head_of<net>>` until it has `options.epochs` epochs: the batches and the noise
/// of dropout are those that the whole network would learn from. Throws what `fit` throws for images.
template <class Model, class Rule>
training_state const& fit(trainer<Model, Rule>& run, features const& data, feature_fit_options const& options = {}) {
    static_assert(std::is_same_v<typename Model::target, int> && Model::targets_each == 1,
                  "chrnn: images of a data set have one class each; where the loss takes other targets, fit samples");
    return together(run.group(), [&]() -> training_state const& {
        auto& net = run.type_erased();
        detail::check_features(net, data);
        training_state& state = run.state();
        fnv1a print;
        for (std::uint64_t one : {data.info().data, data.info().front}) print.add(one);
        state.check_data(print.value());
        std::function<validation_figures()> validate;
        if (options.validation) {
            detail::check_features(net, *options.validation);
            static_cast<void>(detail::evaluated(*options.validation, options.validation_crops, 1));
            if (options.validation->info().front != data.info().front)
                fail("the features of the validation data are of other frozen layers, or of other parameters");
            detail::check_preparation(options.validation->preprocessing(), data.preprocessing());
            validate = [&]() -> validation_figures {
                metrics const found =
                    evaluate(static_cast<predictor&>(net), *options.validation, options.validation_crops);
                if (found.count() == 0) fail("no image of the validation data can be read");
                return {found.loss(), found.top1(), found.top5()};
            };
        }
        loop_options looping = detail::looping(options);
        looping.settings = {detail::fact_of(options.sampling)};
        looping.check();
        detail::feature_source source(data, {run.net().capacity(),
                                             data.info().views > 1 ? crop_policy::random_of_ten : crop_policy::centre,
                                             true, run.net().seed_value(), options.sampling,
                                             detail::share_of(run.group(), options.shards, options.accumulate)});
        epoch_loop<int> loop(net, state, source, looping, std::move(validate));
        state.data = print.value();
        net.preprocessing() = data.preprocessing();
        loop.run();
        return state;
    });
}

/// Trains a model from its present parameters on, as `fit(net, images, rule, options)` would, on the features that its
/// frozen layers made of the images: `cached_features` of <chrnn/files.hpp>. What was learnt is in `net` behind it,
/// whenever `save` is called, and when it throws. Throws as well when the frozen layers are others than when the
/// features were made. The noise of dropout begins anew with every such call, while that of images goes on.
template <class Net, class Backend, class Scalar, learning_rule Rule = sgd>
training_state fit(model<Net, Backend, Scalar>& net, features const& data, Rule const& rule = {},
                   feature_fit_options options = {}) {
    detail::check_front(net, data);
    head_model head(net);
    if (net.steps() > 0) head.net().set_steps(net.steps());
    trainer run(head.net(), rule);
    if (options.save)
        options.save = [&, then = options.save](training_state const& state) {
            head.give_back();
            then(state);
        };
    return fit(run, data, options);
}

} // namespace chrnn::CHRNN_ABI
