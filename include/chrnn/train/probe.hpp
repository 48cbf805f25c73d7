/// A loss that sees every number of its input, for checking the gradients of whatever stands before it.
#pragma once

#include <chrnn/layer/layer.hpp>

namespace chrnn {

/// The loss of a sample is the sum of its numbers, each times a fixed random weight in [-1, 1).
struct probe : layer {
    static constexpr std::string_view kind = "probe";
    static constexpr bool is_loss = true;

    /// The weight of number i of a sample.
    static constexpr double weight(index_t sample, index_t i) {
        return 2 * random_stream{1, static_cast<std::uint64_t>(sample)}.uniform(static_cast<std::uint64_t>(i)) - 1;
    }

    template <signal In>
    static consteval signal output() {
        return In;
    }
    template <signal In, class Pass>
    static void forward(Pass const& p) {
        p.on.for_each(p.samples, In.size(), [x = p.x, y = p.y](index_t sample) {
            for (index_t i = 0; i < In.size(); ++i) y[sample * In.size() + i] = x[sample * In.size() + i];
        });
    }
    template <signal In, class Pass, class T>
    static void losses(Pass const& p, int const*, T* to) {
        p.on.for_each(p.samples, In.size() * 16, [x = p.x, to](index_t sample) {
            double sum = 0;
            for (index_t i = 0; i < In.size(); ++i) sum += weight(sample, i) * x[sample * In.size() + i];
            to[sample] = static_cast<T>(sum);
        });
    }
    template <signal In, class Pass>
    static void backward(Pass const& p, int const*) {
        using T = std::remove_pointer_t<decltype(p.dx)>;
        p.on.for_each(p.samples, In.size() * 16, [dx = p.dx, samples = p.samples](index_t sample) {
            for (index_t i = 0; i < In.size(); ++i)
                dx[sample * In.size() + i] = static_cast<T>(weight(sample, i) / static_cast<double>(samples));
        });
    }
};

} // namespace chrnn
