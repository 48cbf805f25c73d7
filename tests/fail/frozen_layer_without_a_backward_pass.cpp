// expect: the layer of kind mine has no function backward
#include <chrnn/layer/dense.hpp>
#include <chrnn/network/frozen.hpp>
#include <chrnn/network/network.hpp>

using namespace chrnn;

struct mine : shape_preserving_layer {
    static constexpr std::string_view kind = "mine";
    template <feature_shape In, class Pass>
    static void forward(Pass const&) {}
};
struct net : network<input<3, 32, 32>, frozen<mine>, dense<2>, softmax_cross_entropy> {};
static_assert(net::classes == 2);
