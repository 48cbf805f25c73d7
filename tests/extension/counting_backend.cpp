// A backend of one's own: the CPU's, or another, and how often each verb is called.
#include "backend/conformance.hpp"

#include <chrnn/chrnn.hpp>

#include <catch2/catch.hpp>

#include <map>

using namespace chrnn;

namespace {

/// `Base`, which does the work, and the number of calls of each verb. What one verb calls of another does not count.
template <class Base>
class counting_calls : public Base {
  public:
    static constexpr std::string_view name = "counting";
    using Base::Base;

    std::map<std::string, index_t> calls;

    template <class From, class T>
    void upload(std::span<From const> from, T* to) {
        ++calls["upload"];
        Base::upload(from, to);
    }
    template <class T>
    void download(T const* from, std::span<T> to) {
        ++calls["download"];
        Base::download(from, to);
    }
    template <class T>
    void fill(T* to, index_t n, T value) {
        ++calls["fill"];
        Base::fill(to, n, value);
    }
    template <class T, class Kernel>
    void parallel_for_simd(index_t rows, index_t columns, Kernel const& kernel) {
        ++calls["parallel_for_simd"];
        Base::template parallel_for_simd<T>(rows, columns, kernel);
    }
    template <class Kernel>
    void parallel_for_2d(index_t rows, index_t columns, Kernel const& kernel) {
        ++calls["parallel_for_2d"];
        Base::parallel_for_2d(rows, columns, kernel);
    }
    template <class T, class Kernel>
    void parallel_for_planes(index_t planes, index_t entries, Kernel const& kernel) {
        ++calls["parallel_for_planes"];
        Base::template parallel_for_planes<T>(planes, entries, kernel);
    }
    template <class Kernel>
    void parallel_for(index_t n, index_t cost, Kernel const& kernel) {
        ++calls["parallel_for"];
        Base::parallel_for(n, cost, kernel);
    }
    template <class Kernel>
    void parallel_for_groups(index_t n, index_t cost, Kernel const& kernel) {
        ++calls["parallel_for_groups"];
        Base::parallel_for_groups(n, cost, kernel);
    }
    template <class To, expression E>
    void assign(To const& to, E const& e) {
        ++calls["assign"];
        Base::assign(to, e);
    }
    template <reading A, reading B, bool Add, class T>
    void multiply(index_t count, matrices<T> c, std::type_identity_t<matrices<T const>> a,
                  std::type_identity_t<matrices<T const>> b) {
        ++calls["multiply"];
        Base::template multiply<A, B, Add, T>(count, c, a, b);
    }
    template <reading B, class T>
    packed_rhs<B, T> pack_rhs(index_t count, matrices<T const> b, T* scratch) {
        ++calls["pack_rhs"];
        return Base::template pack_rhs<B>(count, b, scratch);
    }
    template <reading A, bool Add, reading B, class T>
    void multiply(index_t count, matrices<T> c, std::type_identity_t<matrices<T const>> a, packed_rhs<B, T> b) {
        ++calls["multiply"];
        Base::template multiply<A, Add>(count, c, a, b);
    }
    template <class T>
    void add_column_sums(index_t count, T* to, std::type_identity_t<matrices<T const>> from) {
        ++calls["add_column_sums"];
        Base::template add_column_sums<T>(count, to, from);
    }
    template <class T>
    void add_row_sums(index_t count, T* to, std::type_identity_t<matrices<T const>> from) {
        ++calls["add_row_sums"];
        Base::template add_row_sums<T>(count, to, from);
    }
    template <expression E>
    void total(E const& e, double* to) {
        ++calls["total"];
        Base::total(e, to);
    }
    template <class T>
    void convolve(convolution const& c, index_t samples, T const* x, T const* weights, T const* bias, T* out) {
        ++calls["convolve"];
        Base::convolve(c, samples, x, weights, bias, out);
    }
    template <class T>
    void convolve_weight_gradient(convolution const& c, index_t samples, T const* x, T const* d_out, T* d_weights) {
        ++calls["convolve_weight_gradient"];
        Base::convolve_weight_gradient(c, samples, x, d_out, d_weights);
    }
    template <class T>
    void convolve_input_gradient(convolution const& c, index_t samples, T const* d_out, T const* weights, T* dx) {
        ++calls["convolve_input_gradient"];
        Base::convolve_input_gradient(c, samples, d_out, weights, dx);
    }
};
using counting = counting_calls<cpu>;
static_assert(backend<counting, float> && backend<counting, double>);

/// The CPU's backend under another name does not have to say anything.
struct renamed : cpu {
    static constexpr std::string_view name = "mine";
    using cpu::cpu;
};

struct small : network<input<2, 9, 9>, conv<3, 3>, rectifier, conv<4, 3>, max_pool<2, stride<2>>, dense<3>,
                       softmax_cross_entropy> {};

template <class Net>
std::vector<float> images(index_t samples) {
    std::vector<float> all(static_cast<std::size_t>(samples * Net::input.size()));
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = static_cast<float>(distribution::normal{}(random_stream{1}, i));
    return all;
}
std::vector<int> const labels{0, 1, 2, 1};

/// What three steps leave.
template <class Backend>
std::vector<float> after_steps() {
    struct net : network<input<2, 9, 9>, conv<3, 3>, rectifier, residual<conv<3, 3, pad<1>>>, pyramid<3, 2, 1>,
                         hierarchy<lstm, all_directions, linked>, dropout<0.5>, dense<3>, softmax_cross_entropy> {};
    model<net, Backend> m(batch{4}, seed{1}, threads{2});
    optimiser learns(m, sgd{});
    for (int step = 0; step < 3; ++step) {
        m.forward(images<net>(4), labels);
        m.backward();
        learns.step(0.1);
    }
    return {m.parameters_span().begin(), m.parameters_span().end()};
}

} // namespace

TEMPLATE_TEST_CASE("a backend of one's own conforms", "", float, double) {
    conforms<counting, TestType>();
    conforms<counting_calls<counting>, TestType>(); // one around another
    conforms<renamed, TestType>();
}

TEST_CASE("a backend that counts calls sees each verb that a network needs") {
    model<small, counting> m(batch{4}, seed{1}, threads{1});
    auto& calls = m.backend().calls;
    auto const x = images<small>(4);
    m.predict(x);
    CHECK(calls["convolve"] == 2);
    CHECK(calls["multiply"] == 1);
    CHECK(calls["parallel_for_planes"] == 1); // pooling
    CHECK(calls["parallel_for_groups"] == 1); // softmax
    CHECK(calls["upload"] == 1);
    CHECK(calls["total"] + calls["convolve_weight_gradient"] + calls["download"] == 0);

    optimiser learns(m, sgd{});
    m.forward(x, labels);
    calls.clear();
    m.backward();
    CHECK(calls["fill"] >= 1);
    CHECK(calls["convolve_weight_gradient"] == 2);
    CHECK(calls["convolve_input_gradient"] == 1); // nobody asks for the image's
    CHECK(calls["multiply"] == 2);
    CHECK(calls["add_row_sums"] == 2);
    CHECK(calls["add_column_sums"] == 1);
    CHECK(calls["convolve"] == 0);

    calls.clear();
    learns.step(0.1);
    CHECK(calls["total"] == 1);
    CHECK(calls["convolve"] + calls["multiply"] == 0);

    m.want_input_gradient();
    m.forward(x, labels);
    calls.clear();
    m.backward();
    CHECK(calls["convolve_input_gradient"] == 2);
}

TEST_CASE("a network has the same bits on a backend of one's own") {
    auto const expected = after_steps<cpu>();
    CHECK(after_steps<counting>() == expected);
    CHECK(after_steps<renamed>() == expected);
}
