// expect: tiny_network.hpp has to define a template of its own name over <class Input, chrnn::index_t Classes>
#define CHRNN_CLASSES 8
#define CHRNN_SIDE 56
#define CHRNN_NETWORK_HEADER "../tests/own_network/tiny_network.hpp"
#define CHRNN_NETWORK large_network
#include "../../examples/own_network.hpp"
