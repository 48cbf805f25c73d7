#include "network/networks.hpp"

#include <chrnn/fit/head_model.hpp>
#include <chrnn/layer/batch_normalisation.hpp>
#include <chrnn/layer/global_average_pool.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

template <class... Parts>
using on_images = network<input<3, 12, 11>, Parts..., dense<4>, softmax_cross_entropy>;

using trunk = sequence<conv<5, 3>, batch_normalisation, residual<sequence<conv<5, 1>, rectifier>>>;
using deep = on_images<frozen<trunk>, conv<6, 3>, residual<conv<6, 1>>, dropout<0.5>, frozen<dense<7>>, rectifier>;

/// The front ends where a later layer reads past its last one.
using read_past = on_images<frozen<conv<5, 1>>, concat<frozen<conv<2, 1>>, conv<3, 1>>>;

} // namespace

TEST_CASE("the head of a network has its names, shapes and initial values") {
    using head = head_of<deep>;
    STATIC_REQUIRE(detail::frozen_front<deep>() == 5);
    STATIC_REQUIRE(head::input == deep::layers[4].out);
    STATIC_REQUIRE(head::count == deep::count - 5);
    for (std::size_t I = 0; I < head::layers.size(); ++I) {
        layer_description const &own = head::layers[I], &whole = deep::layers[I + 5];
        CHECK(own.name.view() == whole.name.view());
        CHECK(own.out == whole.out);
        CHECK(own.trained == whole.trained);
        for (std::size_t i = 0; i < std::size_t(own.inputs); ++i) CHECK(own.from[i] + 5 == whole.from[i]);
    }
    model<deep> net(batch{2}, seed{7}, threads{1});
    model<head> alone(batch{2}, seed{7}, threads{1});
    auto const all = net.named_parameters(), own = alone.named_parameters();
    for (std::size_t k = 0; k < own.size(); ++k) {
        auto const& same = all[all.size() - own.size() + k];
        CHECK(own[k].name == same.name);
        CHECK(own[k].copy() == same.copy());
    }
}

TEST_CASE("a head computes what the network computes behind its frozen layers, noise included") {
    model<deep> net(batch{2}, seed{7}, threads{1});
    model<head_of<deep>> head(batch{2}, seed{7}, threads{1});
    auto const images = random_images<deep, float>(2);
    auto const labels = random_labels<deep>(2);
    net.keep_outputs();
    net.predict(images);
    auto const kept = net.output(deep::layers[4].name.view());
    std::vector<float> const features(kept.begin(), kept.end());
    float const loss = both_passes(net, images, labels);
    CHECK(both_passes(head, features, labels) == loss);
    auto const all = net.gradients(), own = head.gradients();
    CHECK(std::ranges::equal(all.last(own.size()), own));
    CHECK(std::ranges::any_of(own, [](float g) { return g != 0; }));
}

TEST_CASE("the front ends where what comes out of a layer is read past it") {
    STATIC_REQUIRE(detail::frozen_front<read_past>() == 1);
    STATIC_REQUIRE(detail::frozen_front<on_images<frozen<trunk>>>() == 5);
    STATIC_REQUIRE(detail::frozen_front<on_images<frozen<conv<3, 1>>, residual<frozen<conv<3, 1>>>>>() == 1);
    STATIC_REQUIRE(detail::frozen_front<on_images<conv<5, 1>>>() == 0);
}

TEST_CASE("a model of a head gives back what it has learnt") {
    model<deep> net(batch{2}, seed{7}, threads{1});
    auto const before = std::vector<float>(net.parameters_span().begin(), net.parameters_span().end());
    std::uint64_t const print = detail::front_fingerprint(net);
    {
        head_model head(net);
        CHECK(head.net().capacity() == 2);
        for (float& x : head.net().parameters_span()) x += 1;
        head.net().preprocessing().scale = 3;
        CHECK(std::ranges::equal(net.parameters_span(), before));
        head.give_back();
        CHECK(net.preprocessing().scale == 3);
        head.net().parameters_span()[0] += 1;
    }
    auto const after = net.parameters_span();
    std::size_t const front = std::size_t(deep::parameter_offset(5));
    for (std::size_t i = 0; i < before.size(); ++i)
        REQUIRE(after[i] == before[i] + (i < front ? 0 : i == front ? 2.f : 1.f));
    CHECK(detail::front_fingerprint(net) == print);
    net.parameters_span()[3] += 1;
    CHECK(detail::front_fingerprint(net) != print);
}
