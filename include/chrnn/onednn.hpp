/// The CPU backend with the convolutions of oneDNN. Needs oneDNN 2 or 3: CMake's target chrnn::onednn.
#pragma once

#include <chrnn/backend/cpu/onednn_convolutions.hpp>

namespace chrnn::CHRNN_ABI {

/// `model<net, cpu_onednn>`: as `cpu`, with convolutions by oneDNN, from batches of 4 images on. A batch of n keeps
/// about n / 4 threads busy if n is less than 16, 4 up to 64, n / 16 beyond. With products by a BLAS as well it is
/// `onednn_convolutions<cpu_blas>`, cpu_blas being that of <chrnn/blas.hpp>.
using cpu_onednn = onednn_convolutions<cpu>;

} // namespace chrnn::CHRNN_ABI
