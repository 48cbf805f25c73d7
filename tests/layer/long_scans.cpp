/// What a scan keeps over many steps: signals from corner to corner, forward and backward, and numbers that stay
/// finite.
#include "distance.hpp"

#include <chrnn/chrnn.hpp>
#include <chrnn/train/probe.hpp>

#include <catch2/catch.hpp>

#include <cstdio>

using namespace chrnn;

namespace {

/// The loss of a sample is a weighted sum of the channels of its last region.
struct last_region : probe {
    static constexpr std::string_view kind = "last_region";

    static double weight(index_t channel) { return std::sin(1.7 * static_cast<double>(channel + 1)); }
    template <feature_shape In, class Pass>
    static void losses(Pass const& p, int const*, typename Pass::scalar* to) {
        for (index_t n = 0; n < p.samples; ++n) {
            to[n] = 0;
            for (index_t k = 0; k < In.channels; ++k) to[n] += weight(k) * p.x[last<In>(n, k)];
        }
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p, int const*) {
        p.on.fill(p.dx, p.samples * In.size(), typename Pass::scalar(0));
        for (index_t n = 0; n < p.samples; ++n)
            for (index_t k = 0; k < In.channels; ++k) p.dx[last<In>(n, k)] = weight(k) / static_cast<double>(p.samples);
    }

  private:
    template <feature_shape In>
    static constexpr index_t last(index_t n, index_t k) {
        return n * In.size() + (k + 1) * In.scale[0].regions() - 1;
    }
};

/// How a signal fares on its way from the first region of a scan to the last: how large a change of the first input is
/// in the last output beside what it is in the first, and how large the gradient is there beside what it is at the last
/// input; geometric means over the samples. Their product with a direction, taken either way, is one number.
struct gains {
    double forward, backward, disagreement;
};

template <class Cell, index_t Rows, index_t Columns = Rows, class Direction = se>
gains gains_of() {
    constexpr index_t channels = 8, samples = 16, regions = Rows * Columns;
    using net = network<input<channels, Rows, Columns>, recurrence<Cell, directions<Direction>>, last_region>;
    model<net, cpu, double> m{batch{samples}, seed{1}, threads{1}};
    m.want_input_gradient();
    std::vector<double> x(std::size_t(samples * channels * regions)), moved;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = distribution::normal{}(random_stream{2}, i);
    std::vector<int> const labels(samples);
    auto const at = [](index_t n, index_t k, index_t region) {
        return std::size_t((n * channels + k) * regions + region);
    };
    auto const run = [&](double step) {
        moved = x;
        for (index_t n = 0; n < samples; ++n)
            for (index_t k = 0; k < channels; ++k) moved[at(n, k, 0)] += step * std::cos(1.3 * double(k));
        m.forward(std::span<double const>(moved), std::span<int const>(labels));
        return std::vector<double>(m.output("hrnn1").begin(), m.output("hrnn1").end());
    };
    constexpr double step = 1e-4;
    auto const after = run(step), before = run(-step);
    run(0);
    m.backward();
    auto const gradient = m.input_gradient();

    gains all{0, 0, 0};
    for (index_t n = 0; n < samples; ++n) {
        double first_out = 0, last_out = 0, first_in = 0, last_in = 0, along_forward = 0, along_backward = 0;
        for (index_t k = 0; k < channels; ++k) {
            auto const change = [&](index_t region) {
                return (after[at(n, k, region)] - before[at(n, k, region)]) / (2 * step);
            };
            auto const slope = [&](index_t region) { return gradient[at(n, k, region)] * samples; };
            first_out += change(0) * change(0), last_out += change(regions - 1) * change(regions - 1);
            first_in += slope(0) * slope(0), last_in += slope(regions - 1) * slope(regions - 1);
            along_forward += last_region::weight(k) * change(regions - 1);
            along_backward += std::cos(1.3 * double(k)) * slope(0);
        }
        all.forward += std::log(last_out / first_out) / 2 / samples;
        all.backward += std::log(first_in / last_in) / 2 / samples;
        all.disagreement =
            farther(all.disagreement, std::abs(along_forward - along_backward) / std::sqrt(last_out * 4));
    }
    return {std::exp(all.forward), std::exp(all.backward), all.disagreement};
}

/// The gradients of all parameters of a recurrence in four directions on 244 x 244 regions.
template <class Cell, class T>
std::vector<double> gradients_on_a_long_scan() {
    constexpr index_t side = 244;
    model<network<input<2, side, side>, recurrence<Cell>, dense<2>, softmax_cross_entropy>, cpu, T> m{batch{1}, seed{1},
                                                                                                      threads{1}};
    std::vector<T> x(std::size_t(2 * side * side));
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<T>(distribution::normal{}(random_stream{2}, i));
    std::vector<int> const labels{0};
    m.forward(std::span<T const>(x), std::span<int const>(labels));
    m.backward();
    std::vector<double> all;
    for (auto const& p : m.named_gradients()) all.insert(all.end(), p.begin(), p.end());
    return all;
}

/// Calls `act.operator()<Cell>()` for every cell of the library.
template <class Act>
void each_cell(Act const& act) {
    act.template operator()<srn>();
    act.template operator()<lstm>();
    act.template operator()<halved_lstm>();
    act.template operator()<stable_lstm>();
    act.template operator()<leaky_lstm>();
    act.template operator()<md_lstm>();
    act.template operator()<peephole_lstm>();
    act.template operator()<gru>();
    act.template operator()<selective_scan>();
}

} // namespace

TEST_CASE("a change travels through 2 steps and through 30 as its gradient travels back") {
    each_cell([]<class Cell>() {
        INFO(Cell::name);
        CHECK((gains_of<Cell, 2>().disagreement < 1e-6));
        if (!std::is_same_v<Cell, srn>) CHECK((gains_of<Cell, 16>().disagreement < 1e-6)); // nothing would arrive
    });
}
TEST_CASE("before it has learnt every gated cell keeps a hundredth of a signal over 30 steps, the LSTM half of it") {
    each_cell([]<class Cell>() {
        if (std::is_same_v<Cell, srn>) return; // begins near the features that it reads, with hardly any recurrence
        gains const g = gains_of<Cell, 16>();
        INFO(Cell::name << ": " << g.forward << " forward, " << g.backward << " backward");
        for (double const gain : {g.forward, g.backward})
            CHECK((gain > (std::is_same_v<Cell, lstm> ? 0.5 : 0.009) && gain < 2));
    });
}
TEST_CASE("along a row the cells that begin by keeping 95% keep as much of a signal") {
    auto const keeps = []<class Cell>() {
        gains const g = gains_of<Cell, 1, 31, east>();
        INFO(Cell::name << ": " << g.forward << " forward, " << g.backward << " backward");
        for (double const gain : {g.forward, g.backward}) CHECK((gain > 0.009 && gain < 2));
    };
    keeps.operator()<halved_lstm>();
    keeps.operator()<stable_lstm>();
    keeps.operator()<leaky_lstm>();
    keeps.operator()<selective_scan>();
}
TEST_CASE("on a grid of 244 x 244 gradients in float are finite, and but for peepholes those in double") {
    each_cell([]<class Cell>() {
        INFO(Cell::name);
        auto const precise = gradients_on_a_long_scan<Cell, double>(), own = gradients_on_a_long_scan<Cell, float>();
        // Peepholes let a rounding error grow as fast as the gradient: it is 2e21 here.
        CHECK(relative_difference(own, precise) < (std::is_same_v<Cell, peephole_lstm> ? 1 : 2e-3));
    });
}
TEST_CASE("a table of what each cell keeps over 30 steps before it has learnt", "[.gains]") {
    std::printf("%-16s %-20s %s\n", "cell", "corner to corner", "along a row");
    each_cell([]<class Cell>() {
        gains const diagonal = gains_of<Cell, 16>(), row = gains_of<Cell, 1, 31, east>();
        std::printf("%-16s %-9.2g %-10.2g %-9.2g %.2g\n", Cell::name.data(), diagonal.forward, diagonal.backward,
                    row.forward, row.backward);
    });
}
