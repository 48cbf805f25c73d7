/// Times the matrix products that a C-HLSTM is made of (four directions, 256 channels; the first dense layer), in
/// packed and in plain factors, beside the best square product; and in OpenBLAS and oneDNN where CMake found them.
#include "figures.hpp"

#if defined(CHRNN_BENCH_BLAS)
#include <cblas.h>
#endif
#if defined(CHRNN_BENCH_ONEDNN)
#include <omp.h>
#include <oneapi/dnnl/dnnl.h>
#endif

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// `count` matrices of random numbers.
struct factors {
    index_t count, rows, columns;
    std::vector<float> numbers = normal_numbers(count * rows * columns, static_cast<std::uint64_t>(rows));

    matrices<float> get() { return dense_matrices(numbers.data(), rows, columns); }
};

/// Calls `act(name, product)` for every other library: product(rows, depth, columns, a, b, c) is c = a b^T for
/// row-major matrices without gaps.
template <class Act>
void each_library([[maybe_unused]] index_t threads, [[maybe_unused]] Act const& act) {
#if defined(CHRNN_BENCH_BLAS)
    openblas_set_num_threads(static_cast<int>(threads));
    act("OpenBLAS", [](index_t rows, index_t depth, index_t columns, float const* a, float const* b, float* c) {
        auto const m = static_cast<int>(rows), k = static_cast<int>(depth), n = static_cast<int>(columns);
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, k, 1, a, k, b, k, 0, c, n);
    });
#endif
#if defined(CHRNN_BENCH_ONEDNN)
    omp_set_num_threads(static_cast<int>(threads));
    act("oneDNN", [](index_t rows, index_t depth, index_t columns, float const* a, float const* b, float* c) {
        dnnl_sgemm('N', 'T', rows, columns, depth, 1, a, depth, b, depth, 0, c, columns);
    });
#endif
}

/// `count` products of rows x depth by the transposes of columns x depth.
struct products {
    std::string what;
    index_t count, rows, depth, columns;

    factors a{count, rows, depth}, b{count, columns, depth}, c{count, rows, columns};
    double operations() const { return 2.0 * static_cast<double>(count * rows * depth * columns); }
    float margin() const { return 1e-5f * static_cast<float>(depth); }
    void multiply(cpu& on) {
        on.multiply<reading::plain, reading::transposed, false>(count, c.get(), a.get(), b.get());
    }
};

void time_ours(measure const& timed, double best, products& all) {
    cpu on(timed.threads);
    using right = packed_rhs<reading::transposed, float>;
    host_storage<float> space(all.count * right::scratch_size(all.columns, all.depth));
    right const packed = on.pack_rhs<reading::transposed>(all.count, matrices<float const>(all.b.get()), space.data());
    factors again{all.count, all.rows, all.columns};
    auto const with_packed = [&] { on.multiply<reading::plain, false>(all.count, again.get(), all.a.get(), packed); };
    all.multiply(on);
    with_packed();
    check_same(all.c.numbers, again.numbers, all.margin(), "a product, with packed factors");
    auto const print = [&](char const* what, std::vector<double> seconds) {
        figure{all.what, what, all.rows, timed.threads, std::move(seconds), all.operations(), best}.print();
    };
    print("product", timed([&] { all.multiply(on); }));
    print("product, packed", timed(with_packed));
}

template <class Product>
void time_library(measure const& timed, double best, products& all, char const* who, Product const& product) {
    cpu on(timed.threads);
    factors again{all.count, all.rows, all.columns};
    auto const other = [&] {
        for (index_t i = 0; i < all.count; ++i)
            product(all.rows, all.depth, all.columns, all.a.numbers.data() + i * all.rows * all.depth,
                    all.b.numbers.data() + i * all.columns * all.depth,
                    again.numbers.data() + i * all.rows * all.columns);
    };
    all.multiply(on);
    other();
    check_same(all.c.numbers, again.numbers, all.margin(), std::string("a product, in ") + who);
    figure{all.what, "product", all.rows, timed.threads, timed(other), all.operations(), best}.print(who);
}

void run(measure const& timed) {
    double const best = best_product_rate(timed);
    std::vector<products> all;
    for (index_t regions : {1, 3, 6})
        for (index_t samples : {1, 8, 32})
            all.push_back(
                {"diagonal of " + std::to_string(regions) + " regions, " + std::to_string(samples) + " samples", 4,
                 regions * samples, 512, 1024});
    all.push_back({"input projection, 36 regions, 32 samples", 4, 36 * 32, 256, 1024});
    all.push_back({"dense layer of 12800 to 4096, 32 samples", 1, 32, 12800, 4096});
    for (index_t side : {1024, 2048}) all.push_back({"square", 1, side, side, side});
    // Ours first, then each library's: its threads wait for more work for a while, and take the processors' time.
    for (products& one : all) time_ours(timed, best, one);
    each_library(timed.threads, [&](char const* who, auto const& product) {
        for (products& one : all) time_library(timed, best, one, who, product);
    });
}

} // namespace

int main(int count, char** arguments) {
    measure timed;
    CLI::App program("Times the matrix products of a C-HLSTM; one JSON object a line.", "products");
    timed.add_options(program);
    return run_program(program, count, arguments, [&] { run(timed); });
}
