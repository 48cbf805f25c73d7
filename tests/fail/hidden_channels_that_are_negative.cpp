// expect: the option hidden<-4> of a layer is below 1
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, pyramid<3, 2>, hierarchy<lstm, all_directions, hidden<-4>>, dense<2>,
                     softmax_cross_entropy> {};
static_assert(net::classes == 2);
