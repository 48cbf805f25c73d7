/// A counter-based random stream: every number is a pure function of (seed, stream, counter), so the draw does not
/// depend on threads, on order or on the backend. Philox-4x32-10 of Salmon et al., "Parallel random numbers: as easy
/// as 1, 2, 3" (SC 2011).
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/fnv1a.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace chrnn::CHRNN_ABI::detail {

/// Four random 32-bit words.
using random_words = std::array<std::uint32_t, 4>;

/// The Philox-4x32-10 bijection of `counter` under `key`.
CHRNN_INLINE constexpr random_words philox(random_words counter, std::uint32_t key0, std::uint32_t key1) {
    for (int round = 0; round < 10; ++round) {
        std::uint64_t const a = std::uint64_t{0xD2511F53} * counter[0];
        std::uint64_t const b = std::uint64_t{0xCD9E8D57} * counter[2];
        counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key0, static_cast<std::uint32_t>(b),
                   static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key1, static_cast<std::uint32_t>(a)};
        key0 += 0x9E3779B9;
        key1 += 0xBB67AE85;
    }
    return counter;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// One stream of random numbers, addressed by position. A value: copying it copies no state, since it has none.
struct random_stream {
    std::uint64_t seed = 0;
    std::uint64_t stream = 0; ///< which of the seed's 2^64 independent streams

    /// The four words at `position`.
    CHRNN_INLINE constexpr detail::random_words words(std::uint64_t position) const {
        return detail::philox({static_cast<std::uint32_t>(position), static_cast<std::uint32_t>(position >> 32),
                               static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32)},
                              static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
    }

    /// The 32-bit word at `position`; four neighbouring positions share one call of the bijection.
    CHRNN_INLINE constexpr std::uint32_t word(std::uint64_t position) const {
        return words(position / 4)[position % 4];
    }

    /// Uniform in [0, 1), a multiple of 2^-24: the same number in float and in double.
    CHRNN_INLINE constexpr double uniform(std::uint64_t position) const { return (word(position) >> 8) * 0x1p-24; }

    /// Uniform among 0 .. n-1, with a bias below n / 2^32.
    constexpr std::uint32_t below(std::uint32_t n, std::uint64_t position) const {
        return static_cast<std::uint32_t>((std::uint64_t{word(position)} * n) >> 32);
    }
};

/// The key of a stream that nobody else draws from: a seed for a purpose and a name, such as "initial values" and
/// "conv1.weight". Streams are then numbered within the key: `random_stream{random_key(seed, "order"), epoch}`.
constexpr std::uint64_t random_key(std::uint64_t seed, std::string_view purpose, std::string_view name = {}) {
    fnv1a all;
    all.add(seed);
    all.add(purpose);
    all.add(static_cast<unsigned char>(0xFF)); // an end that no text has inside
    all.add(name);
    std::uint64_t key = all.value(); // and its bits mixed, as MurmurHash3 ends
    for (std::uint64_t factor : {0xFF51AFD7ED558CCDu, 0xC4CEB9FE1A85EC53u}) key = (key ^ key >> 33) * factor;
    return key ^ key >> 33;
}

/// Puts `values` in a random order (Fisher and Yates); the order is a function of `random` and the length alone.
template <class T>
constexpr void shuffle(std::span<T> values, random_stream random) {
    for (std::size_t i = values.size(); i > 1; --i)
        std::swap(values[i - 1], values[random.below(static_cast<std::uint32_t>(i), i)]);
}

} // namespace chrnn::CHRNN_ABI
