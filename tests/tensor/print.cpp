#include <tensor/sample.hpp>

#include <chrnn/tensor/print.hpp>
#include <chrnn/tensor/reduce.hpp>

#include <sstream>

using namespace chrnn;

template <class E>
std::string printed(E const& e) {
    std::ostringstream out;
    out << e;
    return out.str();
}

TEST_CASE("expressions print as nested brackets, a row a line") {
    tensor<float, extents<2, 3>> x;
    for (index_t i = 0; i < 6; ++i) x(i / 3, i % 3) = static_cast<float>(i);
    CHECK(printed(x) == "[[0, 1, 2],\n[3, 4, 5]]");
    CHECK(printed(x * 0.5) == "[[0, 0.5, 1],\n[1.5, 2, 2.5]]");
    CHECK(printed(sum<0>(x)) == "[3, 5, 7]");
    CHECK(printed(sum(x)) == "15");
    CHECK(printed(tensor<float, extents<1, 1, 1>>()) == "[[[0]]]");
    CHECK(printed(tensor<float, extents<2, 1, 2>>()) == "[[[0, 0]],\n[[0, 0]]]");
}

TEST_CASE("a leading extent of run time prints as long as it is") {
    tensor<float, extents<dynamic, 2>> x(3);
    CHECK(printed(x) == "[[0, 0],\n[0, 0],\n[0, 0]]");
    CHECK(printed(tensor<float, extents<dynamic>>(2)) == "[0, 0]");
    CHECK(printed(tensor<float, extents<dynamic, 2>>(0)) == "[]");
}
