// The same beside CUDA's Thrust and libcu++, whose algorithms have some of our functions' names.
#include <cuda/std/span>
#include <thrust/complex.h>
#include <thrust/device_vector.h>
#include <thrust/extrema.h>
#include <thrust/functional.h>
#include <thrust/host_vector.h>
#include <thrust/random.h>
#include <thrust/reduce.h>
#include <thrust/sequence.h>
#include <thrust/shuffle.h>
#include <thrust/sort.h>
#include <thrust/transform.h>

#include "beside_std.hpp"

float beside_thrust() {
    thrust::host_vector<float> numbers(10);
    thrust::sequence(numbers.begin(), numbers.end());
    float const all = thrust::reduce(numbers.begin(), numbers.end(), 0.0f, thrust::plus<float>());
    return all + compute();
}
