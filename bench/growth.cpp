/// Times how the hierarchy and the recurrence grow with the batch, the grid, the channels, the directions and the
/// scales, forward and with backward.
#include "figures.hpp"

using namespace chrnn;

namespace {

template <index_t Channels, index_t... Sides>
constexpr feature_shape squares = [] {
    feature_shape s;
    s.channels = Channels;
    s.scales = 0;
    for (index_t side : {Sides...}) s.scale[s.scales++] = grid(side);
    return s;
}();

/// Linked LSTMs over the scales of `In`, nothing before them.
template <feature_shape In, class Directions = all_directions>
struct alone : network<input_of<In>, hierarchy<lstm, Directions, linked>, probe> {};

/// One point of a series: forward, and forward with backward, of `Net` on `samples`.
template <class Net>
void time_point(measure const& timed, double best, std::string const& series, index_t at, index_t samples) {
    model<Net> m(batch{samples}, seed{1}, threads{timed.threads});
    m.want_input_gradient();
    auto const x = normal_numbers(samples * Net::input.size(), 2);
    std::vector<int> const labels(static_cast<std::size_t>(samples));
    double const products = 2.0 * double(multiply_adds<Net>() * samples);
    auto const print = [&](char const* what, std::vector<double> seconds, double operations) {
        figure one{series, what, samples, timed.threads, std::move(seconds), operations, best};
        one.at = at;
        one.print();
    };
    print("forward", timed([&] { m.begin_forward(x, labels); }), products);
    print("forward + backward", timed([&] {
              m.begin_forward(x, labels);
              m.backward();
          }),
          3 * products);
}

void run(measure const& timed) {
    double const best = best_product_rate(timed);
    for (index_t samples : {1, 2, 4, 8, 16, 32, 64, 128})
        time_point<alone<squares<256, 6, 3, 2, 1>>>(timed, best, "batch", samples, samples);
    [&]<index_t... Side>(std::integer_sequence<index_t, Side...>) {
        (time_point<alone<squares<64, Side>>>(timed, best, "side of the grid", Side, 4), ...);
    }
    (std::integer_sequence<index_t, 2, 4, 8, 16, 32, 64>{});
    [&]<index_t... Channels>(std::integer_sequence<index_t, Channels...>) {
        (time_point<alone<squares<Channels, 6, 3, 2, 1>>>(timed, best, "channels", Channels, 32), ...);
    }
    (std::integer_sequence<index_t, 32, 64, 128, 256, 512>{});
    [&]<class... Set>(std::type_identity<Set>...) {
        (time_point<alone<squares<256, 6, 3, 2, 1>, Set>>(timed, best, "directions", Set::count, 32), ...);
    }(std::type_identity<directions<se>>{}, std::type_identity<directions<se, nw>>{},
      std::type_identity<directions<se, nw, ne>>{}, std::type_identity<all_directions>{});
    time_point<alone<squares<256, 6>>>(timed, best, "scales", 1, 32);
    time_point<alone<squares<256, 6, 3>>>(timed, best, "scales", 2, 32);
    time_point<alone<squares<256, 6, 3, 2>>>(timed, best, "scales", 3, 32);
    time_point<alone<squares<256, 6, 3, 2, 1>>>(timed, best, "scales", 4, 32);
}

} // namespace

int main(int count, char** arguments) {
    measure timed;
    CLI::App program("Times how the LSTM hierarchy grows; one JSON object a line.", "growth");
    timed.add_options(program);
    return run_program(program, count, arguments, [&] { run(timed); });
}
