// A rule of learning of one's own: Lion, in one struct.
#include "fit/small_scenes.hpp"
#include "temporary_folder.hpp"

#include <chrnn/chrnn.hpp>
#include <chrnn/files.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {

/// w = w - rate (sign(b1 m + (1 - b1) g) + weight_decay w), then m = b2 m + (1 - b2) g (Chen et al., NeurIPS 2023).
struct lion {
    static constexpr std::string_view name = "lion";
    static constexpr std::array<std::string_view, 1> slots{"momentum"};

    double rate = 1e-4;
    double beta1 = 0.9, beta2 = 0.99;
    double weight_decay = 0, clip = 0;
    rate_multipliers multipliers{};
    rate_schedule schedule = plateau_decay();

    void check() const {
        check_rule(*this);
        check_share("beta1", beta1);
        check_share("beta2", beta2);
    }

    template <class T>
    struct update {
        T beta1, beta2;

        CHRNN_INLINE void prepare(double /*t*/, double* /*scalars*/) const {}
        template <class V>
        CHRNN_INLINE void operator()(update_numbers<V> const& with, V& w, V g, V* slots) const {
            auto const fill = [](T x) { return simd_traits<V>::fill(x); };
            V const zero = fill(0), direction = g + fill(beta1) * (slots[0] - g);
            V const sign = if_less(direction, zero, fill(-1), if_less(zero, direction, fill(1), zero));
            w = w - with.rate * (sign + with.decay * w);
            slots[0] = g + fill(beta2) * (slots[0] - g);
        }
    };
    template <class T>
    update<T> equations() const {
        return {static_cast<T>(beta1), static_cast<T>(beta2)};
    }
};
static_assert(learning_rule<lion>);

using net = plain_scenes<0.5>;

synthetic_scenes const& scenes() {
    static synthetic_scenes const all(70, 32);
    return all;
}
lion quick() { return {.rate = 0.002, .weight_decay = 0.01, .clip = 5, .multipliers = {{"fc2", 0.5}}}; }

fit_options quiet(index_t epochs) {
    fit_options options{.epochs = epochs, .progress = progress_style::none};
    return options;
}

struct interruption {};

/// A model and its training.
struct run {
    model<net> m;
    trainer<model<net>, lion> train;

    explicit run(std::uint64_t from, index_t count = 1) : m(batch{16}, seed{from}, threads{count}), train(m, quick()) {}

    std::vector<std::uint64_t> all_bits() {
        auto all = bits(m);
        for (float x : train.optimiser().slot()) all.push_back(std::bit_cast<std::uint32_t>(x));
        for (double x : train.optimiser().scalars()) all.push_back(std::bit_cast<std::uint64_t>(x));
        return all;
    }
};

} // namespace

TEST_CASE("a rule of one's own does what its equations say, with decay and multiples of the rate") {
    using small = network<input<2, 3, 3>, dense<3>, dense<2>, softmax_cross_entropy>;
    model<small, cpu, double> m(batch{4}, seed{1}, threads{1});
    optimiser learns(m, lion{.weight_decay = 0.1, .multipliers = {{"fc2", 3}}});
    std::vector<double> x(4 * 18);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = distribution::normal{}(random_stream{1}, i);
    std::vector<int> const labels{0, 1, 1, 0};

    std::vector<std::vector<double>> momenta;
    for (auto const& p : m.named_parameters()) momenta.emplace_back(static_cast<std::size_t>(p.rows * p.columns));
    for (int step = 0; step < 5; ++step) {
        m.forward(x, labels);
        m.backward();
        auto const gradients = m.named_gradients();
        std::vector<std::vector<double>> expected;
        for (std::size_t k = 0; k < gradients.size(); ++k) {
            auto const p = m.named_parameters()[k];
            double const rate = 0.01 * (p.name.starts_with("fc2") ? 3 : 1), decay = p.name.ends_with("bias") ? 0 : 0.1;
            expected.emplace_back();
            for (std::size_t i = 0; i < momenta[k].size(); ++i) {
                double const g = gradients[k].values[i], w = p.values[i];
                double& momentum = momenta[k][i];
                double const direction = 0.9 * momentum + 0.1 * g;
                expected[k].push_back(w - rate * (double((direction > 0) - (direction < 0)) + decay * w));
                momentum = 0.99 * momentum + 0.01 * g;
            }
        }
        learns.step(0.01);
        for (std::size_t k = 0; k < gradients.size(); ++k)
            for (std::size_t i = 0; i < momenta[k].size(); ++i) {
                CHECK(m.named_parameters()[k].values[i] == Approx(expected[k][i]).epsilon(1e-13));
                CHECK(learns.named_slots()[k].values[i] == Approx(momenta[k][i]).epsilon(1e-12).margin(1e-16));
            }
    }
    CHECK(learns.named_slots()[0].name == "momentum.fc1.weight");
    CHECK_THROWS_WITH(optimiser(m, lion{.beta2 = 1}), Contains("beta2") && Contains("not 1"));
    CHECK_THROWS_WITH(optimiser(m, lion{.multipliers = {{"fc9", 2}}}), Contains("fc9"));
}

TEST_CASE("a rule of one's own trains a network, in one call as well") {
    model<plain_scenes<0>> m(batch{16}, seed{1}, threads{1}); // without dropout
    auto const state = fit(m, scenes(), lion{.rate = 1e-3}, quiet(20));
    CHECK(state.history.back().train_loss < 0.8f * state.history.front().train_loss);
}

TEST_CASE("a training by a rule of one's own goes on from a checkpoint to the same bits") {
    temporary_folder const folder;
    auto const path = folder / "run.safetensors";
    run whole(1);
    fit(whole.train, scenes(), quiet(3));

    {
        run first(1, 2);
        fit_options options = quiet(3);
        options.save_every = 3;
        options.save = [&, calls = 0](training_state const&) mutable {
            save_checkpoint(path, first.train);
            if (++calls == 2) throw interruption();
        };
        CHECK_THROWS_AS(fit(first.train, scenes(), options), interruption);
        CHECK(first.train.state().epoch < 3);
    }
    auto const file = read_safetensors(path);
    CHECK(file.metadata.at("rule") == "lion");
    CHECK(file.entries.contains("momentum.fc2.weight"));
    run second(7); // another seed, which the checkpoint replaces
    load_checkpoint(path, second.train);
    CHECK(second.all_bits() != whole.all_bits());
    fit(second.train, scenes(), quiet(3));
    CHECK(second.all_bits() == whole.all_bits());

    model<net> m(batch{16});
    trainer by_sgd(m, sgd{});
    CHECK_THROWS_WITH(load_checkpoint(path, by_sgd), Contains("'lion'") && Contains("'sgd'"));
}
