/// The CPU backend with the products of a BLAS. Needs a BLAS with <cblas.h>: CMake's target chrnn::blas.
#pragma once

#include <chrnn/backend/cpu/blas_products.hpp>

namespace chrnn::CHRNN_ABI {

/// `model<net, cpu_blas>`: as `cpu`, with products by the BLAS that the program is linked with.
using cpu_blas = blas_products<cpu>;

} // namespace chrnn::CHRNN_ABI
