/// The CPU backend with the convolutions of oneDNN. Needs oneDNN 2 or 3: CMake's target chrnn::onednn.
#pragma once

#include <chrnn/backend/cpu/onednn_convolutions.hpp>

namespace chrnn {

/// `model<net, cpu_onednn>`: as `cpu`, with convolutions by oneDNN. With products by a BLAS as well it is
/// `onednn_convolutions<cpu_blas>`, cpu_blas being that of <chrnn/blas.hpp>.
using cpu_onednn = onednn_convolutions<cpu>;

} // namespace chrnn
