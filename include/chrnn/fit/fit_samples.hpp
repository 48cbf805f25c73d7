/// Fitting a model to samples in memory.
#pragma once

#include <chrnn/data/loader_facts.hpp>
#include <chrnn/data/sample_source.hpp>
#include <chrnn/fit/epoch_loop.hpp>
#include <chrnn/fit/evaluate_samples.hpp>

namespace chrnn::CHRNN_ABI {

/// The members mean what they mean in `fit_options`.
template <class Target>
struct sample_fit_options {
    index_t epochs = 30;
    samples<Target> const* validation = nullptr;
    chrnn::sampling sampling{};
    std::string log{};
    progress_style progress = progress_style::automatic;
    std::function<void(training_state const&)> save{};
    index_t save_every = 0;
    index_t accumulate = 1;
    index_t shards = 1;
    std::vector<callback*> callbacks{};
};

/// Goes on with a training until it has `options.epochs` epochs. The order of the samples and the noise of dropout
/// follow from the model's seed. Throws what the log and `save` throw; when the samples do not fit the network, or are
/// not those that the training began on; and when the loss or the gradients are not finite, as with images.
template <class Model, class Rule, class Target>
training_state const& fit(trainer<Model, Rule>& run, samples<Target> const& data,
                          sample_fit_options<std::type_identity_t<Target>> const& options = {}) {
    return together(run.group(), [&]() -> training_state const& {
        detail::check_samples<Model>(data);
        if (options.validation) detail::check_samples<Model>(*options.validation);
        training_state& state = run.state();
        std::uint64_t const print = data.fingerprint();
        state.check_data(print);
        std::function<validation_figures()> validate;
        if (options.validation)
            validate = [&]() -> validation_figures {
                auto const found = evaluate(run, *options.validation);
                if (found.count() == 0) fail("no label of the validation samples counts");
                if constexpr (requires { found.top1(); })
                    return {found.loss(), found.top1(), found.top5()};
                else
                    return {found.loss()};
            };
        loop_options looping = detail::looping(options);
        if (run.group().size() > 1)
            looping.settings = {detail::fact_of(options.sampling),
                                detail::fact_of("the fingerprint of the validation samples",
                                                options.validation ? options.validation->fingerprint() : 0)};
        looping.check();
        detail::sample_source<Target> source(data, run.net().capacity(), run.net().seed_value(), options.sampling,
                                             detail::share_of(run.group(), options.shards, options.accumulate));
        epoch_loop<Target> loop(run.type_erased(), state, source, looping, std::move(validate));
        state.data = print;
        loop.run();
        return state;
    });
}

/// Trains a model from its present parameters on; returns the history.
/// `fit(net, samples(inputs, labels), sgd{.rate = 0.1}, {.epochs = 10})`
template <class Net, class Backend, class Scalar, class Target, learning_rule Rule = sgd>
training_state fit(model<Net, Backend, Scalar>& net, samples<Target> const& data, Rule const& rule = {},
                   sample_fit_options<std::type_identity_t<Target>> const& options = {}) {
    trainer run(net, rule);
    return fit(run, data, options);
}

} // namespace chrnn::CHRNN_ABI
