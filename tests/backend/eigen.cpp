#include <tensor/sample.hpp>

#include <chrnn/backend/cpu/eigen.hpp>

using namespace chrnn;
using namespace chrnn::detail;

TEST_CASE("a matrix is an Eigen map of the same memory") {
    auto a = sample<double, 3, 5>(1);
    auto const b = sample<double, 5, 4>(2);
    auto const map = as_eigen(a.view());
    static_assert(decltype(map)::RowsAtCompileTime == 3 && decltype(map)::ColsAtCompileTime == 5);
    CHECK(map.data() == a.span().data());
    for (index_t i = 0; i < 3; ++i)
        for (index_t j = 0; j < 5; ++j) CHECK(map(i, j) == a(i, j));

    tensor<double, extents<3, 4>> c, product;
    as_eigen(c.view()) = map * as_eigen(b.view());
    product = matmul(a, b);
    for (index_t i = 0; i < 12; ++i) CHECK(c(i / 4, i % 4) == Approx(product(i / 4, i % 4)));
    as_eigen(a.view())(2, 1) = 9;
    CHECK(a(2, 1) == 9);
}

TEST_CASE("vectors and matrices of run-time height are Eigen maps too") {
    auto column = sample<float, 4, 1>(1), other = column;
    auto row = sample<float, 1, 4>(2);
    CHECK(as_eigen(column.view()).dot(as_eigen(other.view())) == Approx(as_eigen(other.view()).squaredNorm()));
    CHECK(as_eigen(row.view())(0, 3) == row(0, 3));
    auto const batch = batch_sample<float, 3>(7, 3);
    auto const map = as_eigen(batch.view());
    CHECK(map.rows() == 7);
    CHECK(map(6, 2) == batch(6, 2));
}

TEST_CASE("Eigen matrices and vectors are views of the same memory") {
    Eigen::Matrix<double, 3, 4, Eigen::RowMajor> m = Eigen::Matrix<double, 3, 4, Eigen::RowMajor>::Random();
    auto const& constant = m;
    auto const v = as_view(m);
    static_assert(std::is_same_v<shape_of<decltype(v)>, extents<3, 4>>);
    CHECK(v(2, 1) == m(2, 1));
    assign(v, v * 2 + 1);
    CHECK(v(2, 1) == m(2, 1));
    CHECK(as_view(constant)(0, 3) == m(0, 3));
    static_assert(!decltype(as_view(constant))::writable);

    Eigen::Vector3f column(1, 2, 3);
    CHECK(as_view(column)(2, 0) == 3);
    Eigen::RowVector3f row(1, 2, 3);
    CHECK(as_view(row)(0, 1) == 2);
    Eigen::Matrix<float, Eigen::Dynamic, 2, Eigen::RowMajor> tall(5, 2);
    tall.setConstant(3);
    auto const batch = as_view(tall);
    CHECK(batch.leading() == 5);
    CHECK(batch(4, 1) == 3);
}
