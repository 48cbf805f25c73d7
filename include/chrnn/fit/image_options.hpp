/// Image options: how images come from a data set into a network, in training and in evaluation alike.
#pragma once

#include <chrnn/data/loader.hpp>
#include <chrnn/fit/predictor.hpp>

namespace chrnn {

/// The members mean what they mean in `loader_options`.
struct image_options {
    float scale = loader_options().scale;
    int workers = loader_options().workers;
    index_t cache_bytes = loader_options().cache_bytes;
    bad_file on_bad_file = bad_file::fatal;
    std::function<void(std::string const&)> report{};

    /// Options of a loader that feeds `net`, whose input is an image, with batches of `batch` items.
    loader_options loading(predictor const& net, index_t batch, crop_policy views) const {
        feature_shape const input = net.input();
        loader_options all;
        all.channels = input.channels;
        all.rows = input.rows();
        all.columns = input.columns();
        all.batch = batch;
        all.crops = views;
        all.scale = scale;
        all.workers = workers;
        all.cache_bytes = cache_bytes;
        all.on_bad_file = on_bad_file;
        all.report = report;
        return all;
    }

    /// The same for evaluation, with as many items in a batch as fit `net` with all their views. Throws when the views
    /// are drawn at random.
    loader_options evaluating(predictor const& net, crop_policy views) const {
        if (views == crop_policy::random_of_ten)
            fail("evaluation takes the centre view of an image or all ten, not one of them at random");
        return loading(net, std::max<index_t>(1, net.capacity() / count_of(views)), views);
    }
};

/// Throws unless the data set has as many classes as the network.
inline void check_classes(predictor const& net, dataset const& data) {
    if (std::ssize(data.classes()) != net.classes())
        fail("the data set has ", data.classes().size(), " classes, but the network has ", net.classes());
}

} // namespace chrnn
