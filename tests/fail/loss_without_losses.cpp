// expect: the layer of kind mine has no function losses
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct loss_of_mine : layer {
    static constexpr std::string_view kind = "mine";
    static constexpr bool is_loss = true;

    template <feature_shape In>
    static consteval feature_shape output() {
        return In;
    }
    template <feature_shape In, class Pass>
    static void forward(Pass const&) {}
    template <feature_shape In, class Pass>
    static void backward(Pass const&, int const*) {}
};
struct net : network<input<3, 32, 32>, dense<2>, loss_of_mine> {};
static_assert(net::classes == 2);
