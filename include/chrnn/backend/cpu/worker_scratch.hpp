/// The scratch of a worker: what one thread of a team needs for products and convolutions.
#pragma once

#include <chrnn/backend/cpu/gemm.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// A tile of a convolution: one block of a product, multiplied where it lies.
template <class T>
struct conv_tile {
    static constexpr index_t rows = 2048 / sizeof(T), columns = rows;
    static_assert(panels<plain_factors<T>>::fit(columns, columns));
};

/// Room for the packed blocks of products, and for two tiles: the patches of a convolution and what they add up to.
class worker_scratch {
  public:
    gemm_scratch gemm;

    template <class T>
    T* patches() {
        return reinterpret_cast<T*>(patches_.data());
    }
    template <class T>
    T* sums() {
        return reinterpret_cast<T*>(sums_.data());
    }

  private:
    static constexpr index_t tile_bytes = conv_tile<float>::rows * conv_tile<float>::columns * index_t{sizeof(float)};
    static_assert(conv_tile<double>::rows * conv_tile<double>::columns * index_t{sizeof(double)} <= tile_bytes);
    host_storage<std::byte> patches_{tile_bytes}, sums_{tile_bytes};
};

} // namespace chrnn::CHRNN_ABI::detail
