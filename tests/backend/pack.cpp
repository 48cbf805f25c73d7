#include <chrnn/backend/cpu/pack.hpp>
#include <chrnn/formula/function.hpp>

#include <catch2/catch.hpp>

#include <limits>
#include <vector>

using namespace chrnn;
using namespace chrnn::detail;

/// Checks value and gradient of `Function` on packs against those on single numbers.
template <class Function, class T, std::size_t... K>
void check_lanes(double low, double high, std::index_sequence<K...>) {
    constexpr index_t width = pack<T>::width;
    constexpr auto arguments = static_cast<index_t>(sizeof...(K));
    std::vector<T> numbers(static_cast<std::size_t>((arguments + 2) * width));
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = static_cast<T>(low + (high - low) * static_cast<double>(i * 7 % 23) / 23);
    auto const argument = [&](index_t k) { return numbers.data() + k * width; };
    T* const d = argument(arguments);
    T* const result = argument(arguments + 1);
    auto const near = [&](T computed, T expected) {
        CHECK(computed == Approx(expected)
                              .epsilon(8.0 * std::numeric_limits<T>::epsilon())
                              .margin(8.0 * std::numeric_limits<T>::epsilon()));
    };
    auto const load = [](T const* from) { return simd_traits<pack<T>>::load(from); };

    pack<T> const y = Function::value(load(argument(K))...);
    simd_traits<pack<T>>::store(result, y);
    for (index_t i = 0; i < width; ++i) near(result[i], Function::value(argument(K)[i]...));

    auto const gradient = [&]<std::size_t J>(std::integral_constant<std::size_t, J>) {
        simd_traits<pack<T>>::store(result,
                                    Function::template backward<static_cast<int>(J)>(load(d), y, load(argument(K))...));
        for (index_t i = 0; i < width; ++i)
            near(result[i], Function::template backward<static_cast<int>(J)>(d[i], Function::value(argument(K)[i]...),
                                                                             argument(K)[i]...));
    };
    (gradient(std::integral_constant<std::size_t, K>{}), ...);
}

TEMPLATE_TEST_CASE("functions and their gradients are the same on packs as on single numbers", "", float, double) {
    using T = TestType;
    constexpr std::make_index_sequence<1> one;
    constexpr std::make_index_sequence<2> two;
    check_lanes<function::add, T>(-2, 2, two);
    check_lanes<function::subtract, T>(-2, 2, two);
    check_lanes<function::multiply, T>(-2, 2, two);
    check_lanes<function::divide, T>(0.5, 2, two);
    check_lanes<function::min, T>(-2, 2, two);
    check_lanes<function::max, T>(-2, 2, two);
    check_lanes<function::less, T>(-2, 2, two);
    check_lanes<function::less_equal, T>(-2, 2, two);
    check_lanes<function::equal, T>(-2, 2, two);
    check_lanes<function::not_equal, T>(-2, 2, two);
    check_lanes<function::negate, T>(-2, 2, one);
    check_lanes<function::exp, T>(-20, 20, one);
    check_lanes<function::log, T>(0.1, 20, one);
    check_lanes<function::sqrt, T>(0.1, 20, one);
    check_lanes<function::rsqrt, T>(0.1, 20, one);
    check_lanes<function::tanh, T>(-2, 2, one);
    check_lanes<function::sigmoid, T>(-5, 5, one);
    check_lanes<function::relu, T>(-2, 2, one);
    check_lanes<function::abs, T>(-2, 2, one);
    check_lanes<function::where, T>(-2, 2, std::make_index_sequence<3>{});
}
