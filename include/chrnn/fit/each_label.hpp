/// The labels of a batch, one by one, with the scores that a network gave their classes.
#pragma once

#include <chrnn/network/model.hpp>

#include <algorithm>

namespace chrnn::CHRNN_ABI::detail {

/// Whether the targets of a model are labels of classes.
template <class Model>
inline constexpr bool labels_classes =
    std::is_same_v<typename Model::target, int>&& Model::targets_each > 0 && Model::classes % Model::targets_each == 0;
/// Of how many classes its labels are.
template <class Model>
inline constexpr index_t classes_of_labels = Model::classes / Model::targets_each;

/// Whether a model tells what class a sample is of: it learns from one label, or from the shares of classes.
template <class Model>
inline constexpr bool tells_classes =
    (std::is_same_v<typename Model::target, int> && Model::targets_each == 1) || Model::net::loss::takes_distributions;

/// Calls `act(scores, label)` for every label that counts, with the scores of its classes. `output` is that of the
/// network, `gathered` memory for the scores of one region.
template <class Model, class T, class Act>
void each_label(std::span<T const> output, std::span<int const> labels, std::vector<T>& gathered, Act const& act) {
    constexpr auto regions = static_cast<std::size_t>(Model::targets_each);
    constexpr auto classes = static_cast<std::size_t>(classes_of_labels<Model>);
    gathered.resize(regions == 1 ? 0 : classes);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (Model::net::loss::ignores(labels[i])) continue;
        auto const sample = output.subspan(i / regions * regions * classes, regions * classes);
        for (std::size_t k = 0; k < gathered.size(); ++k) gathered[k] = sample[k * regions + i % regions];
        act(regions == 1 ? sample : std::span<T const>(gathered), labels[i]);
    }
}
/// The same where targets are the shares of a sample's classes: its label is the class that has most of it, the lower
/// one of two.
template <class Model, class T, class Act>
void each_label(std::span<T const> output, std::span<float const> shares, std::vector<T>&, Act const& act) {
    static_assert(Model::net::loss::takes_distributions);
    constexpr auto classes = static_cast<std::size_t>(Model::classes);
    for (std::size_t first = 0; first < shares.size(); first += classes) {
        auto const own = shares.subspan(first, classes);
        act(output.subspan(first, classes), static_cast<int>(std::ranges::max_element(own) - own.begin()));
    }
}

} // namespace chrnn::CHRNN_ABI::detail
