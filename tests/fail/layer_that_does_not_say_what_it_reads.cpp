// expect: the receptive field is not known: the layer of kind mine has no function footprint<In>(region_box)
#include <chrnn/network/receptive_field.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct layer_of_mine : layer {
    static constexpr std::string_view kind = "mine";

    template <feature_shape In>
    static consteval feature_shape output() {
        return In;
    }
    template <feature_shape In, class Pass>
    static void forward(Pass const&) {}
    template <feature_shape In, class Pass>
    static void backward(Pass const&) {}
};
struct net : network<input<3, 32, 32>, conv<8, 3>, layer_of_mine, rectifier, dense<2>, softmax_cross_entropy> {};
static_assert(receptive_field<net, "conv1">(0, 0).rows.end == 3); // in front of it all is known
static_assert(receptive_field<net, "relu1">(0, 0).rows.end == 3);
