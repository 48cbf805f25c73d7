/// The room of a worker: what one thread of a team needs for products and convolutions.
#pragma once

#include <chrnn/backend/cpu/gemm.hpp>

namespace chrnn {

/// Room for the packed blocks of products and a tile of patches.
struct worker_room {
    static constexpr index_t tile_bytes = index_t{2} << 20;

    gemm_room gemm;
    host_storage<std::byte> tile{tile_bytes};

    template <class T>
    T* patches() {
        return reinterpret_cast<T*>(tile.data());
    }
};

} // namespace chrnn
