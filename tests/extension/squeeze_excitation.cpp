// A merge of one's own: squeeze and excitation (Hu et al., CVPR 2018), by itself and inside a residual.
#include <chrnn/chrnn.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

/// y = x, each channel times the number that the second branch has for it.
struct scale_channels : layer {
    static constexpr std::string_view kind = "scale";
    static constexpr activations backward_reads = activations::input;

    template <feature_shape X, feature_shape Factors>
    static consteval feature_shape output() {
        check_one_scale<X, "scale_channels">();
        static_assert(Factors == vector_shape(X.channels), "the second branch has one number for each channel");
        return X;
    }
    template <feature_shape X, feature_shape Factors>
    static constexpr region_box footprint(region_box out, index_t input) {
        return input == 0 ? out : whole_of(Factors);
    }
    template <feature_shape X, feature_shape Factors, class Pass>
    static void forward(Pass const& p) {
        p.on.assign(p.template output<X>(), p.template input<X>() * p.template input<Factors>(1));
    }
    template <feature_shape X, feature_shape Factors, class Pass>
    static void backward(Pass const& p) {
        auto const dy = p.template output_gradient<X>();
        if (p.input_gradients[0]) p.on.assign(p.template input_gradient<X>(0), dy * p.template input<Factors>(1));
        if (p.input_gradients[1])
            p.on.assign(p.template input_gradient<Factors>(1),
                        reshape<batch_extents<Factors>>(sum<2, 3>(dy * p.template input<X>(0))));
    }
};

/// The mean of each channel.
struct global_mean : layer {
    static constexpr std::string_view kind = "mean";
    static constexpr activations backward_reads = activations::none;

    template <feature_shape In>
    static consteval feature_shape output() {
        check_one_scale<In, "global_mean">();
        return vector_shape(In.channels);
    }
    template <feature_shape In>
    static constexpr region_box footprint(region_box) {
        return whole_of(In);
    }
    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        constexpr feature_shape out = output<In>();
        p.on.assign(p.template output<out>(), reshape<batch_extents<out>>(mean<2, 3>(p.template input<In>())));
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        p.on.assign(p.template input_gradient<In>(),
                    p.template output_gradient<output<In>()>() / In.scale[0].regions());
    }
};

/// y = 1 / (1 + e^-x), in place.
struct logistic_layer : layer {
    static constexpr std::string_view kind = "sigmoid";
    static constexpr bool in_place = true;
    static constexpr activations backward_reads = activations::output;

    template <feature_shape In>
    static consteval feature_shape output() {
        return In;
    }
    template <feature_shape In>
    static constexpr region_box footprint(region_box out) {
        return out;
    }
    template <feature_shape In, class Pass>
    static void forward(Pass const& p) {
        p.on.assign(p.template output<In>(), sigmoid(p.template input<In>()));
    }
    template <feature_shape In, class Pass>
    static void backward(Pass const& p) {
        auto const y = p.template output<In>();
        p.on.assign(p.template input_gradient<In>(), p.template output_gradient<In>() * y * (1 - y));
    }
};

template <index_t Channels, index_t Squeezed>
struct squeeze_excitation
    : branches<scale_channels, sequence<>,
               sequence<global_mean, dense<Squeezed>, rectifier, dense<Channels>, logistic_layer>> {};

template <index_t Channels>
using excited_block = residual<sequence<conv<Channels, 3, pad<1>>, rectifier, squeeze_excitation<Channels, 2>>>;

template <class... Parts>
using probed = network<input<3, 6, 5>, Parts..., probe>;

template <class Net>
gradient_report gradient_of(index_t samples) {
    model<Net, cpu, double> m(batch{samples}, seed{3}, threads{1});
    std::vector<double> x(static_cast<std::size_t>(samples * Net::input.size()));
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = distribution::normal{}(random_stream{2}, i);
    std::vector<int> const labels(static_cast<std::size_t>(samples));
    return check_gradient(m, std::span<double const>(x), std::span<int const>(labels));
}
template <class Net>
void gradient_is_right() {
    auto const report = gradient_of<Net>(3);
    INFO(report.parameter << " is off by " << report.worst);
    CHECK(report.within(1e-7));
}

} // namespace

TEST_CASE("the layers of squeeze and excitation have the right gradients") {
    CHECK(check_gradient<global_mean, feature_shape(3, 4, 5)>().within(1e-7));
    CHECK(check_gradient<logistic_layer, feature_shape(3, 4, 5)>().within(1e-7));
    CHECK(check_gradient<logistic_layer, vector_shape(7)>().within(1e-7));
}

TEST_CASE("the gradient of squeeze and excitation is right, by itself and in residuals, one inside another") {
    gradient_is_right<probed<squeeze_excitation<3, 2>>>();
    gradient_is_right<probed<conv<4, 3>, squeeze_excitation<4, 2>, dense<3>>>();
    gradient_is_right<probed<residual<squeeze_excitation<3, 2>>, residual<squeeze_excitation<3, 2>>>>();
    gradient_is_right<probed<conv<4, 3>, excited_block<4>, rectifier, excited_block<4>, max_pool<2>, dense<3>>>();
    // of two branches, of which the second scales what the first has made
    gradient_is_right<probed<branches<scale_channels, sequence<conv<2, 3>, rectifier>,
                                      sequence<conv<2, 3>, global_mean, logistic_layer>>>>();
}

TEST_CASE("squeeze and excitation is what plain loops find") {
    using net = probed<squeeze_excitation<3, 2>>;
    model<net, cpu, double> m(batch{2}, seed{4}, threads{2});
    std::vector<double> x(2 * 90);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = distribution::normal{}(random_stream{5}, i);
    auto const all = m.named_parameters();
    std::vector<std::string> names;
    for (auto const& p : all) names.push_back(p.name);
    REQUIRE(names == std::vector<std::string>{"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"});
    auto const dense_of = [&](std::size_t first, std::vector<double> const& in) {
        std::vector<double> out(static_cast<std::size_t>(all[first].rows));
        for (std::size_t u = 0; u < out.size(); ++u) {
            out[u] = all[first + 1].values[u];
            for (std::size_t k = 0; k < in.size(); ++k) out[u] += all[first].values[u * in.size() + k] * in[k];
        }
        return out;
    };
    auto const y = m.predict(x);
    for (std::size_t n = 0; n < 2; ++n) {
        std::vector<double> means(3);
        for (std::size_t i = 0; i < 90; ++i) means[i / 30] += x[n * 90 + i] / 30;
        auto squeezed = dense_of(0, means);
        for (double& s : squeezed) s = std::max(s, 0.0);
        auto const factors = dense_of(2, squeezed);
        for (std::size_t i = 0; i < 90; ++i)
            CHECK(y[n * 90 + i] == Approx(x[n * 90 + i] / (1 + std::exp(-factors[i / 30]))).epsilon(1e-13));
    }
}

TEST_CASE("a network of excited blocks learns, has receptive fields and predicts with less memory than it trains") {
    struct net : network<input<3, 6, 5>, conv<4, 3, pad<1>>, excited_block<4>, rectifier, max_pool<2>, excited_block<4>,
                         dense<2>, softmax_cross_entropy> {};
    model<net> m(batch{8}, seed{1}, threads{1});
    std::vector<float> x(8 * 90);
    std::vector<int> labels;
    for (int n = 0; n < 8; ++n) labels.push_back(n % 2);
    for (std::size_t i = 0; i < x.size(); ++i) // images of class 1 are brighter in their first channel
        x[i] =
            static_cast<float>(distribution::normal{}(random_stream{6}, i)) + (i / 90 % 2 && i % 90 < 30 ? 1.0f : 0.0f);
    optimiser learns(m, adam{});
    float const before = m.forward(x, labels);
    for (int step = 0; step < 60; ++step) {
        m.forward(x, labels);
        m.backward();
        learns.step(0.01);
    }
    CHECK(m.forward(x, labels) < 0.1f * before);
    CHECK(workspace_bytes<net>(8, purpose::prediction) < workspace_bytes<net>(8) / 2);
    CHECK(summary<net>().find("scale4") != std::string::npos);
    static_assert(receptive_field<net, "conv2">(0, 0) == region_box{{0, 3}, {0, 3}, 0});
    static_assert(receptive_field<net, "scale4">(0, 0) == region_box{{0, 6}, {0, 5}, 0}); // the factors see all
}
