/// Evaluation: how well a model predicts the classes of a data set.
#pragma once

#include <chrnn/fit/image_options.hpp>
#include <chrnn/fit/shared_evaluation.hpp>
#include <chrnn/fit/trainer.hpp>
#include <chrnn/network/model.hpp>
#include <chrnn/train/metrics.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// Called for every item with its number in the data set and its class probabilities.
using each_prediction = std::function<void(index_t item, std::span<double const> probabilities)>;

/// Predicts the items that `images` delivers, each in so many views, in batches of any size, and counts how well.
/// Throws when probabilities are not finite, with the first layer where that is so. Processes of a group whose sources
/// deliver `evaluation_share` predict some batches each, and count all.
inline metrics evaluate_views(predictor& net, batch_source<int>& images, index_t views, each_prediction const& each,
                              process_group& group) {
    metrics result(net.classes());
    shared_evaluation shared(group, images.batches(), net.classes(), [&](predicted_item const& one) {
        result.add(one.probabilities, one.label);
        if (each) each(one.item, one.probabilities);
    });
    index_t const size = net.input().size(), classes = net.classes();
    std::vector<float> probabilities(static_cast<std::size_t>(net.capacity() * classes));
    std::vector<double> means;
    auto const part = [](auto const& all, index_t begin, index_t count) {
        return std::span(all).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(count));
    };

    images.start(0);
    while (auto const batch = images.next()) {
        index_t const items = std::ssize(batch->items), count = items * views;
        means.assign(static_cast<std::size_t>(items * classes), 0);
        for (index_t first = 0; first < count; first += net.capacity()) {
            index_t const n = std::min(net.capacity(), count - first);
            net.predict(part(batch->inputs, first * size, n * size), probabilities);
            for (index_t i = 0; i < n * classes; ++i) {
                float const one = probabilities[static_cast<std::size_t>(i)];
                if (!std::isfinite(one))
                    fail("predictions are not finite, first in the layer ",
                         net.first_not_finite(part(batch->inputs, first * size, n * size)));
                index_t const item = (first + i / classes) / views;
                means[static_cast<std::size_t>(item * classes + i % classes)] += one;
            }
        }
        for (double& mean : means) mean /= static_cast<double>(views);
        shared.add(batch->number, means, batch->targets, batch->items);
    }
    shared.finish();
    return result;
}
/// The same by one process.
inline metrics evaluate_views(predictor& net, batch_source<int>& images, index_t views, each_prediction const& each) {
    alone nobody;
    return evaluate_views(net, images, views, each, nobody);
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

struct evaluate_options {
    crop_policy crops = crop_policy::centre; ///< `centre`: 1 view; `ten`: the mean of ten views' probabilities
    std::optional<mean_image> mean{};        ///< if not given, that of the model; another than that is an error
    image_options images{};
    detail::each_prediction each{};
};

/// Predicts the items that `images` delivers, in batches of any size, and counts how well. Throws what the loader
/// throws, and when probabilities are not finite, with the first layer where that is so.
inline metrics evaluate(predictor& net, loader& images, detail::each_prediction const& each = {}) {
    return detail::evaluate_views(net, images, images.crops(), each);
}

/// Predicts all of a data set, as `options` say; throws as well when the network has other classes, when the mean image
/// or the scale is not that of its training, or the views are to be drawn at random.
inline metrics evaluate(predictor& net, dataset const& data, evaluate_options const& options = {}) {
    detail::check_classes(net, data);
    loader images(data, detail::evaluation_mean(net, options.mean), options.images.evaluating(net, options.crops));
    return evaluate(net, images, options.each);
}

/// `evaluate(net, test, {.crops = crop_policy::ten}).top1()`
template <class Net, class Backend, class Scalar>
metrics evaluate(model<Net, Backend, Scalar>& net, dataset const& data, evaluate_options const& options = {}) {
    static_assert(
        detail::tells_classes<model<Net, Backend, Scalar>>,
        "chrnn: images of a data set have one class each; where the loss takes other targets, evaluate samples");
    predictor_of one(net);
    return evaluate(one, data, options);
}

/// The same of a trainer's model.
template <class Model, class Rule>
metrics evaluate(trainer<Model, Rule>& run, dataset const& data, evaluate_options const& options = {}) {
    return evaluate(run.net(), data, options);
}

} // namespace chrnn::CHRNN_ABI
