// expect: the template in ../tests/own_network/tiny_network.hpp has to be a chrnn::network
#define CHRNN_CLASSES 8
#define CHRNN_SIDE 56
#define CHRNN_NETWORK_HEADER "../tests/own_network/tiny_network.hpp"
#define CHRNN_NETWORK no_network
template <class Input, long Classes>
struct no_network {};
#include "../../examples/own_network.hpp"
