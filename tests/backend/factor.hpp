/// What a backend multiplies by where it is given a number.
#pragma once

#include <chrnn/backend/cpu/cpu.hpp>

#include <cmath>

/// `x` rounded to `bits` binary digits, to the nearest or the even one.
inline double rounded_to_bits(double x, int bits) {
    int exponent;
    double const digits = std::frexp(x, &exponent);
    return std::ldexp(std::nearbyint(std::ldexp(digits, bits)), exponent - bits);
}

template <class Backend, class T>
double factor_of(T x) {
    constexpr bool rounded = std::is_base_of_v<chrnn::cpu_bf16, Backend> && std::is_same_v<T, float>;
    return rounded ? rounded_to_bits(static_cast<double>(x), 8) : static_cast<double>(x);
}
