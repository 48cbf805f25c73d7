// expect: the layer doubled has no ONNX form: a network with it cannot be saved as ONNX
#include <chrnn/onnx.hpp>

using namespace chrnn;

struct doubled : shape_preserving_layer {
    static constexpr std::string_view kind = "doubled";
    static constexpr activations backward_reads = activations::none;
    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        p.on.assign(p.template output<In>(), 2 * p.template input<In>());
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        if (p.dx) p.on.assign(p.template input_gradient<In>(), 2 * p.template output_gradient<In>());
    }
};
using net = network<input<3, 8, 8>, doubled, dense<2>, softmax_cross_entropy>;

int main() {
    model<net> const one(batch{1});
    save_onnx(one, "one.onnx");
}
