/// What a layer's options say, and what holds without them.
#include <chrnn/layer/option.hpp>

using namespace chrnn;
using namespace chrnn::detail;

static_assert(is_option<stride, stride<3>> && option_value<stride, stride<3>>::value == 3);
static_assert(is_option<pad, pad<0>> && option_value<pad, pad<0>>::value == 0);
static_assert(is_option<pad, pad<-1>> && option_value<pad, pad<-1>>::value == -1);
static_assert(!is_option<stride, pad<3>> && option_value<stride, pad<3>>::value == 0);
static_assert(!is_option<stride, without_bias> && !is_option<pad, void>);

/// A stride of at least 1, or else 7.
template <class... Given>
constexpr index_t stride_among = option_among<stride, "stride", 7, 1, Given...>();

static_assert(stride_among<> == 7 && stride_among<pad<3>, without_bias> == 7);
static_assert(stride_among<stride<1>> == 1 && stride_among<stride<9>> == 9);
static_assert(stride_among<pad<3>, stride<2>, without_bias> == 2 && stride_among<stride<2>, pad<3>> == 2);
// The least is a limit on what is given only.
static_assert(option_among<pad, "pad", -5, 0, stride<2>>() == -5 && option_among<pad, "pad", -5, 0, pad<0>>() == 0);

/// An option of a layer of one's own.
template <index_t Value>
struct zoom {};
static_assert(option_among<zoom, "zoom", 1, 1, stride<4>, zoom<3>>() == 3);
static_assert(!is_option<stride, zoom<3>> && is_option<zoom, zoom<3>>);

static_assert(placement<>::stride == 1 && placement<>::pad == 0 && convolution_options<>::bias);
static_assert(convolution_options<>::groups == 1 && convolution_options<>::dilation == 1);
static_assert(convolution_options<dilation<3>, groups<2>>::groups == 2 &&
              convolution_options<dilation<3>, groups<2>>::dilation == 3);
static_assert(convolution_options<pad<2>, without_bias, stride<4>>::stride == 4 &&
              convolution_options<pad<2>, without_bias, stride<4>>::pad == 2 &&
              !convolution_options<pad<2>, without_bias, stride<4>>::bias);
