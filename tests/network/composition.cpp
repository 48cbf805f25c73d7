#include "distance.hpp"
#include "network/networks.hpp"

#include <chrnn/network/receptive_field.hpp>
#include <chrnn/train/check_gradient.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// Whether the gradients are right where `Parts` stand behind 4 channels of 5x4, with a layer behind that learns.
template <class... Parts>
void gradients_are_right() {
    using net = network<input<4, 5, 4>, Parts..., dense<3>, probe>;
    auto const report = check_gradient_of_network<net, cpu>(2, {.per_parameter = 8});
    INFO(report.parameter << " is off by " << report.worst);
    CHECK(report.within(1e-7));
}
using same = conv<4, 3, pad<1>>;
using wide = conv<5, 1>;

/// A model in double whose outputs can be looked at, and the images of a prediction.
template <class Net>
struct looked_at {
    model<Net, cpu, double> net{batch{2}, seed{4}, threads{1}};
    std::vector<double> images = random_images<Net, double>(2);

    looked_at() {
        net.keep_outputs();
        net.predict(images);
    }
    std::vector<double> out(std::string_view layer) const { return copy_of(net.output(layer)); }
};
std::vector<double> sum(std::vector<double> a, std::vector<double> const& b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
    return a;
}
/// The numbers of two samples side by side, sample by sample.
std::vector<double> beside(std::vector<std::vector<double>> const& all) {
    std::vector<double> joined;
    for (std::size_t sample : {0u, 1u})
        for (auto const& one : all) {
            auto const half = static_cast<std::ptrdiff_t>(one.size() / 2);
            joined.insert(joined.end(), one.begin() + half * static_cast<std::ptrdiff_t>(sample),
                          one.begin() + half * static_cast<std::ptrdiff_t>(sample + 1));
        }
    return joined;
}

/// Whether the layers of `Net` have the names `expected`, in order.
template <class Net, std::size_t Count>
consteval bool names_are(std::string_view const (&expected)[Count]) {
    if (Count != Net::layers.size()) return false;
    for (std::size_t i = 0; i < Count; ++i)
        if (Net::layers[i].name.view() != expected[i]) return false;
    return true;
}

struct nested : network<input<3, 12, 10>, conv<4, 3, pad<1>>, rectifier,
                        residual<sequence<same, rectifier, residual<sequence<same, rectifier>>>, conv<4, 1>>, rectifier,
                        concat<conv<2, 3, pad<1>>, sequence<named<"side", conv<3, 1>>, rectifier>, sequence<>>,
                        dense<3>, softmax_cross_entropy> {};
static_assert(names_are<nested>({"conv1", "relu1", "conv2", "relu2", "conv3", "relu3", "add3", "conv4", "add4", "relu4",
                                 "conv5", "side", "relu6", "concat6", "fc7", "softmax"}));
static_assert(nested::out_shape<13>() == feature_shape(2 + 3 + 4, 12, 10));
static_assert(parameters<nested>() ==
              4 * 27 + 4 + 2 * (4 * 36 + 4) + 4 * 4 + 4 + 2 * 36 + 2 + 3 * 4 + 3 + 3 * 9 * 120 + 3);
static_assert(parameters<nested>("conv4") == 20 && weights<nested>("conv4") == 16);
static_assert(multiply_adds<nested>() == 120 * (4 * 27 + 2 * 4 * 36 + 4 * 4 + 2 * 36 + 3 * 4) + 3 * 9 * 120);

// A sequence in a sequence is the flat network, names and all.
struct flat : network<input<3, 9, 9>, conv<4, 3>, rectifier, conv<4, 3>, dense<3>, softmax_cross_entropy> {};
struct in_sequences : network<input<3, 9, 9>, sequence<sequence<conv<4, 3>>, sequence<rectifier, sequence<conv<4, 3>>>>,
                              sequence<>, sequence<dense<3>, softmax_cross_entropy>> {};
static_assert(names_are<flat>({"conv1", "relu1", "conv2", "fc3", "softmax"}));
static_assert(std::is_base_of_v<
              network_layers<input<3, 9, 9>, conv<4, 3>, rectifier, conv<4, 3>, dense<3>, softmax_cross_entropy>,
              in_sequences>);

// A number in a name counts in branches, too.
struct numbered : network<input<3, 9, 9>, residual<sequence<named<"conv7", conv<3, 1>>, rectifier>>, dense<3>,
                          softmax_cross_entropy> {};
static_assert(names_are<numbered>({"conv7", "relu7", "add7", "fc8", "softmax"}));

// ReLU, normalisation and pooling are one layer inside of a branch, and never across branches.
template <class... Parts>
using on_maps = network<input<4, 9, 9>, Parts..., dense<2>, softmax_cross_entropy>;
using fused_branch = on_maps<concat<sequence<conv<4, 1>, rectifier, lrn<3>, max_pool<3>>, max_pool<3>>>;
static_assert(fused_branch::count == 6);
static_assert(std::is_same_v<fused_branch::layer_at<1>, relu_lrn_pool<3, 3>>);
static_assert(on_maps<rectifier, residual<sequence<lrn<3>>>, max_pool<3>>::count == 6);
static_assert(on_maps<rectifier, lrn<3>, residual<sequence<>>, max_pool<3>>::count == 6);
static_assert(on_maps<residual<sequence<rectifier>, sequence<lrn<3>>>, max_pool<3>>::count == 6);
static_assert(on_maps<residual<sequence<rectifier, lrn<3>>>, max_pool<3>>::count == 6);
static_assert(on_maps<rectifier, lrn<3>, max_pool<3, pad<1>>>::count == 5);
static_assert(on_maps<sequence<rectifier>, sequence<lrn<3>, max_pool<3>>>::count == 3); // sequences are no border

/// A loss with a parameter: the sum of a sample's numbers, times `factor`.
struct scaled_sum : loss {
    static constexpr std::string_view kind = "scaled";
    static constexpr activations backward_reads = activations::input;

    template <feature_shape In>
    static consteval feature_shape output() {
        return In;
    }
    template <feature_shape>
    static constexpr auto parameters() {
        return parameter_list(weight("factor", {1}).begins(initial::constant, 3));
    }
    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        p.on.assign(p.template output<In>(), p.template input<In>());
    }
    template <feature_shape In, class Pass>
    static void losses(Pass const& p, int const*, typename Pass::scalar* to) {
        for (index_t n = 0; n < p.samples; ++n)
            to[n] = p.weights[0] * std::accumulate(p.x + n * In.size(), p.x + (n + 1) * In.size(), 0.0);
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p, int const*) {
        for (index_t i = 0; i < p.samples * In.size(); ++i) {
            p.gradients[0] += p.x[i] / static_cast<double>(p.samples);
            if (p.dx) p.dx[i] = p.weights[0] / static_cast<double>(p.samples);
        }
    }
};

/// The rows of the input's receptive field of a region.
template <class Net, fixed_string Layer>
constexpr axis_range rows_of(index_t row, index_t column) {
    return receptive_field<Net, Layer>(row, column).rows;
}
using around_itself = on_maps<residual<sequence<same, same>>>;
static_assert(rows_of<around_itself, "add2">(4, 4).begin == 2 && rows_of<around_itself, "add2">(4, 4).end == 7);
static_assert(rows_of<around_itself, "conv1">(4, 4).begin == 3 && rows_of<around_itself, "conv1">(4, 4).end == 6);
using two_sizes = on_maps<concat<conv<2, 1>, conv<2, 5, pad<2>>>>;
static_assert(rows_of<two_sizes, "concat2">(4, 4).begin == 2 && rows_of<two_sizes, "concat2">(4, 4).end == 7);
static_assert(rows_of<two_sizes, "concat2">(0, 8).end == 3);
using two_scales = on_maps<concat<same, sequence<conv<4, 3, stride<3>>>>>;
static_assert(receptive_field<two_scales, "concat2">(9, 4, 4).rows.size() == 3);
static_assert(receptive_field<two_scales, "concat2">(3, 1, 2).columns.begin == 6);
static_assert(receptive_field<two_scales, "concat2">(3, 1, 2).rows.begin == 3);

} // namespace

TEST_CASE("gradients are right in sequences and residuals") {
    gradients_are_right<sequence<same, sequence<rectifier, sequence<same>>>>();
    gradients_are_right<residual<same>>();
    gradients_are_right<residual<sequence<same, rectifier, wide>, wide>>();
    gradients_are_right<residual<sequence<>>>(); // x + x
    gradients_are_right<same, residual<sequence<>>, residual<sequence<>>>();
    gradients_are_right<same, residual<residual<residual<same>>>>();
    gradients_are_right<residual<sequence<same, residual<sequence<same, rectifier>>, rectifier>>>();
}
TEST_CASE("gradients are right where branches stand side by side") {
    gradients_are_right<concat<same, wide, sequence<>>>();
    gradients_are_right<concat<same>>();
    gradients_are_right<concat<same, max_pool<2>, pyramid<1>>>(); // scale after scale
    gradients_are_right<residual<concat<conv<2, 1>, sequence<conv<2, 3, pad<1>>, rectifier>>>>();
    gradients_are_right<concat<residual<same>, residual<sequence<same, rectifier>>>>();
    gradients_are_right<concat<sequence<same, rectifier, lrn<3>, max_pool<2>>, max_pool<2>>>();
}
TEST_CASE("gradients are right where branches begin and end with what works in place") {
    gradients_are_right<same, residual<sequence<rectifier, same, dropout<0.5>>>, rectifier>();
    gradients_are_right<same, residual<sequence<dropout<0.5>, rectifier>>, dropout<0.5>>();
    gradients_are_right<same, residual<dropout<0.5>, dropout<0.3>>>();
    gradients_are_right<same, residual<rectifier, rectifier>>();
    gradients_are_right<same, concat<rectifier, dropout<0.5>, sequence<>>, rectifier>();
    gradients_are_right<lrn<3>, concat<dropout<0.5>, rectifier>, lrn<3>>();
    gradients_are_right<same, concat<wide, rectifier>>();
    gradients_are_right<same, residual<same, dropout<0.5>>>();
}
TEST_CASE("a loss may have parameters") {
    using net = network<input<4, 5, 4>, residual<same>, scaled_sum>;
    CHECK(check_gradient_of_network<net, cpu>(2, {.per_parameter = 8}).within(1e-7));
}
TEST_CASE("a residual is the sum of what its branches make, with or without a projection") {
    struct net : network<input<4, 5, 4>, same, residual<sequence<same, rectifier, wide>, wide>, residual<sequence<>>,
                         dense<3>, softmax_cross_entropy> {};
    looked_at<net> const seen;
    CHECK(largest_difference(seen.out("add4"), sum(seen.out("conv3"), seen.out("conv4"))) == 0);
    struct plain : network<input<4, 5, 4>, residual<same>, dense<3>, softmax_cross_entropy> {};
    looked_at<plain> const other;
    CHECK(largest_difference(other.out("add1"), sum(other.out("conv1"), other.images)) == 0);
    struct twice : network<input<4, 5, 4>, residual<sequence<>>, dense<3>, softmax_cross_entropy> {};
    looked_at<twice> const doubled;
    CHECK(largest_difference(doubled.out("add0"), sum(doubled.images, doubled.images)) == 0);
}
TEST_CASE("branches side by side are their numbers, channel after channel and scale after scale") {
    struct net : network<input<4, 5, 4>, concat<same, wide, sequence<>>, dense<3>, softmax_cross_entropy> {};
    looked_at<net> const seen;
    CHECK(seen.out("concat2") == beside({seen.out("conv1"), seen.out("conv2"), seen.images}));
    struct scales : network<input<4, 5, 4>, concat<same, max_pool<2>, pyramid<1>>, dense<3>, softmax_cross_entropy> {};
    static_assert(scales::out_shape<3>().scales == 3 && scales::out_shape<3>().channels == 4);
    looked_at<scales> const other;
    CHECK(other.out("concat2") == beside({other.out("conv1"), other.out("pool1"), other.out("spp2")}));
    struct pooled : network<input<4, 5, 4>, pyramid<3, 2, 1>, dense<3>, softmax_cross_entropy> {};
    struct parts : network<input<4, 5, 4>, concat<pyramid<3, 2>, pyramid<1>>, dense<3>, softmax_cross_entropy> {};
    CHECK(looked_at<pooled>().out("spp1") == looked_at<parts>().out("concat2"));
}
TEST_CASE("a network computes the same whether its outputs are kept or not, and in training without dropout") {
    model<nested, cpu, double> m(batch{2}, seed{4}, threads{1});
    auto const images = random_images<nested, double>(2);
    auto const predicted = copy_of(m.predict(images));
    std::vector<int> const labels{1, 2};
    m.forward(images, labels);
    CHECK(copy_of(m.probabilities()) == predicted);
    m.keep_outputs();
    CHECK(copy_of(m.predict(images)) == predicted);
    CHECK(copy_of(m.output("add4")) == sum(copy_of(m.output("add3")), copy_of(m.output("conv4"))));
}
