/// Labels of regions: which does not count, and how much the others do.
#pragma once

#include <chrnn/loss/class_weights.hpp>
#include <chrnn/loss/label_smoothing.hpp>

namespace chrnn::CHRNN_ABI {

/// The label of regions that do not count.
template <int Label>
struct ignored_label {
    static constexpr int label = Label;
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

template <class Option>
inline constexpr bool is_ignored_label = false;
template <int Label>
inline constexpr bool is_ignored_label<ignored_label<Label>> = true;

/// What the options of a loss say of labels.
template <class... Options>
struct region_labels {
    static_assert(((is_ignored_label<Options> || is_class_weights<Options> || is_label_smoothing<Options>)&&...),
                  "chrnn: region_cross_entropy knows the options ignored_label<n>, class_weights<type> and "
                  "label_smoothing<share> only");
    static_assert((0 + ... + is_ignored_label<Options>) <= 1 && (0 + ... + is_class_weights<Options>) <= 1 &&
                      (0 + ... + is_label_smoothing<Options>) <= 1,
                  "chrnn: an option of region_cross_entropy is given twice");

    static constexpr int ignored = ignored_among<Options...>::label;
    static constexpr double smoothing = (0. + ... + smoothing_of<Options>);
    using given_weights = typename weights_among<Options...>::type;

    /// The weight of regions of that label.
    template <class T>
    struct weight {
        class_weight<given_weights, T> of_class;

        CHRNN_INLINE explicit constexpr weight(T const* numbers) : of_class(numbers) {}
        CHRNN_INLINE constexpr T operator()(int label) const { return label == ignored ? 0 : of_class(label); }
    };
};

} // namespace chrnn::CHRNN_ABI::detail
