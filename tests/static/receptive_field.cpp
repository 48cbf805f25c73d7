/// Receptive fields in the paper's networks, counted by hand.
#include <chrnn/layer/global_average_pool.hpp>
#include <chrnn/network/receptive_field.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

using net = c_hlstm<15>;
using plain = spp_net<15>;

consteval region_box box(index_t top, index_t bottom, index_t left, index_t right) {
    return {{top, bottom}, {left, right}};
}

// conv1 has kernels of 7 every 2 pixels, from pixel -1: output i reads 2 i - 1 .. 2 i + 5.
static_assert(receptive_field<net, "conv1">(0, 1) == box(0, 6, 1, 8));
static_assert(receptive_field<net, "conv1">(50, 109) == box(99, 106, 217, 224)); // 217 .. 223

// A pool of 3 every 2 reads outputs 2 i .. 2 i + 2 of those, so pixels 4 i - 1 .. 4 i + 9; the last one hangs over.
static_assert(receptive_field<net, "pool1">(0, 10) == box(0, 10, 39, 50));
static_assert(receptive_field<net, "pool1">(54, 54) == box(215, 224, 215, 224));

// conv2 reads 5 of those every 2: 8 i - 1 .. 8 i + 25; pool2 3 of those every 2: 16 i - 1 .. 16 i + 41.
static_assert(receptive_field<net, "pool2">(0, 6) == box(0, 42, 95, 138));

// conv3 to conv5 read one more on each side: conv5 at i reads pool2 at i - 3 .. i + 3, pixels 16 i - 49 .. 16 i + 89.
static_assert(receptive_field<net, "conv5">(4, 6) == box(15, 154, 47, 186));
static_assert(receptive_field<net, "conv5">(0, 12) == box(0, 90, 143, 224));

// The scale of 3x3 pools 0 .. 4, 4 .. 8 and 8 .. 12 of 13: pixels up to 16 * 4 + 89, from 15 to 217, from 79.
static_assert(receptive_field<net, "spp6">(3, 0, 1) == box(0, 154, 15, 218));
static_assert(receptive_field<net, "spp6">(3, 2, 2) == box(79, 224, 79, 224));

// A hierarchy, dropout and the lack of both change nothing; the global region and what is dense see all.
static_assert(receptive_field<net, "hrnn6">(3, 1, 1) == receptive_field<net, "spp6">(3, 1, 1));
static_assert(receptive_field<net, "drop6">(6, 1, 5) == receptive_field<plain, "spp6">(6, 1, 5));
static_assert(receptive_field<net, "hrnn6">(1, 0, 0) == box(0, 224, 0, 224));
static_assert(receptive_field<net>("hrnn6", 3, 1, 1) == receptive_field<net, "hrnn6">(3, 1, 1));
static_assert(receptive_field<net, "fc7">(0, 0) == box(0, 224, 0, 224));
static_assert(receptive_field<net, "softmax">(0, 0) == box(0, 224, 0, 224));

// Padded pooling begins before the edge: of 12, output i reads 2 i - 1 .. 2 i + 1; a mean reads all.
struct padded : network<input<1, 12, 12>, max_pool<3, stride<2>, pad<1>>, global_average_pool, softmax_cross_entropy> {
};
static_assert(padded::out_shape<0>() == feature_shape(1, 6, 6));
static_assert(receptive_field<padded, "pool0">(0, 5) == box(0, 2, 9, 12));
static_assert(receptive_field<padded, "mean0">(0, 0) == box(0, 12, 0, 12));
