// expect: the network has no layer of that name
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

static_assert(parameters<c_hlstm<15>>("hrnn7") == 0);
