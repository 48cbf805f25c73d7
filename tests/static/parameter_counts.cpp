/// The parameter counts of section IV.C.4 of the paper, biases not counted.
#include <chrnn/network/layer_info.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

constexpr index_t matrix = 256 * 256;

static_assert(weights<c_hsrn<15>>("hrnn6") == 2'752'512 && 2'752'512 == 42 * matrix);
static_assert(weights<c_hlstm<15>>("hrnn6") == 9'830'400 && 9'830'400 == 150 * matrix);
static_assert(weights<modified_cnn_srn<15>>("hrnn6") == 2'752'512);
static_assert(weights<modified_cnn_lstm<15>>("hrnn6") == 9'830'400);

// Without links six matrices are missing; three scales have a recurrence, in up to four directions.
static_assert(weights<c_msrn<15>>("hrnn6") == 36 * matrix && weights<c_mlstm<15>>("hrnn6") == 144 * matrix);
static_assert(weights<c_hsrn<15, directions<ne>>>("hrnn6") == (3 * 3 + 6) * matrix);
static_assert(weights<c_hlstm<15, directions<se, nw>>>("hrnn6") == (3 * 2 * 12 + 6) * matrix);

// A bias of G * 256 for each scale and direction.
static_assert(parameters<c_hsrn<15>>("hrnn6") - weights<c_hsrn<15>>("hrnn6") == 3 * 4 * 256);
static_assert(parameters<c_hlstm<15>>("hrnn6") - weights<c_hlstm<15>>("hrnn6") == 3 * 4 * 4 * 256);

static_assert(weights<alexnet<1000>>("conv1") == 96 * 3 * 11 * 11 && parameters<alexnet<1000>>("conv1") == 34'944);
static_assert(weights<spp_net<1000>>("conv1") == 96 * 3 * 7 * 7);
static_assert(weights<spp_net<1000>>("conv2") == 256 * 96 * 5 * 5);
static_assert(weights<spp_net<1000>>("conv3") == 384 * 256 * 3 * 3);
static_assert(weights<spp_net<1000>>("conv4") == 384 * 384 * 3 * 3);
static_assert(weights<spp_net<1000>>("conv5") == 256 * 384 * 3 * 3);
static_assert(weights<alexnet<1000>>("fc7") == 4096 * 256 * 6 * 6);
static_assert(weights<spp_net<1000>>("fc7") == 4096 * 256 * (36 + 9 + 4 + 1));
static_assert(weights<c_hlstm<1000>>("fc7") == weights<spp_net<1000>>("fc7"));
static_assert(weights<spp_net<1000>>("fc8") == 4096 * 4096 && weights<spp_net<1000>>("fc9") == 4096 * 1000);
static_assert(parameters<spp_net<1000>>("fc9") == 4097 * 1000);
static_assert(parameters<spp_net<1000>>("pool1") == 0 && parameters<spp_net<1000>>("spp6") == 0);

// A network's parameters are those of its layers.
static_assert(parameters<c_hlstm<1000>>() == parameters<spp_net<1000>>() + parameters<c_hlstm<1000>>("hrnn6"));

// Multiply-adds: a convolution's weights once for each position, a recurrence's matrices once for each region.
static_assert(layer_info<spp_net<15>>("conv1").multiply_adds == 96 * 3 * 7 * 7 * 110 * 110);
static_assert(layer_info<spp_net<15>>("fc7").multiply_adds == weights<spp_net<15>>("fc7"));
static_assert(layer_info<c_msrn<15>>("hrnn6").multiply_adds == (36 + 9 + 4) * 4 * 3 * matrix);
static_assert(layer_info<c_mlstm<15>>("hrnn6").multiply_adds == (36 + 9 + 4) * 4 * 12 * matrix);
// Links act at the coarse scale: 3x3 feeds one scale, 2x2 two, 1x1 three.
static_assert(layer_info<c_hsrn<15>>("hrnn6").multiply_adds - layer_info<c_msrn<15>>("hrnn6").multiply_adds ==
              (1 * 9 + 2 * 4 + 3 * 1) * matrix);
