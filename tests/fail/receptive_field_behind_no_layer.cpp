// expect: the network has no layer hrnn7
#include <chrnn/network/receptive_field.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

static_assert(receptive_field<c_hlstm<2>, "hrnn7">(3, 0, 0).rows.end == 100);
