// expect: region_cross_entropy takes an image, not the pyramid 3x{2x2,1x1}
#include <chrnn/loss/region_cross_entropy.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 8, 8>, pyramid<2, 1>, region_cross_entropy<>> {};
static_assert(net::classes == 15);
