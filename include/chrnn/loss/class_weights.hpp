/// Class weights: how much a label counts in a loss, as its class says.
#pragma once

#include <chrnn/base/sentence.hpp>
#include <chrnn/layer/parameter.hpp>
#include <chrnn/shape/feature_shape.hpp>

#include <array>
#include <iterator>
#include <limits>
#include <type_traits>

namespace chrnn::CHRNN_ABI {

/// An option of losses. `Weights::values` is a constexpr array of the weights by class. Without `Weights` they are
/// numbers of the model: a parameter `class_weights` of the loss that is not trained and begins as 1, which files hold
/// and `set_class_weights` changes.
template <class Weights = void>
struct class_weights {
    using type = Weights;
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// All classes count the same.
struct equal_weights {};

template <class Option>
inline constexpr bool is_class_weights = false;
template <class Weights>
inline constexpr bool is_class_weights<class_weights<Weights>> = true;

/// What the first option of a kind says, and what holds without one.
template <class... Options>
struct weights_among : class_weights<equal_weights> {};
template <class Weights, class... Rest>
struct weights_among<class_weights<Weights>, Rest...> : class_weights<Weights> {};
template <class Option, class... Rest>
struct weights_among<Option, Rest...> : weights_among<Rest...> {};

/// The weight of a class, for kernels. `numbers` are the parameters of the loss.
template <class Weights, class T>
struct class_weight {
    CHRNN_INLINE explicit constexpr class_weight(T const* /*numbers*/) {}
    CHRNN_INLINE constexpr T operator()(index_t label) const {
        constexpr auto all = copied(); // device code may not use the address of a constant of the host
        return static_cast<T>(all[static_cast<std::size_t>(label)]);
    }

  private:
    static consteval auto copied() {
        std::array<double, std::size(Weights::values)> all{};
        for (std::size_t k = 0; k < all.size(); ++k) all[k] = static_cast<double>(Weights::values[k]);
        return all;
    }
};
template <class T>
struct class_weight<equal_weights, T> {
    CHRNN_INLINE explicit constexpr class_weight(T const* /*numbers*/) {}
    CHRNN_INLINE constexpr T operator()(index_t) const { return 1; }
};
template <class T>
struct class_weight<void, T> {
    T const* numbers;
    CHRNN_INLINE explicit constexpr class_weight(T const* of_model) : numbers(of_model) {}
    CHRNN_INLINE constexpr T operator()(index_t label) const { return numbers[label]; }
};

/// The parameters of a loss of so many classes.
template <class Weights>
constexpr auto weight_parameters(index_t classes) {
    if constexpr (std::is_void_v<Weights>)
        return parameter_list(
            weight("class_weights", {classes}).begins(initial::constant, 1).without_decay().untrained());
    else
        return parameter_list<0>();
}

/// How many weights the compiler knows.
template <class Weights>
consteval index_t known_weights() {
    if constexpr (std::is_void_v<Weights> || std::is_same_v<Weights, equal_weights>) {
        return 0;
    } else {
        constexpr bool good = [] {
            for (auto w : Weights::values)
                if (!(w >= 0 && w <= std::numeric_limits<decltype(w)>::max())) return false;
            return true;
        }();
        static_assert(good, "chrnn: the weight of a class is a number that is not negative");
        return static_cast<index_t>(std::size(Weights::values));
    }
}
/// Ends the compilation unless they are as many as the classes of `In`, or none.
template <class Weights, fixed_string Loss, feature_shape In>
consteval void check_weights() {
    if constexpr (known_weights<Weights>() != 0 && known_weights<Weights>() != In.channels)
        mistake<sentence(Loss.view(), " has weights for ", known_weights<Weights>(), " classes, but its input ",
                         In.text(), " has ", In.channels)>();
}

} // namespace chrnn::CHRNN_ABI::detail
