/// Dropout.
#pragma once

#include <chrnn/layer/layer.hpp>

namespace chrnn {

/// In training each number is dropped with a probability of `Percent` / 100 and the others are divided by the rest, so
/// that nothing needs scaling in testing (Srivastava et al., JMLR 2014). In place; the mask is drawn again in backward.
template <index_t Percent>
struct dropout : layer {
    static_assert(Percent >= 0 && Percent < 100, "chrnn: dropout drops 0 to 99 percent");
    static constexpr std::string_view kind = "drop";
    static constexpr bool in_place = true;

    template <signal In>
    static consteval signal output() {
        return In;
    }
    template <signal In>
    static constexpr region_box footprint(region_box out) {
        return out;
    }
    static std::string text() { return std::to_string(Percent) + "%"; }

    template <signal In, class Pass>
    static void forward(Pass const& p) {
        if (p.training) apply(p, p.x, p.y, p.samples * In.size());
    }
    template <signal In, class Pass>
    static void backward(Pass const& p) {
        if (p.training) apply(p, p.dy, p.dx, p.samples * In.size());
    }

    /// Four neighbouring numbers, which share one draw.
    template <class T>
    struct drop {
        T const* from;
        T* to;
        index_t n;
        step_noise noise;

        CHRNN_INLINE void operator()(index_t four) const {
            constexpr auto limit = static_cast<std::uint32_t>((std::uint64_t{Percent} << 32) / 100);
            random_words const words = noise.stream().words(static_cast<std::uint64_t>(four));
            for (index_t j = 0; j < 4 && four * 4 + j < n; ++j)
                to[four * 4 + j] = words[static_cast<std::size_t>(j)] < limit
                                       ? T(0)
                                       : from[four * 4 + j] * (T(100) / T(100 - Percent));
        }
    };

  private:
    template <class Pass, class T>
    static void apply(Pass const& p, T const* from, T* to, index_t n) {
        p.on.for_each((n + 3) / 4, 64, drop<T>{from, to, n, p.noise});
    }
};

} // namespace chrnn
