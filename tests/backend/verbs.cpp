#include <tensor/sample.hpp>

#include <thread>

using namespace chrnn;

TEST_CASE("upload, download and fill reach every number and none beyond") {
    for (index_t threads : {1, 3}) {
        cpu on(threads);
        std::vector<double> from(50'000), to(50'001, -1.0);
        for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<double>(i);
        on.upload(std::span<double const>(from), to.data());
        CHECK(std::equal(from.begin(), from.end(), to.begin()));
        CHECK(to.back() == -1);
        on.download(from.data() + 1, std::span(to).first(2));
        CHECK((to[0] == 1 && to[1] == 2 && to[2] == 2));
        on.fill(to.data(), 50'000, 7.0);
        CHECK(std::count(to.begin(), to.end(), 7.0) == 50'000);
        CHECK(to.back() == -1);
    }
}

TEST_CASE("parallel_for_simd visits every row and column once, whole packs first") {
    for (index_t threads : {1, 3})
        for (index_t rows : {1, 3, 700})
            for (index_t columns : {1, 7, 16, 37}) {
                cpu on(threads);
                std::vector<float> visits(static_cast<std::size_t>(rows * columns));
                on.parallel_for_simd<float>(rows, columns, [&]<class V>(index_t row, index_t column) {
                    float* const at = visits.data() + row * columns + column;
                    simd_traits<V>::store(at, simd_traits<V>::load(at) + simd_traits<V>::fill(1));
                });
                CHECK(std::count(visits.begin(), visits.end(), 1.0f) == rows * columns);
            }
}

TEST_CASE("parallel_for_2d calls its kernel once for every row and column") {
    for (index_t threads : {1, 3})
        for (index_t rows : {1, 3, 700})
            for (index_t columns : {1, 7, 37}) {
                cpu on(threads);
                std::vector<int> visits(static_cast<std::size_t>(rows * columns));
                on.parallel_for_2d(rows, columns, [&](index_t row, index_t column) {
                    ++visits[static_cast<std::size_t>(row * columns + column)];
                });
                CHECK(std::count(visits.begin(), visits.end(), 1) == rows * columns);
            }
}

TEST_CASE("parallel_for calls its kernel once for every number") {
    for (index_t threads : {1, 3})
        for (index_t cost : {1, 100, 1'000'000}) {
            cpu on(threads);
            std::vector<int> visits(3000);
            on.parallel_for(3000, cost, [&](index_t i) { ++visits[static_cast<std::size_t>(i)]; });
            CHECK(std::count(visits.begin(), visits.end(), 1) == 3000);
        }
}

TEST_CASE("threads of a user's own compute with tensors at the same time") {
    auto const b = sample<double, 70, 50>(2);
    std::vector<std::thread> threads;
    std::atomic<int> waiting = 4, wrong = 0;
    for (std::uint64_t t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            auto const a = sample<double, 60, 70>(10 + t);
            tensor<double, extents<60, 50>> expected;
            cpu own(1);
            assign(expected.view(), matmul(a, b), own);
            --waiting;
            while (waiting > 0) std::this_thread::yield(); // so that all compute at once
            for (int i = 0; i < 1000; ++i) {
                tensor<double, extents<60, 50>> const c = matmul(a, b);
                if (!std::equal(c.span().begin(), c.span().end(), expected.span().begin())) ++wrong;
            }
        });
    for (auto& one : threads) one.join();
    CHECK(wrong == 0);
}
