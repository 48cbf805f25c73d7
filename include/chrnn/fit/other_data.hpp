/// What `fit` and `evaluate` say of data that is neither a data set nor labelled images, samples or features.
#pragma once

#include <chrnn/fit/fit.hpp>
#include <chrnn/fit/fit_features.hpp>
#include <chrnn/fit/fit_labels.hpp>
#include <chrnn/fit/fit_samples.hpp>

namespace chrnn::CHRNN_ABI::detail {

template <class Data>
inline constexpr bool are_samples = false;
template <class Target>
inline constexpr bool are_samples<samples<Target>> = true;

/// What a model is not trained and not evaluated on.
template <class Data>
concept other_data = !std::derived_from<Data, dataset> && !are_samples<Data> && !std::derived_from<Data, loader> &&
                     !std::same_as<Data, features> && !std::derived_from<Data, labelled_images>;

/// Ends the compilation.
template <class Data>
consteval void refuse_data() {
    static_assert(!other_data<Data>,
                  "chrnn: fit and evaluate take a class that derives from dataset, such as image_folder, "
                  "or samples(inputs, targets)");
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

template <class Net, class Backend, class Scalar, detail::other_data Data, class Rule = sgd>
void fit(model<Net, Backend, Scalar>&, Data const&, Rule const& = {}, fit_options const& = {}) {
    detail::refuse_data<Data>();
}
template <class Model, class Rule, detail::other_data Data>
void fit(trainer<Model, Rule>&, Data const&, fit_options const& = {}) {
    detail::refuse_data<Data>();
}
template <class Net, class Backend, class Scalar, detail::other_data Data>
metrics evaluate(model<Net, Backend, Scalar>&, Data const&, evaluate_options const& = {}) {
    detail::refuse_data<Data>();
    return metrics(1);
}
template <class Model, class Rule, detail::other_data Data>
metrics evaluate(trainer<Model, Rule>&, Data const&, evaluate_options const& = {}) {
    detail::refuse_data<Data>();
    return metrics(1);
}

} // namespace chrnn::CHRNN_ABI
