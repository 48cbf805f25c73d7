/// Labels of regions: which does not count, and how much the others do.
#pragma once

#include <chrnn/base/sentence.hpp>

#include <array>
#include <iterator>
#include <type_traits>

namespace chrnn::CHRNN_ABI {

/// The label of regions that do not count.
template <int Label>
struct ignored_label {
    static constexpr int label = Label;
};
/// `Weights::values` is a constexpr array of the weights by class.
template <class Weights>
struct class_weights {
    using type = Weights;
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// What the first option of a kind says, and what holds without one.
template <class... Options>
struct ignored_among : ignored_label<-1> {};
template <int Label, class... Rest>
struct ignored_among<ignored_label<Label>, Rest...> : ignored_label<Label> {};
template <class Option, class... Rest>
struct ignored_among<Option, Rest...> : ignored_among<Rest...> {};

template <class... Options>
struct weights_among : class_weights<void> {};
template <class Weights, class... Rest>
struct weights_among<class_weights<Weights>, Rest...> : class_weights<Weights> {};
template <class Option, class... Rest>
struct weights_among<Option, Rest...> : weights_among<Rest...> {};

template <class Option>
inline constexpr bool is_ignored_label = false;
template <int Label>
inline constexpr bool is_ignored_label<ignored_label<Label>> = true;
template <class Option>
inline constexpr bool is_class_weights = false;
template <class Weights>
inline constexpr bool is_class_weights<class_weights<Weights>> = true;

/// What the options of a loss say of labels.
template <class... Options>
struct region_labels {
    static_assert(((is_ignored_label<Options> || is_class_weights<Options>)&&...),
                  "chrnn: region_cross_entropy knows the options ignored_label<n> and class_weights<type> only");
    static_assert((0 + ... + is_ignored_label<Options>) <= 1 && (0 + ... + is_class_weights<Options>) <= 1,
                  "chrnn: an option of region_cross_entropy is given twice");

    static constexpr int ignored = ignored_among<Options...>::label;
    using given_weights = typename weights_among<Options...>::type;

    /// How many weights are given.
    static constexpr index_t weights() {
        if constexpr (std::is_void_v<given_weights>) {
            return 0;
        } else {
            constexpr bool good = [] {
                for (auto w : given_weights::values)
                    if (!(w >= 0)) return false;
                return true;
            }();
            static_assert(good, "chrnn: the weight of a class is a number that is not negative");
            return static_cast<index_t>(std::size(given_weights::values));
        }
    }
    /// The weight of regions of that label.
    template <class T>
    CHRNN_INLINE static constexpr T weight(int label) {
        if (label == ignored) return 0;
        if constexpr (std::is_void_v<given_weights>) {
            return 1;
        } else {
            constexpr auto all = copied(); // device code may not use the address of a constant of the host
            return static_cast<T>(all[static_cast<std::size_t>(label)]);
        }
    }

  private:
    static consteval auto copied() {
        std::array<double, static_cast<std::size_t>(weights())> all{};
        for (std::size_t k = 0; k < all.size(); ++k) all[k] = static_cast<double>(given_weights::values[k]);
        return all;
    }
};

} // namespace chrnn::CHRNN_ABI::detail
