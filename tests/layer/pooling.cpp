#include <chrnn/chrnn.hpp>

#include <catch2/catch.hpp>

#include <cstring>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// Whether a pooling `Layer` of `In` computes entry by entry the bits that it computes plane by plane: the maxima, and
/// the gradient that it gathers, or scatters.
template <class Layer, class Pooling, feature_shape In>
void check_entries() {
    constexpr index_t samples = 2;
    constexpr feature_shape out = Layer::template output<In>();
    INFO(In.text().view() << " to " << out.text().view());
    auto const count = [](index_t n) { return static_cast<std::size_t>(n * samples); };
    std::vector<float> x(count(In.size())), y(count(out.size())), winner(y.size()), dy(y.size()), y_alone(y),
        winner_alone(y);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = float(random_stream{1}.word(i) % 7); // with equal ones
    for (std::size_t i = 0; i < dy.size(); ++i) dy[i] = float(random_stream{2}.uniform(i)) - 0.3f;
    x[x.size() / 2] = NAN;
    x[x.size() / 3] = x[x.size() / 3 + 1] = NAN;
    std::fill(x.begin(), x.begin() + In.columns() * 3, -INFINITY); // windows of nothing else
    x.back() = INFINITY;
    choose_winners<Pooling, float> const all{x.data(), y.data(), winner.data()},
        alone{x.data(), y_alone.data(), winner_alone.data()};
    for (index_t plane = 0; plane < samples * In.channels; ++plane) {
        all.template plane<pack<float>>(plane);
        for (index_t output = 0; output < Pooling::outputs; ++output) alone.entry(plane, output);
    }
    CHECK(std::memcmp(y.data(), y_alone.data(), y.size() * sizeof(float)) == 0);
    CHECK(winner == winner_alone);

    std::vector<float> scattered(x.size(), 7), gathered(x.size(), 9);
    auto const kernel = [&](std::vector<float>& dx) {
        return reward_winners<Pooling, float>{dy.data(), winner.data(), dx.data()};
    };
    for (index_t plane = 0; plane < samples * In.channels; ++plane) {
        kernel(scattered).template plane<pack<float>>(plane);
        for (index_t input = 0; input < Pooling::inputs; ++input) kernel(gathered).entry(plane, input);
    }
    CHECK(scattered == gathered);
    CHECK(std::any_of(gathered.begin(), gathered.end(), [](float g) { return g != 0; }));
}

} // namespace

TEST_CASE("pooling computes the same bits entry by entry and plane by plane") {
    check_entries<max_pool<3, stride<2>>, max_pool<3, stride<2>>::pooling<grid(13, 13)>, feature_shape(3, 13, 13)>();
    check_entries<max_pool<3, stride<2>>, max_pool<3, stride<2>>::pooling<grid(9, 12)>, feature_shape(2, 9, 12)>();
    check_entries<max_pool<2, stride<3>>, max_pool<2, stride<3>>::pooling<grid(10, 7)>, feature_shape(2, 10, 7)>();
    check_entries<max_pool<1, stride<3>>, max_pool<1, stride<3>>::pooling<grid(7, 20)>, feature_shape(2, 7, 20)>();
    check_entries<max_pool<3>, max_pool<3>::pooling<grid(4, 40)>, feature_shape(2, 4, 40)>();
    check_entries<max_pool<4>, max_pool<4>::pooling<grid(5, 6)>, feature_shape(1, 5, 6)>();
    using padded = max_pool<3, stride<2>, pad<1>>;
    check_entries<padded, padded::pooling<grid(12, 13)>, feature_shape(2, 12, 13)>();
    check_entries<pyramid<6, 3, 2, 1>, pyramid<6, 3, 2, 1>::pooling<3, grid(13, 13)>, feature_shape(3, 13, 13)>();
    check_entries<pyramid<grid(4, 5), grid(3, 2)>, pyramid<grid(4, 5), grid(3, 2)>::pooling<2, grid(7, 11)>,
                  feature_shape(2, 7, 11)>();
}

TEST_CASE("a NaN in a window is its maximum, wherever it stands") {
    using pooling = max_pool<2, stride<2>>::pooling<grid(2)>;
    for (std::size_t place = 0; place < 4; ++place) {
        std::vector<float> x{1, 2, 3, 0};
        x[place] = NAN;
        float y = 0, winner = -1;
        choose_winners<pooling, float> const kernel{x.data(), &y, &winner};
        kernel.entry(0, 0);
        CHECK(std::isnan(y));
        CHECK(winner == float(place));
        y = winner = 0;
        kernel.plane<pack<float>>(0);
        CHECK(std::isnan(y));
        CHECK(winner == float(place));
    }
}
