#include "network/networks.hpp"
#include "temporary_folder.hpp"

#include <chrnn/io/checkpoint.hpp>
#include <chrnn/layer/batch_normalisation.hpp>
#include <chrnn/layer/global_average_pool.hpp>
#include <chrnn/network/frozen.hpp>
#include <chrnn/network/summary.hpp>
#include <chrnn/train/adam.hpp>
#include <chrnn/train/check_gradient.hpp>
#include <chrnn/train/rmsprop.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Matchers::Contains;

namespace {

template <class... Parts>
using on_images = network<input<3, 12, 11>, Parts..., dense<4>, softmax_cross_entropy>;

using first_six =
    sequence<conv<6, 3, pad<1>>, rectifier, lrn<3>, max_pool<2, stride<2>>, conv<5, 3, pad<1>>, rectifier>;
using rest = sequence<pyramid<3, 1>, hierarchy<srn, directions<se>>, dense<7>, rectifier>;
using plain = on_images<first_six, rest>;
using with_front = on_images<frozen<first_six>, rest>;
using in_between = on_images<first_six, frozen<rest>>;

struct pass_counts {
    inline static int forward = 0, backward = 0;
    inline static bool asked_for_dx = false;
};
/// y = x, with a note of every pass.
struct counted : shape_preserving_layer {
    static constexpr std::string_view kind = "counted";
    static constexpr activations backward_reads = activations::none;
    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        ++pass_counts::forward;
        p.on.assign(p.template output<In>(), p.template input<In>());
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        ++pass_counts::backward;
        if (p.dx) p.on.assign(p.template input_gradient<In>(), p.template output_gradient<In>());
    }
};
/// A dense layer that notes whether it is asked for the gradient of its input.
struct asked : dense<5> {
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        pass_counts::asked_for_dx = p.dx != nullptr;
        dense<5>::backward<In>(p);
    }
};
/// y = w x, a layer of a user's that knows nothing of being frozen.
struct own_scaled : shape_preserving_layer {
    static constexpr std::string_view kind = "scaled";
    static constexpr activations backward_reads = activations::input;
    template <feature_shape In>
    static constexpr auto parameters() {
        return parameter_list(weight("weight", {In.size()}));
    }
    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        for (index_t i = 0; i < p.samples * In.size(); ++i) p.y[i] = p.weights[i % In.size()] * p.x[i];
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        for (index_t i = 0; i < p.samples * In.size(); ++i) {
            p.gradients[i % In.size()] += p.dy[i] * p.x[i];
            if (p.dx) p.dx[i] = p.dy[i] * p.weights[i % In.size()];
        }
    }
};

template <class Net>
std::vector<bool> trained() {
    std::vector<bool> all;
    for (auto const& one : detail::placed_parameters<Net>()) all.push_back(one.declared.trained);
    return all;
}

template <class Net>
struct run {
    model<Net> net{batch{3}, seed{5}, threads{1}};
    std::vector<float> images = random_images<Net, float>(3);
    std::vector<int> labels = random_labels<Net>(3);

    float step() { return both_passes(net, images, labels); }
    std::vector<float> gradient(std::size_t k) { return net.named_gradients()[k].copy(); }
};

/// Checks that the trained parameters of `Net` have the gradients of `Whole`'s, of which it freezes a part, and the
/// others have none.
template <class Net, class Whole>
void gradients_are_those_of() {
    run<Net> part;
    run<Whole> whole;
    CHECK(part.step() == whole.step());
    std::vector<bool> const learns = trained<Net>();
    double squares = 0;
    for (std::size_t k = 0; k < learns.size(); ++k) {
        INFO(part.net.named_gradients()[k].name);
        std::vector<float> const own = part.gradient(k), expected = whole.gradient(k);
        REQUIRE(std::any_of(expected.begin(), expected.end(), [](float g) { return g != 0; }));
        CHECK((own == (learns[k] ? expected : std::vector<float>(own.size()))));
        for (float g : own) squares += double(g) * double(g);
    }
    CHECK(std::count(learns.begin(), learns.end(), false) > 0);
    CHECK(optimiser(part.net, sgd{}).gradient_length() == Approx(std::sqrt(squares)).epsilon(1e-5));
}

/// Checks that five steps by a rule leave what is frozen alone, to the bit, and its slots at zero.
template <class Net, class Rule>
void keeps_what_is_frozen(Rule const& rule) {
    run<Net> m;
    optimiser learn(m.net, rule);
    std::vector<std::vector<float>> before;
    for (auto const& one : m.net.named_parameters()) before.push_back(one.copy());
    for (int i = 0; i < 5; ++i) m.step(), learn.step(rule.rate);
    std::vector<bool> const learns = trained<Net>();
    auto const after = m.net.named_parameters();
    for (std::size_t k = 0; k < learns.size(); ++k) {
        INFO(after[k].name);
        CHECK((after[k].copy() == before[k]) == !learns[k]);
    }
    auto const slots = learn.named_slots();
    for (std::size_t k = 0; k < slots.size(); ++k) {
        INFO(slots[k].name);
        CHECK(std::any_of(slots[k].begin(), slots[k].end(), [](float x) { return x != 0; }) ==
              learns[k % learns.size()]);
    }
}

/// Everything with parameters, behind a layer that is trained.
using frozen_zoo =
    sequence<conv<5, 1>, frozen<conv<4, 3, pad<1>, without_bias>, batch_normalisation, dropout<0.5>, own_scaled,
                                pyramid<3, 2>, hierarchy<lstm, all_directions, linked>, dense<6>>>;

} // namespace

TEST_CASE("freezing changes no name, no shape, no initial value and no file") {
    temporary_folder const folder;
    using parts = sequence<first_six, batch_normalisation, dropout<0.5>, residual<sequence<conv<5, 1>, rectifier>>>;
    using thawed_net = on_images<parts>;
    using frozen_net = on_images<frozen<parts>>;
    run<thawed_net> one;
    run<frozen_net> other;
    auto const a = one.net.named_parameters(), b = other.net.named_parameters();
    REQUIRE(a.size() == b.size());
    for (std::size_t k = 0; k < a.size(); ++k) {
        CHECK((a[k].name == b[k].name && a[k].shape == b[k].shape));
        CHECK((a[k].copy() == b[k].copy()));
    }
    CHECK(detail::fingerprint<thawed_net>() == detail::fingerprint<frozen_net>());
    CHECK(parameters<thawed_net>() == parameters<frozen_net>());
    CHECK(trained_parameters<frozen_net>() == parameters<frozen_net>("fc4"));
    CHECK(trained_parameters<thawed_net>() == parameters<thawed_net>() - 2 * 5); // the running figures

    one.step();
    optimiser(one.net, sgd{}).step(0.1);
    save(one.net, folder / "m.safetensors");
    load(other.net, folder / "m.safetensors");
    CHECK((copy_of(one.net.parameters_span()) == copy_of(other.net.parameters_span())));
    CHECK((copy_of(one.net.predict(one.images)) == copy_of(other.net.predict(one.images))));
}
TEST_CASE("a frozen part freezes once, and freezing twice is the same") {
    STATIC_REQUIRE(
        std::is_same_v<on_images<frozen<frozen<first_six>>>::layer_at<0>, on_images<frozen<first_six>>::layer_at<0>>);
}
TEST_CASE("what is trained has the gradients that it has in the network without a frozen part") {
    gradients_are_those_of<with_front, plain>();
    gradients_are_those_of<in_between, plain>();
    gradients_are_those_of<on_images<conv<4, 3>, frozen<own_scaled>, rest>, on_images<conv<4, 3>, own_scaled, rest>>();
}
TEST_CASE("what is trained has the gradients that it has without, where branches hold a frozen part") {
    using same = conv<3, 3, pad<1>>;
    gradients_are_those_of<on_images<same, residual<frozen<same, rectifier>>, rest>,
                           on_images<same, residual<sequence<same, rectifier>>, rest>>();
    gradients_are_those_of<on_images<frozen<same>, concat<frozen<conv<2, 1>>, sequence<rectifier, same>>, rest>,
                           on_images<same, concat<conv<2, 1>, sequence<rectifier, same>>, rest>>();
    gradients_are_those_of<on_images<frozen<residual<sequence<same, rectifier>, conv<3, 1>>>, residual<same>, rest>,
                           on_images<residual<sequence<same, rectifier>, conv<3, 1>>, residual<same>, rest>>();
}
TEST_CASE("the gradient that a frozen part passes on is that of what it computes") {
    auto const report = check_gradient<frozen_zoo, feature_shape(3, 6, 5)>();
    INFO(report.parameter << " " << report.worst);
    CHECK(report.within(1e-8));
}
TEST_CASE("no rule of learning changes what is frozen, or keeps anything for it") {
    keeps_what_is_frozen<with_front>(sgd{.rate = 0.01, .weight_decay = 0.1, .clip = 0.5});
    keeps_what_is_frozen<in_between>(sgd{.rate = 0.01, .weight_decay = 0.1, .clip = 0.5});
    keeps_what_is_frozen<with_front>(adamw{.rate = 0.01, .weight_decay = 0.1});
    keeps_what_is_frozen<with_front>(rmsprop{.rate = 0.01, .weight_decay = 0.1});
    keeps_what_is_frozen<network<input<3, 6, 5>, frozen_zoo, dense<4>, softmax_cross_entropy>>(adam{.rate = 0.01});
}
TEST_CASE("nothing runs backward in front of the first layer that is trained, which is asked for no gradient") {
    using net = network<input<3, 2, 2>, frozen<counted, dense<6>>, counted, asked, dense<4>, softmax_cross_entropy>;
    run<net> m;
    pass_counts::forward = pass_counts::backward = 0;
    m.step();
    CHECK((pass_counts::forward == 2 && pass_counts::backward == 0 && !pass_counts::asked_for_dx));
    m.net.want_input_gradient();
    m.step();
    CHECK((pass_counts::forward == 4 && pass_counts::backward == 2 && pass_counts::asked_for_dx));
}
TEST_CASE("a frozen part in front takes the memory of a prediction") {
    using rest_alone = network<input<5, 6, 6>, rest, dense<4>, softmax_cross_entropy>;
    index_t const n = 16, all = workspace_bytes<plain>(n),
                  forward = workspace_bytes<with_front>(n, purpose::prediction),
                  behind = workspace_bytes<rest_alone>(n), taken = workspace_bytes<with_front>(n);
    INFO(all << " down to " << taken << "; forward " << forward << ", the rest " << behind);
    CHECK(taken <= std::max(forward, behind) + n * 5 * 6 * 6 * 4);
    CHECK(taken < all / 2);
    CHECK(workspace_bytes<in_between>(n) <= all);
    CHECK(workspace_bytes<with_front>(n, purpose::input_gradient) <= all + n * 3 * 12 * 11 * 4);

    run<with_front> m;
    m.step();
    index_t const numbers = decltype(m.net)::numbers;
    CHECK(m.net.memory_taken() ==
          2 * numbers + detail::memory_plan<with_front>(3, purpose::training, m.net.backend()).size());
}
TEST_CASE("batch normalisation and dropout of a frozen part do in training what they do in prediction") {
    using net = on_images<frozen<conv<4, 3>, batch_normalisation, rectifier, dropout<0.5>>, dropout<0>>;
    run<net> m;
    for (auto& one : m.net.named_parameters())
        if (one.name.find("running") != std::string::npos)
            for (float& x : one) x = 1.5f;
    auto const before = copy_of(m.net.parameters_span()), predicted = copy_of(m.net.predict(m.images));
    m.step();
    CHECK((copy_of(m.net.probabilities()) == predicted));
    CHECK((copy_of(m.net.parameters_span()) == before));
}
TEST_CASE("behind a training pass all can be looked at from what the first trained layer reads on") {
    run<with_front> m;
    run<plain> whole;
    m.step(), whole.step();
    CHECK_THROWS_WITH(m.net.output("conv1"),
                      Contains("conv1 is not kept in training, as nothing up to there is trained"));
    CHECK_THROWS_WITH(m.net.output("relu2"), Contains("or call want_input_gradient()")); // the pyramid learns nothing
    for (char const* kept : {"spp3", "hrnn3", "fc5"})
        CHECK((copy_of(m.net.output(kept)) == copy_of(whole.net.output(kept))));
    CHECK(m.net.first_not_finite().empty());
    m.net.keep_outputs();
    m.net.predict(m.images);
    CHECK((copy_of(m.net.output("conv1")) == copy_of(whole.net.output("conv1"))));
}
TEST_CASE("a gradient of the input goes through a frozen part where it is asked for") {
    run<with_front> m;
    run<plain> whole;
    m.step();
    m.net.want_input_gradient(), whole.net.want_input_gradient();
    CHECK(m.net.steps() == 1);
    CHECK(m.net.input_gradient().empty());
    CHECK_THROWS_WITH(m.net.backward(), Contains("needs a forward pass"));
    m.step(), whole.step();
    CHECK((copy_of(m.net.input_gradient()) == copy_of(whole.net.input_gradient())));
    CHECK((copy_of(m.net.output("conv1")) == copy_of(whole.net.output("conv1"))));
    CHECK(m.gradient(0) == std::vector<float>(m.gradient(0).size()));
}
TEST_CASE("a gradient given within a frozen part goes down to the input, or is refused") {
    std::vector<float> const cotangent(3 * 5 * 6 * 6, 1);
    run<with_front> m;
    run<plain> whole;
    m.net.forward(m.images, m.labels);
    CHECK_THROWS_WITH(m.net.backward("conv2", cotangent),
                      Contains("nothing up to conv2 is trained") && Contains("want_input_gradient()"));
    m.net.backward(); // nothing has changed
    m.net.want_input_gradient(), whole.net.want_input_gradient();
    m.net.forward(m.images, m.labels), whole.net.forward(m.images, m.labels);
    m.net.backward("conv2", cotangent), whole.net.backward("conv2", cotangent);
    CHECK((copy_of(m.net.input_gradient()) == copy_of(whole.net.input_gradient())));
}
TEST_CASE("a training with a frozen part goes on from a checkpoint to the same bits, with or without it") {
    temporary_folder const folder;
    auto const path = folder / "run.safetensors";
    auto const steps = [](auto& m, auto& train) {
        for (int i = 0; i < 2; ++i) m.step(), train.optimiser().step(0.05);
    };
    run<with_front> whole;
    trainer train(whole.net, sgd{.rate = 0.05});
    steps(whole, train);
    save_checkpoint(path, train);
    steps(whole, train);

    run<with_front> again;
    trainer resumed(again.net, sgd{.rate = 0.05});
    load_checkpoint(path, resumed);
    steps(again, resumed);
    CHECK((copy_of(again.net.parameters_span()) == copy_of(whole.net.parameters_span())));
    run<plain> thawed;
    trainer all(thawed.net, sgd{.rate = 0.05});
    load_checkpoint(path, all);
    auto const before = thawed.net.named_parameters().front().copy();
    steps(thawed, all);
    CHECK(thawed.net.named_parameters().front().copy() != before);
}
TEST_CASE("a summary says what is frozen, and how much is trained") {
    std::string const text = summary<with_front>(2);
    INFO(text);
    CHECK_THAT(text, Contains("6 @ 3x3, stride 1, pad 1, frozen") && Contains("  frozen\n"));
    CHECK_THAT(text, Contains(std::to_string(trained_parameters<with_front>()) + " parameters are trained"));
    CHECK_THAT(summary<plain>(2), !Contains("frozen") && !Contains("are trained"));
}
TEST_CASE("a network of which all is frozen has a loss and no gradients") {
    run<network<input<3, 12, 11>, frozen<first_six, dense<4>>, softmax_cross_entropy>> m;
    CHECK(std::isfinite(m.step()));
    for (float g : m.net.gradients()) REQUIRE(g == 0);
}
