#include "io/complaint.hpp"
#include "network/networks.hpp"

#include <chrnn/shape/split_scales.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

struct viewed : network<input<2, 9, 7>, conv<3, 3, stride<2>>, rectifier, pyramid<grid(4, 3), 2, 1>, hierarchy<srn>,
                        dense<5>, softmax_cross_entropy> {};

template <fixed_string Layer, class Model>
using shape_behind = typename decltype(std::declval<Model const&>().template output<Layer>())::shape;
static_assert(std::is_same_v<shape_behind<"conv1", model<viewed>>, extents<dynamic, 3, 4, 3>>);
static_assert(std::is_same_v<shape_behind<"relu1", model<viewed>>, extents<dynamic, 3, 4, 3>>);
static_assert(std::is_same_v<shape_behind<"spp2", model<viewed>>, extents<dynamic, 3 * (12 + 4 + 1)>>);
static_assert(std::is_same_v<shape_behind<"hrnn2", model<viewed>>, extents<dynamic, 3 * (12 + 4 + 1)>>);
static_assert(std::is_same_v<shape_behind<"fc3", model<viewed>>, extents<dynamic, 5, 1, 1>>);
static_assert(std::is_same_v<shape_behind<"softmax", model<viewed>>, extents<dynamic, 5, 1, 1>>);
static_assert(!decltype(std::declval<model<viewed>&>().output<"conv1">())::writable);

/// Whether the views of all layers lie where their numbers do, for `samples` samples.
template <class Model>
void check_views(Model const& m, index_t samples) {
    auto const same = [&](auto const& view, std::string_view layer) {
        INFO(layer);
        auto const numbers = m.output(layer);
        CHECK(view.leading() == samples);
        CHECK(view.span().data() == numbers.data());
        CHECK(view.span().size() == numbers.size());
    };
    same(m.template output<"conv1">(), "conv1");
    same(m.template output<"spp2">(), "spp2");
    same(m.template output<"hrnn2">(), "hrnn2");
    same(m.template output<"fc3">(), "fc3");
    same(m.template output<"softmax">(), "softmax");
}

} // namespace

TEMPLATE_TEST_CASE("the view of a layer's output is of its numbers, behind any pass of any size", "", float, double) {
    model<viewed, cpu, TestType> m{batch{4}, seed{1}};
    m.keep_outputs();
    for (index_t samples : {4, 1, 3}) {
        m.predict(random_images<viewed, TestType>(samples));
        check_views(m, samples);
        m.forward(random_images<viewed, TestType>(samples), random_labels<viewed>(samples));
        check_views(m, samples);
        m.backward();
        check_views(m, samples);
    }
}

TEST_CASE("a view is asked for an entry by sample, channel, row and column") {
    model<viewed> m{batch{3}, seed{1}};
    m.keep_outputs();
    auto const x = random_images<viewed, float>(3);
    m.predict(x);
    auto const maps = m.output<"conv1">();
    auto const parameters = m.named_parameters();
    auto const &weight = parameters[0], &bias = parameters[1];
    for (index_t n = 0; n < 3; ++n)
        for (index_t k = 0; k < 3; ++k)
            for (index_t r = 0; r < 4; ++r)
                for (index_t q = 0; q < 3; ++q) {
                    double sum = static_cast<double>(bias[k]);
                    for (index_t c = 0; c < 2; ++c)
                        for (index_t i = 0; i < 3; ++i)
                            for (index_t j = 0; j < 3; ++j)
                                sum += static_cast<double>(weight[((k * 2 + c) * 3 + i) * 3 + j]) *
                                       static_cast<double>(
                                           x[static_cast<std::size_t>(((n * 2 + c) * 9 + 2 * r + i) * 7 + 2 * q + j)]);
                    CHECK(maps(n, k, r, q) == Approx(sum).margin(1e-5));
                }
}

TEST_CASE("behind a pyramid a view has a row of numbers for each sample, which split into its scales") {
    model<viewed> m{batch{3}, seed{1}};
    m.keep_outputs();
    m.predict(random_images<viewed, float>(3));
    auto const h = m.output<"hrnn2">();
    constexpr feature_shape shape = viewed::layers[3].out;
    auto const scales = split_scales(h.span(), shape);
    REQUIRE(scales.size() == 3);
    CHECK(h(2, shape.offset(1) + 5) == scales[1][2 * 12 + 5]);
    CHECK(h(1, shape.offset(2) + 2) == scales[2][1 * 3 + 2]);
    CHECK(h(0, 35) == scales[0][35]);
    // The hierarchy passes on what is of a single region.
    CHECK(scales[2] == split_scales(m.output<"spp2">().span(), shape)[2]);
    CHECK(scales[1] != split_scales(m.output<"spp2">().span(), shape)[1]);
}

TEST_CASE("a view is refused where the numbers are") {
    model<viewed> m{batch{1}, seed{1}};
    CHECK(complaint([&] { (void)m.output<"conv1">(); }) ==
          "there has been no pass yet whose output could be looked at");
    m.predict(random_images<viewed, float>(1));
    CHECK(complaint([&] { (void)m.output<"hrnn2">(); }) ==
          "what comes out of hrnn2 is not kept in a prediction: call keep_outputs() before it");
    CHECK(complaint([&] { (void)m.output<"softmax">(); }).empty());
    m.forward(random_images<viewed, float>(1), random_labels<viewed>(1));
    CHECK(complaint([&] { (void)m.output<"hrnn2">(); }).empty());
}
