// expect: chrnn: every index lies inside of its axis
#include <chrnn/tensor/view.hpp>

constexpr float entry(chrnn::index_t row, chrnn::index_t column) {
    float numbers[6]{};
    return chrnn::view<float, chrnn::extents<2, 3>>(numbers)(row, column);
}
static_assert(entry(1, 2) == 0);
static_assert(entry(0, 3) == 0); // in memory, but of the next row
