// expect: the layer of kind mine has no function backward
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
};
struct net : network<input<3, 32, 32>, layer_of_mine, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
