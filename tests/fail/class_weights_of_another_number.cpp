// expect: region_cross_entropy has weights for 2 classes, but its input 3x8x8 has 3
#include <chrnn/loss/region_cross_entropy.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct two {
    static constexpr std::array values{1.0, 2.0};
};
struct net : network<input<3, 8, 8>, region_cross_entropy<class_weights<two>>> {};
static_assert(net::classes == 192);
