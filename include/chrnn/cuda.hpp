/// chrnn on CUDA devices, beside all of chrnn.hpp: `model<net, cuda>`. For files that nvcc compiles, as C++20 with
/// --expt-relaxed-constexpr.
#pragma once

#include <chrnn/backend/cuda/cuda.hpp>
#include <chrnn/chrnn.hpp>
