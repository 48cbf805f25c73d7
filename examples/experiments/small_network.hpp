/// A small network of a given type as `any_network`, and a list of such types to choose from by name and classes.
#pragma once

#include "../small_networks.hpp"
#include "any_network.hpp"

#include <chrnn/io/cached_features.hpp>
#include <chrnn/io/checkpoint.hpp>
#include <chrnn/io/model_file.hpp>

namespace experiment {

using image = input<3, CHRNN_SIDE, CHRNN_SIDE>;

/// Whether a network begins with layers that are frozen, and is trained on what these make of images.
template <class Net>
inline constexpr bool is_frozen_network = Net::layers[0].parameters > 0 && Net::layers[0].trained == 0;

template <class Net, class Backend = cpu>
class small_network : public any_network {
  public:
    explicit small_network(network_options const& o) : net_(batch{o.batch}, seed{o.seed}, threads{o.threads}) {}

    predictor& predicts() override { return erased_; }
    void keep_outputs() override { net_.keep_outputs(); }
    std::span<float const> output(std::string_view layer) const override { return net_.output(layer); }
    std::span<layer_description const> layers() const override { return Net::layers; }
    region_box receptive_field(std::string_view layer, grid regions, index_t row, index_t column) const override {
        return chrnn::receptive_field<Net>(layer, regions, row, column);
    }

    training_state train(dataset const& data, any_rule const& rule, fit_options how,
                         std::filesystem::path const& checkpoint, process_group& group) override {
        return std::visit([&](auto const& one) { return train_by(one, data, how, checkpoint, group); }, rule);
    }

    void save(std::filesystem::path const& path, std::map<std::string, std::string> const& metadata) override {
        chrnn::save(net_, path, metadata);
    }
    load_report load(tensor_file const& file, load_options const& options) override {
        return chrnn::load(net_, file, options);
    }

  private:
    template <class Rule>
    training_state train_by(Rule const& rule, dataset const& data, fit_options how,
                            std::filesystem::path const& checkpoint, process_group& group) {
        if constexpr (is_frozen_network<Net>) {
            return train_head(rule, data, how, checkpoint, group);
        } else {
            trainer run(net_, rule, group);
            go_on(run, how, checkpoint);
            return fit(run, data, how);
        }
    }
    template <class Rule>
    training_state train_head(Rule const& rule, dataset const& data, fit_options const& how,
                              std::filesystem::path const& checkpoint, process_group& group) {
        auto const file = [&](char const* end) { return std::filesystem::path(checkpoint).replace_extension(end); };
        features const kept = cached_features(net_, data, file(".features"),
                                              {how.crops.value_or(crop_policy::random_of_ten), how.mean, how.images});
        std::optional<features> validation;
        if (how.validation)
            validation = cached_features(net_, *how.validation, file(".validation_features"),
                                         {how.validation_crops, kept.preprocessing().mean, how.images});
        feature_fit_options options{.epochs = how.epochs,
                                    .validation = validation ? &*validation : nullptr,
                                    .validation_crops = how.validation_crops,
                                    .sampling = how.sampling,
                                    .log = how.log,
                                    .progress = how.progress,
                                    .save = how.save,
                                    .shards = how.shards};
        head_model head(net_);
        trainer run(head.net(), rule, group);
        go_on(run, options, checkpoint);
        training_state const state = fit(run, kept, options);
        for (char const* end : {".features", ".validation_features"}) std::filesystem::remove(file(end));
        return state;
    }
    /// Goes on where a checkpoint says that the training was interrupted, and writes one after every epoch.
    template <class Run, class Options>
    static void go_on(Run& run, Options& how, std::filesystem::path const& checkpoint) {
        if (std::filesystem::exists(checkpoint)) load_checkpoint(checkpoint, run);
        how.save = [&, then = how.save](training_state const& state) {
            save_checkpoint(checkpoint, run);
            if (then) then(state);
        };
    }

    model<Net, Backend> net_;
    predictor_of<model<Net, Backend>> erased_{net_};
};

template <index_t... Numbers>
using class_numbers = std::integer_sequence<index_t, Numbers...>;
/// The numbers of classes that the networks are built for: that of the images, and that of the images that a network
/// was trained on before. The controls and the networks of Table VI are for the first only.
using all_numbers = class_numbers<CHRNN_CLASSES, CHRNN_PRETRAIN_CLASSES>;
using first_number = class_numbers<CHRNN_CLASSES>;

/// `Net<image, classes>`; nothing if `classes` is none of the numbers.
template <template <class, index_t> class Net, class Backend = cpu, index_t... Known>
std::unique_ptr<any_network> small_network_of(index_t classes, network_options const& o, class_numbers<Known...>) {
    std::unique_ptr<any_network> made;
    ((!made && classes == Known && (made = std::make_unique<small_network<Net<image, Known>, Backend>>(o))), ...);
    return made;
}

} // namespace experiment
