#include "layer/gradient_of.hpp"

#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/layer/rectifier.hpp>
#include <chrnn/network/sequence.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

/// y = tanh x as a user writes it: its backward reads its own y, or x.
struct hyperbolic : layer {
    static constexpr std::string_view kind = "tanh";

    template <feature_shape In>
    static consteval feature_shape output() {
        return In;
    }
    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        p.on.assign(p.template output<In>(), tanh(p.template input<In>()));
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        auto const y = p.template output<In>();
        p.on.assign(p.template input_gradient<In>(), (1 - y * y) * p.template output_gradient<In>());
    }
};
struct reads_x : hyperbolic {
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        auto const y = tanh(p.template input<In>());
        p.on.assign(p.template input_gradient<In>(), (1 - y * y) * p.template output_gradient<In>());
    }
};
template <class Layer, activations Reads, bool InPlace = false>
struct declared : Layer {
    static constexpr activations backward_reads = Reads;
    static constexpr bool in_place = InPlace;
};
/// Adds to what lies where its gradient belongs.
struct adds_its_gradient : hyperbolic {
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        auto const y = p.template output<In>();
        p.on.assign(p.template input_gradient<In>(),
                    p.template input_gradient<In>() + (1 - y * y) * p.template output_gradient<In>());
    }
};
/// y = x in place, and believes that its gradient lies there already.
struct does_nothing_back : layer {
    static constexpr std::string_view kind = "same";
    static constexpr bool in_place = true;
    static constexpr activations backward_reads = activations::none;

    template <feature_shape In>
    static consteval feature_shape output() {
        return In;
    }
    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        p.on.assign(p.template output<In>(), p.template input<In>());
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const&) {}
};

template <class... Layers>
void right_inside_a_network() {
    using net = network<input<3, 4, 5>, conv<3, 3, pad<1>>, Layers..., conv<2, 3>, probe>;
    auto const report = check_gradient_of_network<net, cpu>(2, {.per_parameter = 10});
    INFO(report.parameter << " is off by " << report.worst);
    CHECK(report.within(1e-7));
}
template <class Layer>
void right_everywhere() {
    gradient_is_right<Layer, feature_shape(3, 2, 3)>();
    right_inside_a_network<Layer, dropout<0.5>>();
    right_inside_a_network<Layer, rectifier>();
    right_inside_a_network<rectifier, Layer, dropout<0.5>, rectifier>();
    right_inside_a_network<residual<sequence<Layer, dropout<0.5>>>>();
    right_inside_a_network<concat<Layer, rectifier, dropout<0.5>>>();
}
template <class Layer>
bool accepted() {
    return check_gradient<Layer, feature_shape(3, 2, 3)>().within(1e-7);
}

} // namespace

TEST_CASE("a layer that reads its own output is right whatever stands behind it, declared or not") {
    right_everywhere<hyperbolic>();
    right_everywhere<declared<hyperbolic, activations::output>>();
    right_everywhere<declared<hyperbolic, activations::output, true>>();
}
TEST_CASE("a layer that reads its input is right whatever stands behind it, declared or not") {
    right_everywhere<reads_x>();
    right_everywhere<declared<reads_x, activations::input>>();
}
TEST_CASE("a gradient check finds a layer that reads more than it declares") {
    CHECK(accepted<declared<hyperbolic, activations::both>>());
    CHECK(accepted<declared<hyperbolic, activations::output>>());
    CHECK(!accepted<declared<hyperbolic, activations::none>>());
    CHECK(!accepted<declared<hyperbolic, activations::input>>());
    CHECK(!accepted<declared<hyperbolic, activations::none, true>>());
    CHECK(accepted<declared<reads_x, activations::both>>());
    CHECK(accepted<declared<reads_x, activations::input>>());
    CHECK(!accepted<declared<reads_x, activations::none>>());
    CHECK(!accepted<declared<reads_x, activations::output>>());
    CHECK(!accepted<declared<reads_x, activations::output, true>>());
}
TEST_CASE("a gradient check finds a false declaration of the library's own layers") {
    CHECK(!accepted<declared<rectifier, activations::none, true>>());
    CHECK(!accepted<declared<rectifier, activations::input>>());
    CHECK(!accepted<declared<conv<2, 2>, activations::none>>());
    CHECK(!accepted<declared<dense<4>, activations::output>>());
}
TEST_CASE("a gradient check finds what is right only for a layer that stands alone") {
    CHECK(!accepted<adds_its_gradient>());
    CHECK(!accepted<does_nothing_back>());
}
