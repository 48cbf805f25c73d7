/// Any network of small_networks.hpp behind one interface, so that experiments are compiled without their types.
#pragma once

#include "recipe.hpp"

#include <chrnn/fit/fit.hpp>
#include <chrnn/io/load_options.hpp>
#include <chrnn/io/tensor_file.hpp>

#include <filesystem>
#include <memory>

namespace experiment {

using namespace chrnn;

class any_network {
  public:
    virtual ~any_network() = default;

    /// For `evaluate`, or for images of one's own.
    virtual predictor& predicts() = 0;
    /// From now on predictions leave what comes out of every layer to be looked at with `output`.
    virtual void keep_outputs() = 0;
    /// What came out of a layer in the last prediction, [n, numbers].
    virtual std::span<float const> output(std::string_view layer) const = 0;
    virtual std::span<layer_description const> layers() const = 0;
    /// The pixels of the input that region (row, column) of the scale of `regions` behind a layer is computed from.
    virtual region_box receptive_field(std::string_view layer, grid regions, index_t row, index_t column) const = 0;

    /// Trains from the present parameters on, as `fit` does, or from where the file `checkpoint` says that a training
    /// was interrupted; writes that file after every epoch. The processes of the group share every update. With frozen
    /// layers what these make of the images is kept in a file beside it until the training has ended. Throws what `fit`
    /// and checkpoints throw.
    virtual training_state train(dataset const& data, any_rule const& rule, fit_options how,
                                 std::filesystem::path const& checkpoint, process_group& group) = 0;

    /// Writes the model to a file, as `chrnn::save` does; takes it from one.
    virtual void save(std::filesystem::path const& path, std::map<std::string, std::string> const& metadata) = 0;
    virtual load_report load(tensor_file const& file, load_options const& options = {}) = 0;

    /// The only layer of that kind ("hrnn": the hierarchy), or the last ("fc": the output layer); none if it has none.
    layer_description const* layer_of_kind(std::string_view kind) const {
        layer_description const* found = nullptr;
        for (layer_description const& one : layers())
            if (one.name.view().starts_with(kind)) found = &one;
        return found;
    }
    /// Numbers in all parameters, biases counted.
    index_t parameters() const {
        index_t n = 0;
        for (layer_description const& one : layers()) n += one.parameters;
        return n;
    }
    /// Multiply-adds of one image's forward pass.
    index_t multiply_adds() const {
        index_t n = 0;
        for (layer_description const& one : layers()) n += one.multiply_adds;
        return n;
    }
};

/// What a model is made with.
struct network_options {
    index_t batch = 25;
    std::uint64_t seed = 1;
    index_t threads = 1;
    bool frozen = false; ///< the layers up to the pyramid keep their parameters
};

/// A network by the name that files and the command line know it by. Throws when there is none of that name, or none
/// that tells so many classes apart: their numbers are the build's.
std::unique_ptr<any_network> make_network(std::string_view name, index_t classes, network_options const& options);

/// All of those names.
std::vector<std::string> const& network_names();
/// What tables and pictures call the network: "C-HLSTM" for "hlstm".
std::string title_of(std::string_view name);
/// The side of the square crops that all networks look at.
index_t side_of_crops();

} // namespace experiment
