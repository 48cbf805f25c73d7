/// Times one expression of eight operations over 64 MB, beside the same as a loop, in Eigen, and a copy.
#include "figures.hpp"

#include <chrnn/backend/cpu/eigen.hpp>

using namespace chrnn;

namespace {

constexpr index_t n = index_t{16} << 20; // floats: 64 MB

void run(measure const& timed) {
    cpu on(timed.threads);
    chrnn::detail::team workers(timed.threads);
    using vector = tensor<float, extents<n>>;
    vector x, y, z;
    x = random<extents<n>>(random_stream{1}, distribution::uniform{-1, 1});

    auto const print = [&](char const* what, char const* who, index_t threads, std::vector<double> seconds) {
        figure one{"expression, 64 MB", what, 1, threads, std::move(seconds), 0, 0, 2.0 * n * sizeof(float)};
        one.print(who);
    };
    // Every way divides the numbers among the threads alike.
    auto const divided = [&](auto const& part) {
        constexpr index_t parts = 64, size = n / parts;
        workers.run(parts, [&](index_t task, index_t) { part(task * size, size); });
    };
    float const* const from = x.span().data();
    float* const to = z.span().data();

    print("copy", "memcpy", timed.threads, timed([&] {
              divided(
                  [&](index_t begin, index_t size) { std::memcpy(to + begin, from + begin, sizeof(float) * size); });
          }));
    auto const ours = [&] { return abs(max((x.view() * 2.0f + 1.0f) * x.view() - 0.5f, -0.25f) * x.view() + 0.125f); };
    print("eight operations", "chrnn", timed.threads, timed([&] { assign(y.view(), ours(), on); }));
    print("eight operations", "loop", timed.threads, timed([&] {
              divided([&](index_t begin, index_t size) {
                  for (index_t i = begin; i < begin + size; ++i) {
                      float const a = from[i], b = (a * 2.0f + 1.0f) * a - 0.5f;
                      to[i] = std::abs((b < -0.25f ? -0.25f : b) * a + 0.125f);
                  }
              });
          }));
    check_same(y.span(), z.span(), 1e-6f, "the expression, as a loop");
    print("eight operations", "Eigen", timed.threads, timed([&] {
              divided([&](index_t begin, index_t size) {
                  Eigen::Map<Eigen::ArrayXf const> const a(from + begin, size);
                  Eigen::Map<Eigen::ArrayXf>(to + begin, size) =
                      (((a * 2.0f + 1.0f) * a - 0.5f).max(-0.25f) * a + 0.125f).abs();
              });
          }));
    check_same(y.span(), z.span(), 1e-6f, "the expression, in Eigen");
}

} // namespace

int main(int count, char** arguments) {
    measure timed;
    CLI::App program("Times an expression of eight operations over 64 MB; one JSON object a line.", "expressions");
    timed.add_options(program);
    return run_program(program, count, arguments, [&] { run(timed); });
}
