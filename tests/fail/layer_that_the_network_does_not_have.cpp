// expect: the_network_has_no_layer_of_that_name
#include <chrnn/network/layer_info.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

static_assert(parameters<c_hlstm<15>>("hrnn7") == 0);
