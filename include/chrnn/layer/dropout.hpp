/// Dropout.
#pragma once

#include <chrnn/layer/layer.hpp>

#include <bit>

namespace chrnn::CHRNN_ABI {

/// A probability as a template argument, kept as the bits of a double: `dropout<0.5>`.
struct probability {
    std::uint64_t bits;

    consteval probability(double p) : bits(p >= 0 && p < 1 ? std::bit_cast<std::uint64_t>(p) : beyond) {}
    consteval probability(int p) : probability(static_cast<double>(p)) {}
    /// As nvcc writes it out again for the host's compiler.
    template <std::same_as<std::uint64_t> Bits>
    consteval probability(Bits b) : bits(b) {}
    static constexpr std::uint64_t beyond = ~std::uint64_t{0}; ///< stands for what is no probability below 1
    constexpr double value() const { return std::bit_cast<double>(bits); }
    constexpr bool operator==(probability const&) const = default;
};

/// In training each number is dropped with probability `P` and the others are divided by 1 - P, so that nothing needs
/// scaling in testing (Srivastava et al., JMLR 2014). In place; the mask is drawn again in backward.
template <probability P>
struct dropout : shape_preserving_layer {
    static_assert(P.bits != probability::beyond,
                  "chrnn: dropout takes the probability of a number to be dropped, from 0 to below 1: dropout<0.5>");
    static constexpr std::string_view kind = "drop";
    static constexpr bool in_place = true, training_only = true;
    static constexpr activations backward_reads = activations::none;

    static std::string text() { return std::to_string(static_cast<int>(100 * P.value() + 0.5)) + "%"; }

    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        apply(p, p.x, p.y, p.samples * In.size());
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        if (p.dx) apply(p, p.dy, p.dx, p.samples * In.size());
    }

    /// Four neighbouring numbers, which share one draw.
    template <class T>
    struct drop {
        T const* from;
        T* to;
        index_t n;
        step_noise noise;

        CHRNN_INLINE void operator()(index_t four) const {
            constexpr auto limit = static_cast<std::uint32_t>(P.value() * 0x1p32);
            constexpr T scale = static_cast<T>(1 / (1 - P.value()));
            detail::random_words const words = noise.stream().words(static_cast<std::uint64_t>(four));
            for (index_t j = 0; j < 4 && four * 4 + j < n; ++j)
                to[four * 4 + j] = words[static_cast<std::size_t>(j)] < limit ? T(0) : from[four * 4 + j] * scale;
        }
    };

  private:
    template <class Pass, class T>
    static void apply(Pass const& p, T const* from, T* to, index_t n) {
        p.on.parallel_for((n + 3) / 4, 64, drop<T>{from, to, n, p.noise});
    }
};

} // namespace chrnn::CHRNN_ABI
