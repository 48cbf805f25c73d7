/// Stands in for the header of CUB of this name: what of it the library calls, on the simulated device.
#pragma once

namespace cub {

/// Reduces one value of each thread of a block of `Threads` threads along x.
template <class T, int Threads>
class BlockReduce {
  public:
    struct TempStorage {
        T values[Threads];
    };

    explicit BlockReduce(TempStorage& storage) : values_(storage.values) {}

    /// The sum of all values in thread 0; other threads get nothing of use.
    T Sum(T value) {
        return Reduce(value, [](T a, T b) { return a + b; });
    }
    /// What `join` makes of all values, in thread 0.
    template <class Join>
    T Reduce(T value, Join join) {
        if (blockDim.x != Threads || blockDim.y != 1 || blockDim.z != 1)
            simulated::broken("a block is reduced that has other extents than the reduction");
        values_[threadIdx.x] = value;
        __syncthreads();
        for (int i = 1; threadIdx.x == 0 && i < Threads; ++i) value = join(value, values_[i]);
        return value;
    }

  private:
    T* values_;
};

} // namespace cub
