#if __has_include(<lmdb.h>)
#include <chrnn/caffe.hpp>
#endif
#include <chrnn/chrnn.hpp>
#include <chrnn/files.hpp>
#include <chrnn/images.hpp>
#include <chrnn/report.hpp>

float twice(float);

int main() {
    chrnn::tensor<float, chrnn::extents<2, 3>> a, b;
    a = 1.0f;
    b = a + a;
    return b(1, 2) == twice(1.0f) ? 0 : 1;
}
