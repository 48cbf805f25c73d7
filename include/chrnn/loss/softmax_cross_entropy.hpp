/// Softmax and its cross-entropy with the labels.
#pragma once

#include <chrnn/layer/layer.hpp>

namespace chrnn {

/// Ends a network: its output is the softmax of the last layer's (eq. 26), its loss the mean of -log p(label).
struct softmax_cross_entropy : layer {
    static constexpr std::string_view kind = "softmax";
    static constexpr bool is_loss = true;

    template <signal In>
    static consteval signal output() {
        if constexpr (!In.flat())
            mistake<sentence("softmax_cross_entropy takes a vector of classes, not ", In.text())>();
        return In;
    }

    /// y = softmax(x).
    template <signal In, class Pass>
    static void forward(Pass const& p) {
        constexpr index_t n = In.size();
        p.on.for_each(p.samples, n * 8, [x = p.x, y = p.y](index_t sample) {
            auto const* const from = x + sample * n;
            auto* const to = y + sample * n;
            auto greatest = from[0];
            for (index_t i = 1; i < n; ++i) greatest = from[i] > greatest ? from[i] : greatest;
            auto sum = greatest * 0;
            for (index_t i = 0; i < n; ++i) sum += to[i] = std::exp(from[i] - greatest);
            for (index_t i = 0; i < n; ++i) to[i] /= sum;
        });
    }
    /// losses[sample] = -log p(label), computed from x so that no small probability is rounded to 0.
    template <signal In, class Pass, class T>
    static void losses(Pass const& p, int const* labels, T* to) {
        constexpr index_t n = In.size();
        p.on.for_each(p.samples, n * 8, [x = p.x, labels, to](index_t sample) {
            auto const* const from = x + sample * n;
            auto greatest = from[0];
            for (index_t i = 1; i < n; ++i) greatest = from[i] > greatest ? from[i] : greatest;
            T sum = 0;
            for (index_t i = 0; i < n; ++i) sum += std::exp(from[i] - greatest);
            to[sample] = std::log(sum) + greatest - from[labels[sample]];
        });
    }
    /// dx = (y - one-hot label) / samples: the gradient of the mean loss.
    template <signal In, class Pass>
    static void backward(Pass const& p, int const* labels) {
        constexpr index_t n = In.size();
        p.on.for_each(p.samples, n, [y = p.y, dx = p.dx, labels, samples = p.samples](index_t sample) {
            for (index_t i = 0; i < n; ++i) {
                index_t const at = sample * n + i;
                dx[at] = (y[at] - (i == labels[sample] ? 1 : 0)) /
                         static_cast<std::remove_reference_t<decltype(*dx)>>(samples);
            }
        });
    }
};

} // namespace chrnn
