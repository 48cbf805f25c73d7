#if __has_include(<lmdb.h>)
#include <chrnn/caffe.hpp>
#endif
#include <chrnn/chrnn.hpp>
#include <chrnn/files.hpp>
#include <chrnn/images.hpp>
#include <chrnn/report.hpp>

float twice(float x) {
    chrnn::tensor<float, chrnn::extents<1>> a;
    a = x;
    a += a;
    return a(0);
}
