/// Caffe's model: the layers of a `.caffemodel` with their blobs.
#pragma once

#include <chrnn/base/input_file.hpp>
#include <chrnn/caffe/blob.hpp>
#include <chrnn/caffe/layer_type.hpp>

#include <algorithm>
#include <ostream>

namespace chrnn::CHRNN_ABI {

/// A layer: what it is called, what it is, and its numbers, weights first.
struct caffe_layer {
    std::string name;
    std::string type;   ///< "Convolution", "InnerProduct", ..., in the words of Caffe's present files
    index_t groups = 1; ///< of a convolution
    std::vector<caffe_blob> blobs;
};

/// What a `.caffemodel` holds. Writing it to a stream prints a layer a line: name, type, shapes.
struct caffe_model {
    std::string path; ///< where it was read from, for error sentences
    std::vector<caffe_layer> layers;

    /// The layer of this name that has blobs; throws if there is none.
    caffe_layer& layer(std::string_view name) {
        auto const found = std::find_if(layers.begin(), layers.end(),
                                        [&](caffe_layer const& one) { return one.name == name && !one.blobs.empty(); });
        if (found == layers.end())
            fail(detail::in_quotes(path), " has no layer ", detail::in_quotes(name, 60), " with numbers");
        return *found;
    }

    friend std::ostream& operator<<(std::ostream& out, caffe_model const& all) {
        for (caffe_layer const& one : all.layers) {
            out << detail::in_quotes(one.name, 60) << ' ' << detail::in_quotes(one.type, 60);
            if (one.groups != 1) out << " of " << one.groups << " groups";
            for (caffe_blob const& blob : one.blobs) out << ' ' << detail::shape_text(blob.shape);
            out << '\n';
        }
        return out;
    }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The numbers of a layer's fields: in each generation of files they are others.
struct layer_fields {
    std::uint64_t name, type, blobs;
    std::uint64_t convolution = 0; ///< ConvolutionParameter, whose field 5 is the number of groups
    std::uint64_t groups = 0;
    std::uint64_t oldest = 0;   ///< a layer of the first generation inside of one of the second
    bool numbered_type = false; ///< the type is a number, not a word
};
inline constexpr layer_fields first_generation{.name = 1, .type = 2, .blobs = 50, .groups = 9};
inline constexpr layer_fields second_generation{
    .name = 4, .type = 5, .blobs = 6, .convolution = 10, .oldest = 1, .numbered_type = true};
inline constexpr layer_fields present_generation{.name = 1, .type = 2, .blobs = 7, .convolution = 106};

/// Reads the fields into `layer`. Throws where a message lies about itself.
inline void read_layer(message m, layer_fields const& fields, caffe_layer& layer) {
    constexpr std::size_t most_blobs = 64; // an empty one takes two bytes of a file and many of memory
    while (m.next()) {
        std::uint64_t const field = m.field();
        if (field == fields.name)
            layer.name = m.text();
        else if (field == fields.type)
            layer.type = fields.numbered_type ? caffe_layer_type(m.number()) : caffe_layer_type(m.text());
        else if (field == fields.blobs) {
            if (layer.blobs.size() == most_blobs) m.refuse("has more than ", most_blobs, " blobs");
            layer.blobs.push_back(read_blob(m.inside("a blob of layer " + in_quotes(layer.name, 60))));
        } else if (field == fields.convolution) {
            for (message how = m.inside("what a convolution is"); how.next();)
                if (how.field() == 5) layer.groups = how.number();
        } else if (field == fields.groups)
            layer.groups = m.number();
        else if (field == fields.oldest)
            read_layer(m.inside("a layer"), first_generation, layer);
    }
}

/// The model that the bytes of a file are. NetParameter: layers 2, layer 100.
inline caffe_model caffe_model_in(std::string const& path, std::span<std::byte const> bytes) {
    constexpr std::size_t most_layers = 100'000;
    caffe_model model{path, {}};
    message net(path, bytes, "the network");
    while (net.next()) {
        if (net.field() != 2 && net.field() != 100) continue;
        if (model.layers.size() == most_layers) net.refuse("has more than ", most_layers, " layers");
        read_layer(net.inside("a layer"), net.field() == 2 ? second_generation : present_generation,
                   model.layers.emplace_back());
    }
    if (model.layers.empty()) net.refuse("has no layer of Caffe's");
    return model;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Reads a `.caffemodel` of any of the three generations. Throws `error` naming the file and what is wrong with it: it
/// is missing or cut short, it is no such file, or a blob has not as many numbers as its shape says.
inline caffe_model read_caffe_model(std::filesystem::path const& path) {
    detail::input_file file(path);
    return detail::caffe_model_in(path.native(), file.read(file.left()));
}

} // namespace chrnn::CHRNN_ABI
