/// A layer of the user's own: its shape, its two passes as tensor expressions, a check of its gradient, a network.
#include "command_line.hpp"

#include <chrnn/chrnn.hpp>

#include <iostream>

using namespace chrnn;

/// y = x where x > 0, elsewhere a tenth of x.
struct leaky_rectifier : layer {
    static constexpr std::string_view kind = "leaky";

    template <feature_shape In>
    static consteval feature_shape output() {
        return In;
    }
    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        auto const x = p.template input<In>(); // [samples, C, R, S]
        p.on.assign(p.template output<In>(), where(x > 0, x, 0.1 * x));
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        auto const x = p.template input<In>();
        auto const dy = p.template output_gradient<In>();
        p.on.assign(p.template input_gradient<In>(), where(x > 0, dy, 0.1 * dy));
    }
};

struct digits : network<input<1, 28, 28>, conv<8, 5, stride<2>>, leaky_rectifier, max_pool<3, stride<2>>, //
                        recurrence<srn>, dense<10>, softmax_cross_entropy> {};

int main(int count, char** arguments) {
    CLI::App program("Checks the gradient of a layer of one's own and prints a network that uses it.", "own_layer");
    return run_program(program, count, arguments, [&] {
        gradient_report const report = check_gradient<leaky_rectifier, feature_shape(3, 5, 4)>();
        std::cout << "gradient: largest relative error " << report.worst << " in " << report.checked
                  << " derivatives\n";
        if (!report.within(1e-7)) fail("the gradient of the layer is wrong, first in ", report.parameter);
        std::cout << summary<digits>();
    });
}
