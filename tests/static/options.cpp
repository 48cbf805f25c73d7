/// What stays allowed beside the mistakes of tests/fail: options in any order, layers of one name, classes of one's
/// own.
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

/// What a layer makes of an image [3, 9, 9].
template <class Layer>
constexpr feature_shape made = Layer::template output<feature_shape(3, 9, 9)>();

static_assert(made<conv<8, 3, pad<1>, stride<2>>> == feature_shape(8, 5, 5));
static_assert(made<conv<8, 3, stride<2>, pad<1>>> == feature_shape(8, 5, 5));
static_assert(made<conv<8, 3, pad<0>, stride<1>>> == made<conv<8, 3>> && made<conv<8, 3>> == feature_shape(8, 7, 7));
static_assert(made<max_pool<3, stride<2>>> == feature_shape(3, 4, 4) && made<max_pool<1>> == feature_shape(3, 9, 9));

static_assert(made<recurrence<lstm>> == feature_shape(3, 9, 9));
static_assert(made<recurrence<srn, directions<sw, ne>, hidden<5>>> == feature_shape(5, 9, 9));
static_assert(recurrence<lstm, directions<se>>::output<vector_shape(7)>() == vector_shape(7)); // of one region
static_assert(made<hierarchy<srn>> == feature_shape(3, 9, 9));
static_assert(made<hierarchy<srn, all_directions, hidden<2>, linked>> == feature_shape(2, 9, 9));
static_assert(made<hierarchy<srn, all_directions, modified, unlinked>> == feature_shape(3, 9, 9));

/// A set of directions under a name of its own.
struct two_ways : directions<se, nw> {};
static_assert(hierarchy<srn, two_ways>::parameters<feature_shape(3, 9, 9)>().size() == 2 * (3 * 9 + 3));

/// A layer that nothing can derive from.
struct pass_on final : layer {
    static constexpr std::string_view kind = "same";
    static constexpr bool in_place = true;
    static constexpr activations backward_reads = activations::none;

    template <feature_shape In>
    static consteval feature_shape output() {
        return In;
    }
    template <feature_shape In, class Pass>
    static void forward(Pass const&) {}
    template <feature_shape In, class Pass>
    static void backward(Pass const&) {}
};

// Layers without parameters may share a name, and a sequence may stand in a sequence.
struct net : network<input_of<feature_shape(3, 9, 9)>, sequence<conv<4, 3>, sequence<rectifier, pass_on>>, rectifier,
                     dense<2>, softmax_cross_entropy> {};
static_assert(net::count == 6 && net::name<1>() == net::name<3>() && net::classes == 2);
// A loss alone is a network too.
static_assert(network<input<5, 1, 1>, softmax_cross_entropy>::count == 1);
