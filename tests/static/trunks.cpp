/// The networks of the paper's tables: shapes, names and parameters as their authors give them, and C-HRNNs on their
/// trunks.
#include <chrnn/cell/lstm.hpp>
#include <chrnn/network/c_hrnn.hpp>
#include <chrnn/network/caffenet.hpp>
#include <chrnn/network/grouped_alexnet.hpp>
#include <chrnn/network/layer_info.hpp>
#include <chrnn/network/overfeat.hpp>
#include <chrnn/network/receptive_field.hpp>
#include <chrnn/network/released_spp_net.hpp>
#include <chrnn/network/resnet.hpp>
#include <chrnn/network/vgg.hpp>
#include <chrnn/network/zf_net.hpp>

using namespace chrnn;

/// What comes out of the layer `Name`.
template <class Net>
consteval feature_shape behind(std::string_view name) {
    feature_shape out;
    for (layer_description const& one : Net::layers)
        if (one.name.view() == name) out = one.out;
    return out;
}

static_assert(parameters<caffenet<1000>>() == 60'965'224 && parameters<grouped_alexnet<1000>>() == 60'965'224);
static_assert(parameters<overfeat<1000>>() == 145'920'872); // "145 million"
static_assert(parameters<zf_net<1000>>() == 62'357'608);
static_assert(parameters<released_spp_net<1000>>() == parameters<zf_net<1000>>() + 256 * (50 - 36) * 4096);

static_assert(behind<caffenet<1000>>("conv1") == feature_shape(96, 55, 55));
static_assert(behind<caffenet<1000>>("norm2") == feature_shape(256, 13, 13));
static_assert(behind<grouped_alexnet<1000>>("pool2") == feature_shape(256, 13, 13));
static_assert(behind<grouped_alexnet<1000>>("pool5") == feature_shape(256, 6, 6));
static_assert(behind<grouped_alexnet<1000>>("fc8") == vector_shape(1000));
static_assert(behind<zf_net<1000>>("conv1") == feature_shape(96, 110, 110));
static_assert(behind<zf_net<1000>>("norm1") == feature_shape(96, 55, 55));
static_assert(behind<zf_net<1000>>("conv2") == feature_shape(256, 26, 26));
static_assert(behind<overfeat<1000>>("conv2") == feature_shape(256, 24, 24));
static_assert(behind<overfeat<1000>>("relu5") == feature_shape(1024, 12, 12));
static_assert(behind<released_spp_net<1000>>("fc8") == vector_shape(1000));

// A group reads its own share of the channels: half of the work.
static_assert(multiply_adds<network<input<4, 9, 9>, conv<6, 3, groups<2>>, dense<2>, softmax_cross_entropy>>() ==
              6 * 2 * 9 * 49 + 6 * 49 * 2);

// A kernel with gaps reads further, by steps.
struct gaps : network<input<1, 20, 20>, conv<1, 3, dilation<4>, pad<3>>, max_pool<2, rounded_down>, dense<2>,
                      softmax_cross_entropy> {};
static_assert(behind<gaps>("conv1") == feature_shape(1, 18, 18));
static_assert(receptive_field<gaps, "conv1">(5, 0) == region_box{{2, 11}, {1, 6}}); // columns -3, 1 and 5
static_assert(receptive_field<gaps, "pool1">(5, 16) == region_box{{2, 12}, {13, 19}});
struct within : network<input<1, 9, 9>, conv<1, 1>, lrn_within_channel<5>, dense<2>, softmax_cross_entropy> {};
static_assert(receptive_field<within, "norm1">(1, 8) == region_box{{0, 4}, {6, 9}});

template <class Trunk, index_t Side = 224>
struct hlstm : c_hrnn<input<3, Side, Side>, Trunk, 15, hierarchy<lstm, all_directions, linked>> {};

template <class Net>
consteval bool has_four_scales(index_t channels) {
    for (layer_description const& one : Net::layers)
        if (one.out.scales == 4 && one.out.channels == channels && one.out.size() == 50 * channels) return true;
    return false;
}
static_assert(has_four_scales<hlstm<caffenet_trunk, 227>>(256) && has_four_scales<hlstm<zf_trunk>>(256));
static_assert(has_four_scales<hlstm<overfeat_trunk, 231>>(1024) && has_four_scales<hlstm<released_spp_trunk>>(256));
static_assert(has_four_scales<hlstm<vgg16_trunk>>(512) && has_four_scales<hlstm<resnet18_trunk>>(512));
static_assert(has_four_scales<hlstm<resnet34_trunk>>(512));
