/// Receptive fields of deep residual networks, which have more paths from the input than could be followed one by one.
#include <chrnn/network/receptive_field.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

constexpr index_t side = 101, middle = 50;

/// The pixels `reach` around the middle.
consteval region_box around_middle(index_t reach) {
    return {{middle - reach, middle + reach + 1}, {middle - reach, middle + reach + 1}};
}

using same = conv<2, 3, pad<1>>;
using block = residual<sequence<same, rectifier, same>>;
using four_blocks = sequence<block, rectifier, block, rectifier, block, rectifier, block, rectifier>;

/// Sixteen blocks one after another: 2^16 paths.
struct in_a_row : network<input<2, side, side>, four_blocks, four_blocks, four_blocks, four_blocks, dense<2>,
                          softmax_cross_entropy> {};

// Every convolution reads one pixel more on each side.
static_assert(receptive_field<in_a_row, "conv1">(middle, middle) == around_middle(1));
static_assert(receptive_field<in_a_row, "conv2">(middle, middle) == around_middle(2));
static_assert(receptive_field<in_a_row, "conv31">(middle, middle) == around_middle(31));
static_assert(receptive_field<in_a_row, "relu32">(middle, middle) == around_middle(32));
static_assert(receptive_field<in_a_row, "relu32">(3, 99) == region_box{{0, 36}, {67, side}});
static_assert(receptive_field<in_a_row, "fc33">(0, 0) == whole_of(in_a_row::input));

/// `Depth` blocks, each within the one before.
template <index_t Depth>
struct nest : residual<sequence<same, nest<Depth - 1>, same>> {};
template <>
struct nest<0> : sequence<> {};
struct nested : network<input<2, side, side>, nest<16>, rectifier, dense<2>, softmax_cross_entropy> {};
static_assert(receptive_field<nested, "conv16">(middle, middle) == around_middle(16));
static_assert(receptive_field<nested, "conv17">(middle, middle) == around_middle(17));
static_assert(receptive_field<nested, "relu32">(middle, middle) == around_middle(32));

/// Blocks whose shortcut reads every second region, as its body does.
using halving = residual<sequence<conv<2, 3, stride<2>, pad<1>>, rectifier, same>, conv<2, 1, stride<2>>>;
struct shrinking : network<input<2, side, side>, halving, rectifier, halving, rectifier, halving, rectifier, dense<2>,
                           softmax_cross_entropy> {};

// A block reads 2 i - 3 .. 2 i + 3 of what comes before it, so three of them 8 i - 21 .. 8 i + 21.
static_assert(receptive_field<shrinking, "relu9">(6, 6) == region_box{{48 - 21, 48 + 22}, {48 - 21, 48 + 22}});
static_assert(receptive_field<shrinking, "relu9">(0, 12) == region_box{{0, 22}, {96 - 21, side}});

/// The shortcut reads more than the body, or the body more than the shortcut.
template <class Body, class Shortcut>
struct uneven : network<input<2, side, side>, residual<Body, Shortcut>, rectifier, dense<2>, softmax_cross_entropy> {};
using narrow = conv<2, 1>;
using wide = conv<2, 5, pad<2>>;
static_assert(receptive_field<uneven<narrow, wide>, "relu2">(middle, middle) == around_middle(2));
static_assert(receptive_field<uneven<wide, narrow>, "relu2">(middle, middle) == around_middle(2));

/// The input may be a pyramid: the rectangle is on the scale that is read.
struct of_pyramid : network<input_of<pyramid_shape(2, {6, 3})>, hierarchy<srn>, dense<2>, softmax_cross_entropy> {};
static_assert(receptive_field<of_pyramid, "hrnn1">(6, 4, 2) == region_box{{4, 5}, {2, 3}, 0});
static_assert(receptive_field<of_pyramid, "hrnn1">(3, 1, 2) == region_box{{1, 2}, {2, 3}, 1});
