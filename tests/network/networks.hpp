/// The networks that the tests of this folder run.
#pragma once

#include <chrnn/network/model.hpp>
#include <chrnn/network/table_one.hpp>

/// The network of tests/data. Its layers with parameters are named conv1, conv2, hrnn3, fc4 and fc5.
template <class Cell>
struct stored_network : chrnn::network<chrnn::input<3, 29, 29>, chrnn::conv<6, 5, chrnn::stride<2>, chrnn::pad<1>>,
                                       chrnn::rectifier, chrnn::lrn<5>, chrnn::max_pool<3, chrnn::stride<2>>,
                                       chrnn::conv<8, 3, chrnn::pad<1>>, chrnn::rectifier, chrnn::pyramid<6, 3, 2, 1>,
                                       chrnn::hierarchy<Cell, chrnn::all_directions, chrnn::linked>, chrnn::dense<16>,
                                       chrnn::rectifier, chrnn::dense<5>, chrnn::softmax_cross_entropy> {};

/// Every kind of layer, with 4 classes.
template <class Cell>
struct every_layer
    : chrnn::network<
          chrnn::input<3, 17, 14>, chrnn::conv<6, 3, chrnn::pad<1>>, chrnn::rectifier, chrnn::lrn<5>,
          chrnn::max_pool<3, chrnn::stride<2>>, chrnn::conv<5, 3, chrnn::pad<1>>, chrnn::rectifier,
          chrnn::named<"norm2", chrnn::lrn<3>>, chrnn::max_pool<2>,
          chrnn::recurrence<Cell, chrnn::directions<chrnn::se, chrnn::nw>>, chrnn::pyramid<chrnn::grid(4, 3), 2, 1>,
          chrnn::hierarchy<Cell, chrnn::all_directions, chrnn::linked>, chrnn::dropout<0.5>, chrnn::dense<12>,
          chrnn::rectifier, chrnn::dropout<0.3>, chrnn::dense<4>, chrnn::softmax_cross_entropy> {};

/// Random images for a network, normal with deviation 1.
template <class Net, class T>
std::vector<T> random_images(chrnn::index_t samples, std::uint64_t seed = 9) {
    std::vector<T> images(static_cast<std::size_t>(samples * Net::input.size()));
    for (std::size_t i = 0; i < images.size(); ++i)
        images[i] = static_cast<T>(chrnn::distribution::normal{}(chrnn::random_stream{seed}, i));
    return images;
}
/// Random labels for a network.
template <class Net>
std::vector<int> random_labels(chrnn::index_t samples, std::uint64_t seed = 9) {
    std::vector<int> labels;
    for (chrnn::index_t n = 0; n < samples; ++n)
        labels.push_back(static_cast<int>(chrnn::random_stream{seed, 1}.below(static_cast<std::uint32_t>(Net::classes),
                                                                              static_cast<std::uint64_t>(n))));
    return labels;
}
/// One training pass: the loss, with the gradients in `m`.
template <class Model, class T>
auto both_passes(Model& m, std::vector<T> const& images, std::vector<int> const& labels) {
    auto const loss = m.forward(std::span(images), std::span(labels));
    m.backward();
    return loss;
}
template <class T>
std::vector<std::remove_const_t<T>> copy_of(std::span<T> numbers) {
    return {numbers.begin(), numbers.end()};
}
