// expect: the weight of a class is a number that is not negative
#include <chrnn/loss/region_cross_entropy.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct wrong {
    static constexpr std::array values{1.0, 2.0, -1.0};
};
struct net : network<input<3, 8, 8>, region_cross_entropy<class_weights<wrong>>> {};
static_assert(net::classes == 192);
