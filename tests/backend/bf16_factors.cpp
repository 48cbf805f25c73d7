#include <backend/products.hpp>

#include <chrnn/backend/cpu/bf16_factors.hpp>

#include <limits>

namespace {

constexpr index_t width = pack<float>::width;

/// The two numbers of a word.
std::array<float, 2> numbers_of(float word) {
    auto const bits = same_bits<std::uint32_t>(word);
    return {same_bits<float>(bits << 16), same_bits<float>(bits & 0xffff0000u)};
}

/// A float of random bits, all kinds of which come.
float any_float(std::uint64_t i) {
    auto const bits = static_cast<std::uint32_t>(random_stream{7, 1}.uniform(i) * 4294967296.0);
    return same_bits<float>(i % 3 ? bits : bits & 0xffff8000u); // every third lies between two, or is none of both
}

/// `x` as a bfloat16, by arithmetic.
double expected(float x) {
    if (std::abs(x) < std::numeric_limits<float>::min()) return 0;
    double const rounded = rounded_to_bits(static_cast<double>(x), 8);
    return std::abs(rounded) < 0x1p128 ? rounded : std::copysign(INFINITY, rounded);
}

bool is_rounded(float found, float from) {
    if (std::isnan(from)) return std::isnan(found);
    return static_cast<double>(found) == expected(from) && std::signbit(found) == std::signbit(from);
}

/// Checks all ways to lay factors out as `Factors`.
template <class Factors>
void check_rounding() {
    constexpr std::size_t n = width;
    std::vector<float> from(2 * n), below(n), along(n);
    for (std::uint64_t round = 0; round < 3000; ++round) {
        for (std::size_t i = 0; i < from.size(); ++i) from[i] = any_float(round * from.size() + i);
        if (round == 0) from[0] = -0.f, from[1] = std::numeric_limits<float>::max();
        if (round == 1) from[0] = INFINITY, from[1] = same_bits<float>(0x7fffffffu);
        Factors::lay_out_below(from.data(), width, below.data());
        Factors::lay_out_along(from.data(), along.data());
        bool all = true;
        for (std::size_t i = 0; i < n; ++i) {
            auto const of_below = numbers_of(below[i]), of_along = numbers_of(along[i]);
            all = all && is_rounded(of_below[0], from[i]) && is_rounded(of_below[1], from[i + n]);
            all = all && is_rounded(of_along[0], from[2 * i]) && is_rounded(of_along[1], from[2 * i + 1]);
            float const one = Factors::word(&from[i], width, 2), last = Factors::word(&from[i], width, 1);
            all = all && std::memcmp(&one, &below[i], sizeof one) == 0;
            all = all && is_rounded(numbers_of(last)[0], from[i]) && same_bits<std::uint32_t>(last) >> 16 == 0;
        }
        REQUIRE(all);
    }
}

} // namespace

TEST_CASE("factors are rounded to the nearest bfloat16 however they are laid out") { check_rounding<bf16_in_float>(); }

#if defined(EIGEN_VECTORIZE_AVX512) && defined(__x86_64__)

namespace {

/// `n` words of numbers whose exponents are spread over `range`.
std::vector<float> words_of_range(index_t n, int range, std::uint64_t stream) {
    std::vector<float> words;
    for (index_t i = 0; i < n; ++i) {
        auto const drawn = [&](int which) {
            return random_stream{9, stream}.uniform(static_cast<std::uint64_t>(4 * i + which)) - 0.5;
        };
        float const pair[2] = {static_cast<float>(drawn(0) * std::exp2(range * drawn(1))),
                               static_cast<float>(drawn(2) * std::exp2(range * drawn(3)))};
        words.push_back(bf16_in_float::word(pair, 1, 2));
    }
    return words;
}

template <index_t Rows>
void check_same_sums(int range) {
    INFO(Rows << " rows, exponents over " << range);
    constexpr index_t depth = 300, columns = 4 * gemm_tile<float>::columns, panels = panels_at_once<float>(Rows);
    auto const a = words_of_range(Rows * depth, range, 1), b = words_of_range(depth * columns, range, 2);
    std::vector<float> by_instruction(Rows * columns, 0.5f), in_float = by_instruction;
    auto const multiply = [&]<class Factors>(Factors, std::vector<float>& c) {
        multiply_tile<Rows, panels, Factors>(depth, {a.data(), depth, 1}, b.data(), gemm_tile<float>::columns, columns,
                                             c.data(), columns, true);
    };
    multiply(bf16_by_instruction(), by_instruction);
    multiply(bf16_in_float(), in_float);
    CHECK(std::memcmp(by_instruction.data(), in_float.data(), in_float.size() * sizeof(float)) == 0);
    CHECK(std::ranges::count(in_float, 0.5f) ==
          static_cast<std::ptrdiff_t>(Rows * (columns - panels * gemm_tile<float>::columns)));
}

} // namespace

TEST_CASE("the processor's instructions round as arithmetic does, and give the same sums as floats") {
    if (!bf16_by_instruction::is_there()) {
        WARN("this processor has no AVX512-BF16");
        return;
    }
    check_rounding<bf16_by_instruction>();
    for (int range : {0, 4, 12, 40}) {
        check_same_sums<1>(range);
        check_same_sums<2>(range);
        check_same_sums<9>(range);
        check_same_sums<14>(range);
    }
}

#endif
