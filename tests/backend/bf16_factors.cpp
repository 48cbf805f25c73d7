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

} // namespace

TEST_CASE("factors are rounded to the nearest bfloat16 however they are laid out") {
    std::vector<float> from(2 * width);
    std::vector<float> below(width), along(width);
    for (std::uint64_t round = 0; round < 3000; ++round) {
        for (std::size_t i = 0; i < from.size(); ++i) from[i] = any_float(round * from.size() + i);
        if (round == 0) {
            from[0] = -0.f;
            from[1] = std::numeric_limits<float>::max();
        }
        if (round == 1) from[0] = INFINITY, from[1] = same_bits<float>(0x7fffffffu);
        bf16_words::lay_out_below(from.data(), width, below.data());
        bf16_words::lay_out_along(from.data(), along.data());
        bool all = true;
        for (std::size_t i = 0; i < below.size(); ++i) {
            auto const of_below = numbers_of(below[i]), of_along = numbers_of(along[i]);
            all = all && is_rounded(of_below[0], from[i]) && is_rounded(of_below[1], from[i + below.size()]);
            all = all && is_rounded(of_along[0], from[2 * i]) && is_rounded(of_along[1], from[2 * i + 1]);
            float const one = bf16_words::word(from.data() + i, width, 2), last = bf16_words::word(&from[i], 1, 1);
            all = all && std::memcmp(&one, &below[i], sizeof one) == 0;
            all = all && is_rounded(numbers_of(last)[0], from[i]) && same_bits<std::uint32_t>(last) >> 16 == 0;
        }
        REQUIRE(all);
    }
}

#if defined(EIGEN_VECTORIZE_AVX512) && defined(__x86_64__)
TEST_CASE("the instruction and plain floats give the same bits") {
    if (!bf16_by_instruction::is_there()) {
        WARN("this processor has no AVX512-BF16");
        return;
    }
    constexpr index_t depth = 300, columns = gemm_tile<float>::columns;
    std::vector<float> a(14 * depth), b(depth * columns), by_instruction(14 * columns), in_float = by_instruction;
    for (int range : {0, 4, 12, 40}) { // of the exponents
        auto const fill = [&](std::vector<float>& words, std::uint64_t stream) {
            for (std::size_t i = 0; i < words.size(); ++i) {
                float pair[2];
                for (std::size_t j = 0; j < 2; ++j) {
                    random_stream const drawn{9, stream};
                    double const size = std::exp2(range * (drawn.uniform(4 * i + j) - 0.5));
                    pair[j] = static_cast<float>((drawn.uniform(4 * i + 2 + j) - 0.5) * size);
                }
                words[i] = bf16_words::word(pair, 1, 2);
            }
        };
        fill(a, 1);
        fill(b, 2);
        left_factor<float> const left{a.data(), depth, 1};
        multiply_tile<14, 1, bf16_by_instruction>(depth, left, b.data(), 0, columns, by_instruction.data(), columns,
                                                  false);
        multiply_tile<14, 1, bf16_pairs>(depth, left, b.data(), 0, columns, in_float.data(), columns, false);
        CHECK(std::memcmp(by_instruction.data(), in_float.data(), in_float.size() * sizeof(float)) == 0);
        CHECK(std::ranges::count(in_float, 0.f) == 0);
    }
}
#endif
