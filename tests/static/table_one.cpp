/// The shapes of the paper's Table I, layer by layer.
#include <chrnn/network/table_one.hpp>

using namespace chrnn;
using namespace chrnn::detail;

/// Whether the shapes out of `Net`'s layers are `expected`, in order.
template <class Net, std::size_t Count>
consteval bool shapes_are(feature_shape const (&expected)[Count]) {
    if (Count != static_cast<std::size_t>(Net::count)) return false;
    for (std::size_t i = 0; i < Count; ++i) {
        if (!(Net::layers[i].out == expected[i])) return false;
        if (!(Net::layers[i].in == (i == 0 ? Net::input : expected[i - 1]))) return false;
    }
    return true;
}
/// Whether the layers of `Net` that have parameters have the names `expected`, in order.
template <class Net, std::size_t Count>
consteval bool names_are(std::string_view const (&expected)[Count]) {
    std::size_t i = 0;
    for (layer_description const& one : Net::layers)
        if (one.parameters > 0 && (i == Count || one.name.view() != expected[i++])) return false;
    return i == Count;
}
consteval feature_shape square(index_t channels, index_t side) { return {channels, side, side}; }
consteval feature_shape four_scales() {
    feature_shape all = square(256, 6);
    all.scales = 4;
    all.scale[1] = 3;
    all.scale[2] = 2;
    all.scale[3] = 1;
    return all;
}

static_assert(alexnet<1000>::input == square(3, 224) && alexnet<1000>::classes == 1000);
static_assert(shapes_are<alexnet<1000>>({
    square(96, 54), square(96, 27),                                     // conv1; ReLU, LRN and pool
    square(256, 27), square(256, 13),                                   // conv2; ReLU, LRN and pool
    square(384, 13), square(384, 13), square(384, 13), square(384, 13), // conv3, conv4
    square(256, 13), square(256, 13), square(256, 6),                   // conv5, pool5
    vector_shape(4096), vector_shape(4096), vector_shape(4096),         // fc7, ReLU, dropout
    vector_shape(4096), vector_shape(4096), vector_shape(4096),         // fc8, ReLU, dropout
    vector_shape(1000), vector_shape(1000)                              // output
}));

// A number in a given name counts for the layers behind it.
static_assert(alexnet<1000>::name<11>() == layer_name("fc7") && alexnet<1000>::name<12>() == layer_name("relu7") &&
              alexnet<1000>::name<13>() == layer_name("drop7") && alexnet<1000>::name<15>() == layer_name("relu8"));

static_assert(spp_net<15>::input == square(3, 224) && spp_net<15>::classes == 15);
static_assert(shapes_are<spp_net<15>>({
    square(96, 110), square(96, 55), square(256, 26), square(256, 13),  //
    square(384, 13), square(384, 13), square(384, 13), square(384, 13), //
    square(256, 13), square(256, 13), four_scales(),                    //
    vector_shape(4096), vector_shape(4096), vector_shape(4096),         //
    vector_shape(4096), vector_shape(4096), vector_shape(4096),         //
    vector_shape(15), vector_shape(15)                                  //
}));

static_assert(shapes_are<c_hlstm<15>>({
    square(96, 110),    square(96, 55),     square(256, 26),    square(256, 13), //
    square(384, 13),    square(384, 13),    square(384, 13),    square(384, 13), //
    square(256, 13),    square(256, 13),    four_scales(),      four_scales(),
    four_scales(),                                              // pyramid, hrnn6, dropout
    vector_shape(4096), vector_shape(4096), vector_shape(4096), //
    vector_shape(4096), vector_shape(4096), vector_shape(4096), //
    vector_shape(15),   vector_shape(15)                        //
}));
static_assert(four_scales().size() == 256 * 50);

// The first part of the names of parameters in files.
static_assert(names_are<alexnet<15>>({"conv1", "conv2", "conv3", "conv4", "conv5", "fc7", "fc8", "fc9"}));
static_assert(names_are<spp_net<15>>({"conv1", "conv2", "conv3", "conv4", "conv5", "fc7", "fc8", "fc9"}));
static_assert(names_are<c_hsrn<15>>({"conv1", "conv2", "conv3", "conv4", "conv5", "hrnn6", "fc7", "fc8", "fc9"}));
static_assert(names_are<modified_cnn_lstm<15>>({"conv1", "conv2", "conv3", "conv4", "conv5", "hrnn6", "fc7", "fc8",
                                                "fc9"}));

// Without names of their own, stages are numbered as they come.
struct small : network<input<3, 9, 9>, conv<4, 3>, rectifier, conv<4, 3>, pyramid<2, 1>, hierarchy<srn>, dense<5>,
                       rectifier, dense<2>, softmax_cross_entropy> {};
static_assert(names_are<small>({"conv1", "conv2", "hrnn3", "fc4", "fc5"}));
