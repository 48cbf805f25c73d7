/// Times the matrix products that a C-HLSTM is made of (four directions, 256 channels; the first dense layer), in
/// prepared and in plain factors, beside the best square product.
#include "figures.hpp"

using namespace chrnn;

namespace {

/// `count` matrices of random numbers.
struct factors {
    index_t count, rows, columns;
    std::vector<float> numbers = normal_numbers(count * rows * columns, static_cast<std::uint64_t>(rows));

    matrices<float> get() { return dense_matrices(numbers.data(), rows, columns); }
};

/// c = a b^T for `count` products of rows x depth by depth x columns.
void time_products(measure const& timed, double best, std::string const& what, index_t count, index_t rows,
                   index_t depth, index_t columns) {
    cpu on(timed.threads);
    factors a{count, rows, depth}, b{count, columns, depth}, c{count, rows, columns}, again{count, rows, columns};
    using right = prepared_factors<reading::transposed, float>;
    host_storage<float> room(count * right::room(columns, depth));
    right const prepared = on.prepare<reading::transposed>(count, matrices<float const>(b.get()), room.data());
    auto const plain = [&] {
        on.multiply<reading::plain, reading::transposed, false>(count, c.get(), a.get(), b.get());
    };
    auto const with_prepared = [&] { on.multiply<reading::plain, false>(count, again.get(), a.get(), prepared); };
    plain();
    with_prepared();
    check_same(c.numbers, again.numbers, 1e-5f * static_cast<float>(depth), "a product, with prepared factors");
    double const operations = 2.0 * static_cast<double>(count * rows * depth * columns);
    figure{what, "product", rows, timed.threads, timed(plain), operations, best}.print();
    figure{what, "product, prepared", rows, timed.threads, timed(with_prepared), operations, best}.print();
}

void run(measure const& timed) {
    double const best = best_product_rate(timed);
    for (index_t regions : {1, 3, 6})
        for (index_t samples : {1, 8, 32})
            time_products(timed, best,
                          "diagonal of " + std::to_string(regions) + " regions, " + std::to_string(samples) +
                              " samples",
                          4, regions * samples, 512, 1024);
    time_products(timed, best, "input projection, 36 regions, 32 samples", 4, 36 * 32, 256, 1024);
    time_products(timed, best, "dense layer of 12800 to 4096, 32 samples", 1, 32, 12800, 4096);
}

} // namespace

int main(int count, char** arguments) {
    measure timed;
    CLI::App program("Times the matrix products of a C-HLSTM; one JSON object a line.", "products");
    timed.add_options(program);
    return run_program(program, count, arguments, [&] { run(timed); });
}
