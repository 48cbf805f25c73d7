// A program that is `using namespace chrnn` beside Thrust, CUB and libcu++: a model on a GPU, and the toolkit's own
// names.
#include <chrnn/cuda.hpp>

#include <cub/cub.cuh>
#include <cuda/std/span>
#include <thrust/device_vector.h>
#include <thrust/for_each.h>
#include <thrust/reduce.h>

using namespace chrnn;

using tiny = network<input<1, 4, 4>, dense<2>, softmax_cross_entropy>;

float probabilities_that_thrust_adds_up() {
    model<tiny, gpu> net;
    std::vector<float> const image(16);
    std::span<float const> const probabilities = net.predict(image);
    thrust::device_vector<float> numbers(probabilities.begin(), probabilities.end());
    cuda::std::span<float> const there(thrust::raw_pointer_cast(numbers.data()), numbers.size());
    std::size_t bytes = 0;
    (void)cub::DeviceReduce::Sum(nullptr, bytes, there.data(), there.data(), 2);
    return thrust::reduce(thrust::cuda::par_nosync, numbers.begin(), numbers.end(), 0.0f, thrust::plus<float>());
}
