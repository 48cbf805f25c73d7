/// Evaluation on samples: how well a model predicts their targets.
#pragma once

#include <chrnn/data/samples.hpp>
#include <chrnn/fit/each_label.hpp>
#include <chrnn/fit/trainer.hpp>
#include <chrnn/train/metrics.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// How good predictions are that are of no classes.
class mean_loss {
  public:
    void add(double loss, index_t samples) {
        sum_ += loss * static_cast<double>(samples);
        count_ += samples;
    }
    index_t count() const { return count_; }
    double loss() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }

  private:
    double sum_ = 0;
    index_t count_ = 0;
};

/// Throws unless the samples are such as the model takes; ends the compilation where their targets are of another type.
template <class Model, class Target>
void check_samples(samples<Target> const& data) {
    static_assert(std::is_same_v<Target, typename Model::target>,
                  "chrnn: the targets of the samples are not of the type that the loss of the network takes");
    index_t const inputs = std::ssize(data.inputs()) / data.size(), targets = std::ssize(data.targets()) / data.size();
    if (inputs != Model::input.size())
        fail("a sample has ", inputs, " numbers, but the network takes ", Model::input.text().view());
    if (targets != Model::targets_each)
        fail("a sample has ", targets, targets == 1 ? " target" : " targets", ", but the loss of the network takes ",
             Model::targets_each);
    Model::check_targets(data.targets());
}

/// Throws: what the model makes of these is not finite.
template <class Model>
[[noreturn]] void refuse_predictions(Model& net, std::span<float const> inputs) {
    std::string const layer = net.first_not_finite(inputs);
    if (layer.empty()) fail("the loss of the predictions is not finite, though they are");
    fail("predictions are not finite, first in the layer ", layer);
}

/// Adds what is predicted for every label that counts, of the samples or of their regions.
template <class Model>
void add_predictions(Model& net, std::span<float const> inputs, std::span<int const> labels,
                     std::vector<typename Model::scalar>& scores_of_region, metrics& result) {
    using T = typename Model::scalar;
    auto const output = net.predict(inputs);
    if (!std::ranges::all_of(output, [](T x) { return std::isfinite(x); })) refuse_predictions(net, inputs);
    each_label<Model>(output, labels, scores_of_region,
                      [&](std::span<T const> scores, int label) { result.add(scores, label); });
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Where the targets are labels, of samples or of their regions: `metrics` of those that are not ignored, whose loss
/// is the mean of -log p(label) without any weights. Elsewhere: `mean_loss`. Throws when the samples do not fit the
/// network, or predictions are not finite, with the first layer where that is so.
///
///     evaluate(net, samples(maps, regions)).mean_class_accuracy()
template <class Net, class Backend, class Scalar, class Target>
auto evaluate(model<Net, Backend, Scalar>& net, samples<Target> const& data) {
    using Model = model<Net, Backend, Scalar>;
    detail::check_samples<Model>(data);
    auto const each_part = [&](auto const& act) {
        for (index_t first = 0, n = 0; first < data.size(); first += n) {
            n = std::min(net.capacity(), data.size() - first);
            act(data.inputs(first, n), data.targets(first, n), n);
        }
    };
    if constexpr (detail::labels_classes<Model>) {
        metrics result(detail::classes_of_labels<Model>);
        std::vector<Scalar> scores_of_region;
        each_part([&](auto inputs, auto labels, index_t) {
            detail::add_predictions(net, inputs, labels, scores_of_region, result);
        });
        return result;
    } else {
        detail::mean_loss result;
        each_part([&](auto inputs, auto targets, index_t n) {
            auto const loss = static_cast<double>(net.predict_loss(inputs, targets));
            if (!std::isfinite(loss)) detail::refuse_predictions(net, inputs);
            result.add(loss, n);
        });
        return result;
    }
}

/// The same of a trainer's model.
template <class Model, class Rule, class Target>
auto evaluate(trainer<Model, Rule>& run, samples<Target> const& data) {
    return evaluate(run.net(), data);
}

} // namespace chrnn::CHRNN_ABI
