/// A cell of the user's own: its equations, a check of the gradient that follows from them, a training with it.
#include "command_line.hpp"
#include "small_networks.hpp"

#include <iostream>

using namespace chrnn;

/// A light gated cell: one gate mixes the mean of the neighbours' states with a candidate.
struct mixing {
    static constexpr std::string_view name = "mixing";
    static constexpr gate<"m"> m{}; // how much of the candidate is taken
    static constexpr gate<"n"> n{}; // the candidate
    static constexpr shared<"take"> take{};
    static constexpr state<"h"> h{};
    static constexpr auto gates = stacked(m, n);
    static constexpr auto equations = let(take = sigmoid(m), //
                                          h = take * tanh(n) + (1 - take) * 0.5 * (row(h) + column(h)));
};

using scenes = small::c_hrnn<input<3, 56, 56>, 8, hierarchy<mixing, all_directions, linked>>;

int main(int count, char** arguments) {
    index_t epochs = 3;
    CLI::App program("Checks the gradient of a cell of one's own and trains a network with it on drawn scenes.",
                     "own_cell");
    program.add_option("--epochs", epochs, "passes over 2000 scenes")
        ->check(CLI::Range(0, 1000))
        ->capture_default_str();

    return run_program(program, count, arguments, [&] {
        gradient_report const report = check_gradient<recurrence<mixing>, feature_shape(5, 3, 4)>();
        std::cout << "gradient: largest relative error " << report.worst << " in " << report.checked
                  << " derivatives\n";
        if (!report.within(1e-7)) fail("the gradient of the cell is wrong, first in ", report.parameter);

        model<scenes> net{batch{50}, seed{1}};
        fit(net, synthetic_scenes(2000), sgd{}, {.epochs = epochs});
        std::cout << "test accuracy " << 100 * evaluate(net, synthetic_scenes(500, 64, 2)).top1() << "%\n";
    });
}
