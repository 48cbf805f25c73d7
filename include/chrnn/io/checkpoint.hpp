/// The checkpoint: one safetensors file from which a training goes on to the same bits as if it had never stopped.
#pragma once

#include <chrnn/fit/trainer.hpp>
#include <chrnn/io/checkpoint_metadata.hpp>
#include <chrnn/io/model_file.hpp>
#include <chrnn/train/fingerprint.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// The parameters by name, and what the optimiser keeps for each, as "momentum." and its name; of a `Trainer` that is
/// const, to read only.
template <class Trainer>
auto checkpoint_parameters(Trainer& run) {
    auto all = run.net().named_parameters();
    for (auto& one : run.optimiser().named_slots()) all.push_back(std::move(one));
    return all;
}

template <class Model, class Rule>
checkpoint_model checkpoint_model_of(trainer<Model, Rule> const& run) {
    Model const& net = run.net();
    return {fingerprint<typename Model::net>(),
            std::string(dtype_of<typename Model::scalar>),
            net.capacity(),
            net.seed_value(),
            net.steps(),
            std::string(run.rule().name),
            run.optimiser().scalars()};
}

/// What a checkpoint says beside the numbers of tensors.
struct checkpoint_contents {
    checkpoint_model model;
    training_state state;
};

/// Reads that, and checks all of the file against the training: what it is of, and its schedule. Throws what
/// `load_checkpoint` does.
template <class T>
checkpoint_contents check_checkpoint(tensor_file const& file, parameter_loader<T>& loader,
                                     checkpoint_model const& present, rate_schedule const& schedule) {
    checkpoint_reader const reader(file.path, file.metadata);
    if (!file.checked) reader.refuse("it has no checksum");
    training_state state = reader.state(schedule);
    checkpoint_model saved = reader.model();
    reader.check_rule(saved, present);
    loader.check();
    reader.check_model(saved, present);
    reader.check_counts(saved, state);
    return {std::move(saved), std::move(state)};
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Writes parameters, what the optimiser keeps, the model's preprocessing and where the training stands,
/// atomically. Between two updates at any time, also within an epoch: `fit(run, data, {.save = [&](auto&) {
/// save_checkpoint(path, run); }})`. Throws `error` naming the file if it cannot be written or a number is not finite;
/// the old file survives.
template <class Model, class Rule>
void save_checkpoint(std::filesystem::path const& path, trainer<Model, Rule> const& run) {
    run.optimiser().check_not_exchanged();
    auto const parameters = detail::checkpoint_parameters(run);
    detail::check_finite(path, parameters);
    auto tensors = detail::tensors_of(parameters);
    auto metadata = detail::checkpoint_metadata(detail::checkpoint_model_of(run), run.state());
    detail::add_preprocessing(run.net().preprocessing(), tensors, metadata);
    write_safetensors(path, std::move(tensors), metadata);
}

/// Puts the training where it stood. Throws `error` naming the file and what is wrong, with nothing changed, unless the
/// file is a checkpoint of the same network, scalar type, batch size and kind of schedule, complete and sound. The
/// numbers of the rule (rates, momentum, decay) are the program's to give again.
template <class Model, class Rule>
void load_checkpoint(std::filesystem::path const& path, trainer<Model, Rule>& run) {
    tensor_file const file = read_safetensors(path);
    auto const parameters = detail::checkpoint_parameters(run);
    load_options const all;
    detail::parameter_loader<typename Model::scalar> loader(file, parameters, all);
    auto [saved, state] = detail::check_checkpoint(file, loader, detail::checkpoint_model_of(run), run.rule().schedule);
    preprocessing known = detail::preprocessing_for<typename Model::net>(file);
    (void)run.net().steps_memory(); // takes the memory of training, or throws before anything has changed

    loader.copy();
    run.net().set_seed(saved.seed);
    run.net().set_steps(saved.steps);
    run.optimiser().set_scalars(saved.rule_scalars);
    run.net().preprocessing() = std::move(known);
    run.state() = std::move(state);
}

/// Makes the parameters that a checkpoint of this training holds the model's, to be used: the averages, if the rule
/// keeps such. Where the training stands stays as it is, and what the optimiser keeps. Throws `error` naming the file
/// and what is wrong, with nothing changed.
template <class Model, class Rule>
void load_trained(std::filesystem::path const& path, trainer<Model, Rule>& run) {
    tensor_file file = read_safetensors(path);
    auto const all = detail::checkpoint_parameters(run);
    load_options const every_one;
    detail::parameter_loader<typename Model::scalar> loader(file, all, every_one);
    auto const saved = detail::check_checkpoint(file, loader, detail::checkpoint_model_of(run), run.rule().schedule);
    bool const averages = keeps_averages(run.rule());
    if (averages && saved.model.rule_scalars[0] == 0)
        fail("cannot load ", detail::in_quotes(file.path), ": it has no averages of the parameters yet");
    for (auto const& [name, declared, begin] : detail::placed_parameters<typename Model::net>())
        for (std::string_view const slot : run.rule().slots) {
            auto kept = file.entries.extract(std::string(slot) + "." + name);
            if (averages && slot == run.rule().slots.back() && declared.trained)
                file.entries[name] = std::move(kept.mapped());
        }
    load_parameters(file, run.net().named_parameters());
}

} // namespace chrnn::CHRNN_ABI
