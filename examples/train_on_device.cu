/// The part of `train` that nvcc compiles: the small networks on a GPU, and that of a user's header.
#include "training.hpp"
#if defined(CHRNN_NETWORK_HEADER)
#include "own_network.hpp"
#endif

#include <chrnn/cuda.hpp>

namespace training {

template <class Backend>
std::optional<compared_run> run_any(std::string const& name, data const& from, options const& o) {
#if defined(CHRNN_NETWORK_HEADER)
    if (name == own_network_name) return run_on<own_network, Backend>(name, from, o);
#endif
    return run<Backend>(name, from, o);
}

std::optional<compared_run> run_on_device(std::string const& name, data const& from, options const& o) {
    if (o.device == "cuda_tf32") return run_any<gpu_tf32>(name, from, o);
    return run_any<gpu>(name, from, o);
}

} // namespace training
