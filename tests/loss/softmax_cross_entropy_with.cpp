#include "distance.hpp"
#include "io/complaint.hpp"
#include "oracle/random.hpp"

#include <chrnn/layer/dense.hpp>
#include <chrnn/loss/region_cross_entropy.hpp>
#include <chrnn/loss/softmax_cross_entropy_with.hpp>
#include <chrnn/train/check_gradient.hpp>
#include <chrnn/train/set_class_weights.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

struct some_weights {
    static constexpr std::array values{0.5, 2.0, 1.25, 3.0};
};
constexpr int classes = 4;
template <class... Options>
using with = softmax_cross_entropy_with<Options...>;
template <class Loss>
using alone = model<network<input_of<vector_shape(classes)>, Loss>, cpu, double>;
template <class... Options>
using behind_a_layer = model<network<input_of<vector_shape(3)>, dense<classes>, with<Options...>>, cpu, double>;

std::vector<double> const x{0.5, -1.25, 2, 0.75, 1.5, 0.25, -0.5, -2, -1, 0, 1, 3};
std::vector<int> const labels{2, 1, 1};

template <class Model>
void agrees(Model& m, double loss, std::vector<double> const& gradient) {
    m.want_input_gradient();
    CHECK(m.forward(x, labels) == Approx(loss).epsilon(1e-14));
    CHECK(m.predict_loss(x, labels) == Approx(loss).epsilon(1e-14));
    m.forward(x, labels);
    m.backward();
    CHECK(largest_difference(m.input_gradient(), gradient) < 1e-15);
}

} // namespace

// PyTorch 2.15.0 in double, x and labels as above, weight = tensor([0.5, 2, 1.25, 3]):
//     loss = torch.nn.CrossEntropyLoss(weight=weight or None, label_smoothing=e)(x, labels); loss.backward(); x.grad
TEST_CASE("weights of classes and smoothed labels are those of PyTorch's CrossEntropyLoss") {
    double const weighted = 1.9357781739538922;
    std::vector<double> const gradient{0.03431020030952019, 0.0059622188083600074, -0.08432758836695174,
                                       0.04405516924907154, 0.26235712956683244,   -0.30578580484101303,
                                       0.03550617643907197, 0.007922498835108533,  0.005797877662535592,
                                       -0.3651921154586818, 0.0428408433032124,    0.31655339449293385};
    alone<with<class_weights<some_weights>>> by_type(batch{3});
    agrees(by_type, weighted, gradient);
    alone<with<class_weights<>>> of_the_model(batch{3});
    set_class_weights(of_the_model, {0.5, 2, 1.25, 3});
    agrees(of_the_model, weighted, gradient);

    alone<with<label_smoothing<0.1>>> smooth(batch{3});
    agrees(smooth, 1.7880427428697268,
           {0.03970094709999495, 1.377299837067916e-05, -0.09305862371373243, 0.05334390361536683, 0.22122915503764515,
            -0.2425625792358864, 0.022734571050854645, -0.001401146852613364, -0.0032601903786146883,
            -0.2945431010263466, 0.02915240455697753, 0.2686508868479839});
    alone<with<class_weights<some_weights>, label_smoothing<0.25>>> both(batch{5});
    agrees(both, 1.9722955714548474,
           {0.03135996188422226, -0.0173256108554323, -0.02623006187286954, 0.012195710844079586, 0.2461564232407471,
            -0.23729342779179194, 0.019238264040968334, -0.028101259489923605, -0.00038098288603815623,
            -0.29437917940095804, 0.026286420480728285, 0.2684737418062679});
}

TEST_CASE("without options, and with weights of the model that nobody has set, it is softmax_cross_entropy") {
    alone<softmax_cross_entropy> plain(batch{3});
    plain.want_input_gradient();
    double const loss = plain.forward(x, labels);
    plain.backward();
    std::vector<double> const gradient(plain.input_gradient().begin(), plain.input_gradient().end());
    alone<with<>> none(batch{3});
    agrees(none, loss, gradient);
    alone<with<label_smoothing<0>, class_weights<>>> of_the_model(batch{3});
    agrees(of_the_model, loss, gradient);
    CHECK(largest_difference(of_the_model.predict(x), plain.predict(x)) == 0);
}

TEMPLATE_TEST_CASE("the gradient with weights and smoothed labels agrees with differences of its loss", "",
                   behind_a_layer<class_weights<some_weights>>, behind_a_layer<label_smoothing<0.3>>,
                   (behind_a_layer<label_smoothing<0.3>, class_weights<some_weights>>)) {
    TestType m{batch{5}, seed{3}};
    auto const report = check_gradient(m, oracle::random_source(4).uniform(15, -2, 2), std::vector{0, 3, 1, 1, 2});
    INFO(report.parameter);
    CHECK(report.within(1e-8));
}

TEST_CASE("where no label of a batch has a weight, the loss and its gradient are 0") {
    alone<with<class_weights<>, label_smoothing<0.1>>> m(batch{3});
    set_class_weights(m, {1, 0, 0, 1});
    agrees(m, 0, std::vector<double>(12));
}

TEST_CASE("weights of the model are a parameter that files hold and nothing trains") {
    behind_a_layer<class_weights<>> m(batch{1});
    auto const last = m.named_parameters().back();
    CHECK(last.name == "softmax.class_weights");
    CHECK(last.copy() == std::vector<double>(4, 1));
    CHECK(trained_parameters<decltype(m)::net>() == 3 * 4 + 4);
    CHECK(complaint([&] { set_class_weights(m, {1, 2, 3}); }) == "there are 3 weights for 4 classes");
    CHECK(complaint([&] {
              set_class_weights(m, {2, 2, 2, -1});
          }) == "the weight of a class is a number that is not negative, not -1");
    CHECK_THROWS_AS(set_class_weights(m, {2, 2, 2, NAN}), error);
    CHECK(last.copy() == std::vector<double>(4, 1));
}

TEST_CASE("regions take weights of the model as they take those of a type") {
    using region_net = network<input<classes, 1, 3>, region_cross_entropy<class_weights<some_weights>>>;
    using model_net = network<input<classes, 1, 3>, region_cross_entropy<class_weights<>, ignored_label<255>>>;
    model<region_net, cpu, double> by_type(batch{1});
    model<model_net, cpu, double> of_the_model(batch{1});
    set_class_weights(of_the_model, {0.5, 2, 1.25, 3});
    by_type.want_input_gradient(), of_the_model.want_input_gradient();
    CHECK(by_type.forward(x, std::vector{3, -1, 0}) == of_the_model.forward(x, std::vector{3, 255, 0}));
    by_type.backward(), of_the_model.backward();
    CHECK(largest_difference(by_type.input_gradient(), of_the_model.input_gradient()) == 0);
}

// The same of PyTorch for a map, x as [1, 4, 1, 3], with ignore_index=-1, these weights and label_smoothing=0.25.
TEST_CASE("regions are smoothed as PyTorch smooths them") {
    using net = network<input<classes, 1, 3>, region_cross_entropy<class_weights<some_weights>, label_smoothing<0.25>>>;
    model<net, cpu, double> m(batch{1});
    m.want_input_gradient();
    CHECK(m.forward(x, std::vector{3, -1, 0}) == Approx(1.6515505924375304).epsilon(1e-14));
    m.backward();
    std::vector<double> const gradient{
        0.2253534491994558,  0, -0.05831200470445583,  0.265109783445063,   0, -0.0256772028574961,
        0.06386611025372642, 0, -0.019445756186475163, -0.5543293428982453, 0, 0.1034349637484271};
    CHECK(largest_difference(m.input_gradient(), gradient) < 1e-15);
    m.forward(x, std::vector{-1, -1, -1});
    m.backward();
    CHECK(largest_difference(m.input_gradient(), std::vector<double>(12)) == 0);
}
