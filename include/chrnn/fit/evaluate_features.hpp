/// Evaluation on features: how well what stands behind the frozen layers predicts the classes of a data set.
#pragma once

#include <chrnn/data/feature_source.hpp>
#include <chrnn/fit/evaluate.hpp>
#include <chrnn/fit/head_model.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Throws unless the features are such as the network reads, of as many classes as it tells apart.
inline void check_features(predictor const& net, features const& data) {
    if (data.info().numbers != net.input().size())
        fail("an image has ", data.info().numbers, " features, but the network takes ", net.input().text().view());
    if (std::ssize(data.preprocessing().classes) != net.classes())
        fail("the features are of ", data.preprocessing().classes.size(), " classes, but the network has ",
             net.classes());
}
/// Throws unless the images were prepared as those that the model learnt from, if it did.
inline void check_preparation(preprocessing const& own, preprocessing const& known) {
    if (known.classes.empty()) return;
    if (own.classes != known.classes) fail("the classes of the features are not those that the model was trained on");
    if (own.mean != known.mean || own.scale != known.scale)
        fail("another mean image or scale was taken for the features than the model was trained with: give "
             "cached_features the one of the training, features.preprocessing().mean");
}
/// Throws unless the features are what the frozen layers of `net` make of images now.
template <class Model>
void check_front(Model& net, features const& data) {
    if (data.info().front != front_fingerprint(net))
        fail("the features are of other frozen layers, or of other parameters, than the model has");
}

/// The features as an evaluation reads them, `items` at a time. Throws when the views were not kept.
inline feature_source evaluated(features const& data, crop_policy crops, index_t items) {
    if (crops == crop_policy::random_of_ten)
        fail("evaluation takes the centre view of an image or all ten, not one of them at random");
    return {data, {.batch = items, .views = crops}};
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Predicts by a model that reads features: views as in `evaluate_options`. Throws when they do not fit the network or
/// its training, when the views were not kept, and what `evaluate` throws.
inline metrics evaluate(predictor& net, features const& data, crop_policy crops = crop_policy::centre) {
    detail::check_features(net, data);
    detail::check_preparation(data.preprocessing(), net.preprocessing());
    auto images = detail::evaluated(data, crops, std::max<index_t>(1, net.capacity() / detail::count_of(crops)));
    return detail::evaluate_views(net, images, images.views(), {});
}

/// The same by the head of a model, or by a model of `head_of` that stands alone.
template <class Net, class Backend, class Scalar>
metrics evaluate(model<Net, Backend, Scalar>& net, features const& data, crop_policy crops = crop_policy::centre) {
    if constexpr (detail::frozen_front<Net>() > 0) {
        detail::check_front(net, data);
        head_model head(net);
        return evaluate(head.net(), data, crops);
    } else {
        predictor_of one(net);
        return evaluate(static_cast<predictor&>(one), data, crops);
    }
}

} // namespace chrnn::CHRNN_ABI
