/// A summed model: where the gradients of a model lie that a sum of shards adds up.
#pragma once

#include <chrnn/network/model.hpp>

#include <functional>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// What a sum of shards must know of a model, without its type: it would be compiled for every network.
template <class Backend, class Scalar>
struct summed_model {
    Backend& on;
    std::function<Scalar*()> parameters, gradients; ///< where the backend computes
    std::function<Scalar*()> gradients_on_host;
    std::vector<index_t> offsets; ///< of the layers in both, and where the last one ends
    std::vector<placed_parameter> const& placed;

    index_t size() const { return offsets.back(); }
};
template <class Net, class Backend, class Scalar>
summed_model<Backend, Scalar> summed(model<Net, Backend, Scalar>& net) {
    summed_model<Backend, Scalar> all{net.backend(),
                                      [&net] { return net.parameter_memory(); },
                                      [&net] { return net.gradient_memory(); },
                                      [&net] { return net.gradients().data(); },
                                      {},
                                      placed_parameters<Net>()};
    for (index_t layer = 0; layer <= Net::count; ++layer) all.offsets.push_back(Net::parameter_offset(layer));
    return all;
}

} // namespace chrnn::CHRNN_ABI::detail
