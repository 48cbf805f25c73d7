#include <chrnn/train/check_gradient.hpp>

#include "train/faulty.hpp"

#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/layer/rectifier.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

using layer = faulty<dense<4>>;

/// Checks a dense layer of five inputs with a fault planted in it.
gradient_report check_with(fault const& wrong, gradient_check how = {}) {
    return with_fault(wrong, [=] { return check_gradient<layer, vector_shape(5)>(2, how); });
}
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

struct with_dropout
    : network<input_of<vector_shape(5)>, dense<30>, rectifier, dropout<0.5>, dense<3>, softmax_cross_entropy> {};

} // namespace

TEST_CASE("a gradient check accepts right gradients and says how many it compared") {
    auto const report = check_with(healthy);
    CHECK(report.within(1e-7));
    CHECK(report.checked == 4 * 5 + 4 + 2 * 5);
    CHECK(!report.vanishes);
    CHECK(check_with(healthy, {.per_parameter = 3}).within(1e-7));
    CHECK(check_with(healthy, {.per_parameter = 3}).checked < report.checked);
}
TEST_CASE("a gradient check that compares only some derivatives looks into every column") {
    // 16 x 16 numbers in 16 places: a fault in any one column is seen
    for (index_t column = 0; column < 16; ++column) {
        auto const wrong = [=](backward_work& w, auto const& right) {
            right();
            for (index_t row = 0; row < 16; ++row) w.at(w.gradients, "weight", row, column) += 1;
        };
        auto const report = with_fault(
            wrong, [] { return check_gradient<faulty<dense<16>>, vector_shape(16)>(2, {.per_parameter = 16}); });
        INFO(column);
        CHECK(!report.within(1e-7));
    }
}
TEST_CASE("a gradient check refuses gradients that are all zero") {
    auto const report = check_with([](backward_work& w, auto const&) { std::fill_n(w.dx, 2 * 5, 0.0); });
    CHECK(report.vanishes);
    CHECK(!report.within(1e9));
}
TEST_CASE("a gradient check refuses a loss that nothing changes") {
    model<network<input_of<vector_shape(3)>, rectifier, probe>, cpu, double> m(batch{1});
    std::vector<double> const x{-1, -2, -3};
    std::vector<int> const labels{0};
    auto const report = check_gradient(m, std::span(x), std::span(labels));
    CHECK(report.worst == 0);
    CHECK(!report.within(1));
}
TEST_CASE("a gradient check names the parameter whose gradient is wrong") {
    auto const report = check_with([](backward_work& w, auto const& right) {
        right();
        w.at(w.gradients, "bias", 0, 1) += 0.01;
    });
    CHECK(report.parameter == "fc1.bias");
    CHECK(report.worst > 1e-3);
    CHECK(!report.within(1e-7));
}
TEST_CASE("a gradient check refuses gradients that are not numbers") {
    auto const one = check_with([](backward_work& w, auto const& right) {
        right();
        w.at(w.gradients, "weight", 1, 1) = not_a_number;
    });
    CHECK(one.parameter == "fc1.weight");
    CHECK(!one.within(1e9));
    CHECK(!check_with([](backward_work& w, auto const& right) {
               right();
               w.scale(w.gradients, "bias", not_a_number);
           }).within(1e9));
    CHECK(!check_with([](backward_work& w, auto const& right) {
               right();
               w.dx[0] = std::numeric_limits<double>::infinity();
           }).within(1e9));
}
TEST_CASE("a gradient check refuses a loss that is not a number") {
    model<network<input_of<vector_shape(3)>, dense<2>, probe>, cpu, double> m(batch{1});
    std::vector<double> const x{1, not_a_number, 2};
    std::vector<int> const labels{0};
    CHECK(!check_gradient(m, std::span(x), std::span(labels)).within(1e9));
}
TEST_CASE("a gradient check leaves the model as it was and finds the same again") {
    model<with_dropout, cpu, double> m(batch{3}, seed{5});
    std::vector<double> x(15);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = distribution::normal{}(random_stream{6}, i);
    std::vector<int> const labels{2, 0, 1};
    m.set_steps(7);
    std::vector<double> const before(m.parameters_span().begin(), m.parameters_span().end());
    auto const first = check_gradient(m, std::span(x), std::span(labels));
    CHECK(first.within(1e-6));
    CHECK(std::equal(before.begin(), before.end(), m.parameters_span().begin()));
    CHECK(m.steps() == 7);
    auto const second = check_gradient(m, std::span(x), std::span(labels));
    CHECK(second.worst == first.worst);
    CHECK(second.parameter == first.parameter);
    CHECK(second.checked == first.checked);
}
TEST_CASE("a central difference sees past a kink beside the place where it is taken") {
    auto const loss = [](double offset) { return std::abs(offset + 3e-5) + 2 * offset; };
    CHECK(central_difference(loss, 1e-4) == Approx(3).epsilon(1e-7));
    CHECK(central_difference([](double offset) { return std::exp(offset); }, 1e-4) == Approx(1).epsilon(1e-10));
    CHECK(std::isnan(central_difference([](double) { return not_a_number; }, 1e-4)));
}
TEST_CASE("a gradient check refuses to compare less than one derivative in a parameter") {
    for (index_t count : {0, -1})
        CHECK_THROWS_WITH(check_with(healthy, {.per_parameter = count}),
                          "a gradient check compares at least 1 derivative in each parameter, not " +
                              std::to_string(count));
}
