// expect: region_cross_entropy knows the options ignored_label<n>, class_weights<type> and label_smoothing<share> only
#include <chrnn/layer/option.hpp>
#include <chrnn/loss/region_cross_entropy.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 8, 8>, region_cross_entropy<stride<2>>> {};
static_assert(net::classes == 192);
