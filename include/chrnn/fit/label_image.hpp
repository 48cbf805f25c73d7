/// Labelling an image: the most probable class of each of its pixels, and how often that is right.
#pragma once

#include <chrnn/data/bad_items.hpp>
#include <chrnn/data/crop.hpp>
#include <chrnn/data/dataset.hpp>
#include <chrnn/data/label_map.hpp>
#include <chrnn/data/labelled_images.hpp>
#include <chrnn/fit/each_label.hpp>
#include <chrnn/fit/trainer.hpp>
#include <chrnn/train/region_metrics.hpp>

#include <cmath>
#include <functional>

namespace chrnn::CHRNN_ABI::detail {

/// What a model that labels the regions of images has for output; ends the compilation for another.
template <class Model>
constexpr feature_shape regions_labelled() {
    using net = typename Model::net;
    constexpr feature_shape out = net::template in_shape<net::count - 1>();
    constexpr bool labels = requires { Model::net::loss::labels::ignored; };
    static_assert(labels && Model::targets_each == out.scale[0].regions() && Model::input.scales == 1,
                  "chrnn: to label images a network takes an image and ends in region_cross_entropy");
    return out;
}

/// Throws unless the images have the model's classes.
template <class Model>
void check_classes_of_pixels(Model& net, labelled_images const& data) {
    if (std::ssize(data.classes()) != regions_labelled<Model>().channels)
        fail("the labelled images have ", data.classes().size(), " classes, but the network has ",
             regions_labelled<Model>().channels);
    check_class_names(data.classes());
    if (auto const& known = net.preprocessing().classes; !known.empty() && known != data.classes())
        fail("the classes of the labelled images are not those that the model was trained on");
}

/// The most probable class of every region.
template <class Model, class T>
bitmap most_probable(std::span<T const> output) {
    constexpr feature_shape out = regions_labelled<Model>();
    constexpr index_t regions = out.scale[0].regions();
    bitmap labels(out.rows(), out.columns(), 1);
    for (index_t i = 0; i < regions; ++i) {
        auto const at = [&](index_t k) { return output[static_cast<std::size_t>(k * regions + i)]; };
        index_t best = 0;
        for (index_t k = 1; k < out.channels; ++k)
            if (at(k) > at(best)) best = k;
        labels.pixels[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(best);
    }
    return labels;
}

/// Called for every image with its number, and what was predicted of its pixels.
using each_labelled = std::function<void(index_t item, labelled_image const& truth, bitmap const& predicted)>;

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The class of each pixel of an image of any size, [rows, columns] numbers: that of the region in which it lies.
/// Throws when the model does not know how images become its input, from a training or a file, the image has other
/// channels, or predictions are not finite, with the first layer where that is so.
template <class Net, class Backend, class Scalar>
bitmap label_image(model<Net, Backend, Scalar>& net, bitmap const& image) {
    using Model = model<Net, Backend, Scalar>;
    static_assert(detail::regions_labelled<Model>().channels <= 256,
                  "chrnn: labels of pixels are of 256 classes at most");
    if (net.preprocessing().classes.empty())
        fail("the model does not know how images become its input: load that with its parameters");
    std::vector<float> x(static_cast<std::size_t>(Model::input.size()));
    write_input(image, net.preprocessing(), Model::input, std::span(x));
    std::span<Scalar const> const output = net.predict(x);
    if (!std::ranges::all_of(output, [](Scalar p) { return std::isfinite(p); }))
        fail("predictions are not finite, first in the layer ", net.first_not_finite(x));
    return resize_labels(detail::most_probable<Model>(output), image.rows, image.columns);
}

struct label_evaluate_options {
    detail::each_labelled each{};
    bad_file on_bad_file = bad_file::fatal;
    std::function<void(std::string const&)> report{}; ///< under `skip`: called with the message about each bad file
};

/// Labels all images, one after another, and counts their pixels in the images' own size. Throws when the classes are
/// not the model's, an image cannot be read that is not to be skipped, and what `label_image` throws.
template <class Net, class Backend, class Scalar>
region_metrics evaluate(model<Net, Backend, Scalar>& net, labelled_images const& data,
                        label_evaluate_options const& options = {}) {
    detail::check_classes_of_pixels(net, data);
    region_metrics result(std::ssize(data.classes()), data.ignored());
    detail::bad_items bad(data.size(), options.on_bad_file, options.report);
    for (index_t i = 0; i < data.size(); ++i) {
        labelled_image one;
        try {
            one = detail::load_checked(data, i, net.input.channels);
        } catch (...) {
            bad.meet(std::current_exception(), i);
            continue;
        }
        bitmap const predicted = label_image(net, one.image);
        auto const numbers = [](bitmap const& map) { return std::vector<int>(map.pixels.begin(), map.pixels.end()); };
        result.add(numbers(one.labels), numbers(predicted));
        if (options.each) options.each(i, one, predicted);
    }
    return result;
}

/// The same of a trainer's model.
template <class Model, class Rule>
region_metrics evaluate(trainer<Model, Rule>& run, labelled_images const& data,
                        label_evaluate_options const& options = {}) {
    return evaluate(run.net(), data, options);
}

} // namespace chrnn::CHRNN_ABI
