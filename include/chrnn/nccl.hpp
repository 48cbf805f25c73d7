/// Training by several processes with a CUDA device each, between which NCCL carries gradients: in files that nvcc
/// compiles; link chrnn::nccl.
#pragma once

#include <chrnn/cuda.hpp>
#include <chrnn/nccl/nccl_processes.hpp>
