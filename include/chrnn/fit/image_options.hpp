/// Image options: how images come from a data set into a network, in training and in evaluation alike.
#pragma once

#include <chrnn/base/in_quotes.hpp>
#include <chrnn/data/loader.hpp>
#include <chrnn/fit/predictor.hpp>

#include <optional>

namespace chrnn::CHRNN_ABI {

/// The members mean what they mean in `loader_options`.
struct image_options {
    std::optional<float> scale{}; ///< if not given, 1/64 in training and the model's own in evaluation
    int workers = loader_options().workers;
    index_t cache_bytes = loader_options().cache_bytes;
    bad_file on_bad_file = bad_file::fatal;
    std::function<void(std::string const&)> report{};

    /// Options of a loader that feeds `net`, whose input is an image, with batches of `batch` items.
    loader_options loading(predictor const& net, index_t batch, crop_policy crops) const {
        feature_shape const input = net.input();
        loader_options all;
        all.channels = input.channels;
        all.rows = input.rows();
        all.columns = input.columns();
        all.batch = batch;
        all.crops = crops;
        all.scale = scale.value_or(preprocessing::usual_scale);
        all.workers = workers;
        all.cache_bytes = cache_bytes;
        all.on_bad_file = on_bad_file;
        all.report = report;
        return all;
    }

    /// The same with as many items in a batch as fit `net` with all their views. Throws when the views are drawn at
    /// random.
    loader_options viewing(predictor const& net, crop_policy crops) const {
        if (crops == crop_policy::random_of_ten)
            fail("evaluation takes the centre view of an image or all ten, not one of them at random");
        return loading(net, std::max<index_t>(1, net.capacity() / detail::count_of(crops)), crops);
    }
    /// The same for evaluation. Throws as well when the scale is not the one that the model was trained with.
    loader_options evaluating(predictor& net, crop_policy crops) const {
        auto all = viewing(net, crops);
        if (preprocessing const& known = net.preprocessing(); !known.classes.empty()) {
            if (scale && *scale != known.scale)
                fail("images would be scaled by ", *scale, ", but the model was trained on images scaled by ",
                     known.scale);
            all.scale = known.scale;
        }
        return all;
    }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Throws unless the data set has as many classes as the network.
inline void check_class_count(predictor const& net, dataset const& data) {
    if (std::ssize(data.classes()) != net.classes())
        fail("the data set has ", data.classes().size(), " classes, but the network has ", net.classes());
}
/// Throws as well unless they are those that the model was trained on, if it was.
inline void check_classes(predictor& net, dataset const& data) {
    check_class_count(net, data);
    auto const& known = net.preprocessing().classes;
    if (!known.empty() && known.size() != data.classes().size())
        fail("the data set has ", data.classes().size(), " classes, but the model was trained on ", known.size());
    for (std::size_t k = 0; k < known.size(); ++k)
        if (known[k] != data.classes()[k])
            fail("class ", k, " of the data set is ", detail::in_quotes(data.classes()[k], 60),
                 ", but the model was trained on ", detail::in_quotes(known[k], 60));
}
/// What is subtracted from images to be evaluated: `given`, or what the model was trained with. Throws where these
/// differ.
inline mean_image evaluation_mean(predictor& net, std::optional<mean_image> const& given) {
    preprocessing const& known = net.preprocessing();
    auto const text = [](mean_image const& mean) -> std::string {
        if (mean.values.empty()) return "none";
        double sum = 0;
        for (float x : mean.values) sum += x;
        return "one of " + std::to_string(mean.channels) + "x" + std::to_string(mean.rows) + "x" +
               std::to_string(mean.columns) + " with mean " +
               std::to_string(sum / static_cast<double>(mean.values.size()));
    };
    if (known.classes.empty()) return given.value_or(mean_image{});
    if (given && *given != known.mean)
        fail("the mean image to be subtracted is not the one that the model was trained with: ", text(*given),
             ", but the model's is ", text(known.mean));
    return known.mean;
}

} // namespace chrnn::CHRNN_ABI::detail
