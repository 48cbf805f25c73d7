#include <chrnn/io/stored_number.hpp>

#include <Eigen/Core>

#include <catch2/catch.hpp>

#include <cmath>

using namespace chrnn::detail;

namespace {

/// What 16 bits say, after the text of IEEE 754: `exponent_bits` of exponent, the rest of mantissa.
double said_by(std::uint16_t bits, int exponent_bits) {
    int const mantissa_bits = 15 - exponent_bits, bias = (1 << (exponent_bits - 1)) - 1;
    int const exponent = (bits & 0x7fff) >> mantissa_bits, mantissa = bits % (1 << mantissa_bits);
    double const sign = bits >= 0x8000 ? -1 : 1, fraction = std::ldexp(mantissa, -mantissa_bits);
    if (exponent == 2 * bias + 1) return mantissa == 0 ? sign * INFINITY : NAN;
    return sign * (exponent == 0 ? std::ldexp(fraction, 1 - bias) : std::ldexp(1 + fraction, exponent - bias));
}
bool same(float a, double b) { return std::isnan(b) ? std::isnan(a) : a == b && std::signbit(a) == std::signbit(b); }

} // namespace

TEST_CASE("each of the 65536 halves and bfloat16s becomes the float that IEEE 754 and Eigen make of it") {
    int wrong_half = 0, wrong_brain = 0;
    for (int i = 0; i < 65536; ++i) {
        auto const bits = static_cast<std::uint16_t>(i);
        float const from_half = half{bits}, from_brain = bfloat16{bits};
        auto const of_eigen = Eigen::half_impl::half_to_float(Eigen::half_impl::raw_uint16_to_half(bits));
        auto const other_brain =
            Eigen::bfloat16_impl::bfloat16_to_float(Eigen::bfloat16_impl::raw_uint16_to_bfloat16(bits));
        wrong_half += !same(from_half, said_by(bits, 5)) || !same(from_half, static_cast<double>(of_eigen));
        wrong_brain += !same(from_brain, said_by(bits, 8)) || !same(from_brain, static_cast<double>(other_brain));
    }
    CHECK(wrong_half == 0);
    CHECK(wrong_brain == 0);
    static_assert(half{0x3555} == 0x1.554p-2f && half{0x8000} == 0 && bfloat16{0x3eab} == 0x1.56p-2f);
}
