/// What a loss is: the layer that ends a network, and what its targets are.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/layer/layer.hpp>

#include <span>

namespace chrnn::CHRNN_ABI {

/// The base of a loss. Its forward pass makes the network's output, which its backward may read.
/// requires, beside what a layer has: `losses<In>(pass, targets, to)`, the loss of every sample, of which training
/// makes the mean small; `backward<In>(pass, targets)`, the gradient of that mean.
/// May say: `target`, `takes_distributions`, `targets<In>()`, `check<In>(targets)`, `ignores(target)`. Targets of type
/// int are labels: the output is then [classes, labels] for each sample.
struct loss : layer {
    static constexpr bool is_loss = true;
    using target = int;
    static constexpr bool takes_distributions = false; ///< a sample's targets are the shares of its classes

    /// Targets of one sample.
    template <feature_shape>
    static constexpr index_t targets() {
        return 1;
    }
    /// Throws when a target makes no sense.
    template <feature_shape In, class Target>
    static void check(std::span<Target const>) {}
    /// Whether a target says nothing, so that it is not counted among predictions right or wrong.
    template <class Target>
    static constexpr bool ignores(Target const&) {
        return false;
    }
};

} // namespace chrnn::CHRNN_ABI
