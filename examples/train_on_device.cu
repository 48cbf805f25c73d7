/// The part of `train` that nvcc compiles: the small networks on a GPU.
#include "training.hpp"

#include <chrnn/cuda.hpp>

namespace training {

compared_run train_on_device(std::string const& name, data const& from, options const& o) {
    if (o.device == "cuda_tf32") return train<gpu_tf32>(name, from, o);
    return train<gpu>(name, from, o);
}

} // namespace training
