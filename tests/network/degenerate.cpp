#include "network/networks.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

/// A small C-HRNN with `Hierarchy`, and SPP-net, which has none.
template <class... Hierarchy>
struct small : network<input<3, 12, 14>, conv<6, 3>, rectifier, lrn<5>, pyramid<6, 3, 2, 1>, Hierarchy..., dense<9>,
                       rectifier, dense<5>, softmax_cross_entropy> {};

/// Gives the parameters of `to` the numbers that `from` has under the same name; others are left.
template <class To, class From>
void copy_common(To& to, From& from) {
    for (auto const& target : to.named_parameters())
        for (auto const& source : from.named_parameters())
            if (source.name == target.name)
                for (index_t row = 0; row < source.rows; ++row)
                    std::copy_n(source.values + row * source.stride, source.columns,
                                target.values + row * target.stride);
}
/// Sets numbers of every parameter whose name ends with `end` to `value(row, column)`.
template <class Model, class Value>
void set_all(Model& m, std::string_view end, Value const& value) {
    for (auto const& p : m.named_parameters())
        if (p.name.ends_with(end) && p.name.starts_with("hrnn"))
            for (index_t i = 0; i < p.rows * p.columns; ++i)
                p.values[i / p.columns * p.stride + i % p.columns] = value(i / p.columns, i % p.columns);
}
template <class Model>
void become_identity(Model& m) {
    set_all(m, "weight_x", [](index_t row, index_t column) { return row == column ? 1 : 0; });
    for (char const* end : {"weight_r", "weight_c", "bias"}) set_all(m, end, [](index_t, index_t) { return 0; });
}

template <class T, class Direction>
void is_spp_net() {
    using c_msrn = small<hierarchy<srn, directions<Direction>>>;
    auto const images = random_images<c_msrn, T>(3);
    model<c_msrn, cpu, T> recurrent(batch{3}, seed{1});
    recurrent.keep_outputs();
    model<small<>, cpu, T> spp(batch{3}, seed{2});
    spp.keep_outputs();
    copy_common(spp, recurrent);
    become_identity(recurrent);
    auto const expected = copy_of(spp.predict(std::span(images)));
    CHECK(copy_of(recurrent.predict(std::span(images))) == expected);
    CHECK(copy_of(recurrent.output("hrnn2")) == copy_of(spp.output("spp2")));
    CHECK(copy_of(recurrent.output("hrnn2")) == copy_of(recurrent.output("spp2")));
    auto const pooled = recurrent.output("spp2");
    CHECK(*std::max_element(pooled.begin(), pooled.end()) > 0);
}

} // namespace

TEST_CASE("MSRN in one direction with W_x = I and all else 0 is the pyramid, so that C-MSRN is SPP-net, bit for bit") {
    is_spp_net<float, se>();
    is_spp_net<float, nw>();
    is_spp_net<float, ne>();
    is_spp_net<double, sw>();
}
TEST_CASE("a scale of a single region passes through the hierarchy as it is") {
    using net = small<hierarchy<lstm, all_directions, linked>>;
    model<net> m(batch{2}, seed{3});
    m.keep_outputs();
    auto const images = random_images<net, float>(2);
    m.predict(std::span(images));
    auto const in = m.output("spp2"), out = m.output("hrnn2");
    for (std::size_t n = 0; n < 2; ++n)
        for (std::size_t k = 6 * 49; k < 6 * 50; ++k) CHECK(out[n * 300 + k] == in[n * 300 + k]);
    CHECK(out[0] != in[0]);
}
TEST_CASE("a hierarchy of a single region has no parameters and is the identity, forward and backward") {
    using with =
        network<input<4, 5, 5>, pyramid<1>, hierarchy<srn, all_directions, linked>, dense<3>, softmax_cross_entropy>;
    using without = network<input<4, 5, 5>, pyramid<1>, dense<3>, softmax_cross_entropy>;
    static_assert(parameters<with>() == parameters<without>());
    model<with> a(batch{2}, seed{1});
    model<without> b(batch{2}, seed{1});
    copy_common(b, a);
    auto const images = random_images<with, float>(2);
    CHECK(both_passes(a, images, {0, 2}) == both_passes(b, images, {0, 2}));
    CHECK(copy_of(a.gradients()) == copy_of(b.gradients()));
}
TEST_CASE("links that are 0 change nothing, neither forward nor backward") {
    using linked_net = small<hierarchy<lstm, all_directions, linked>>;
    using unlinked_net = small<hierarchy<lstm, all_directions, unlinked>>;
    model<linked_net> with(batch{3}, seed{1});
    model<unlinked_net> without(batch{3}, seed{2});
    copy_common(without, with);
    auto const images = random_images<linked_net, float>(3);
    std::vector<int> const labels{0, 4, 2};
    CHECK(both_passes(with, images, labels) != both_passes(without, images, labels));
    for (auto const& p : with.named_parameters())
        if (p.name.find("link") != std::string::npos)
            for (index_t row = 0; row < p.rows; ++row) std::fill_n(p.values + row * p.stride, p.columns, 0.0f);
    CHECK(both_passes(with, images, labels) == both_passes(without, images, labels));
    for (auto const& ours : with.named_gradients())
        for (auto const& theirs : without.named_gradients())
            if (ours.name == theirs.name)
                for (index_t row = 0; row < ours.rows; ++row)
                    CHECK(std::equal(ours.values + row * ours.stride, ours.values + row * ours.stride + ours.columns,
                                     theirs.values + row * theirs.stride));
}
TEST_CASE("in the modified CNN what a region makes depends on that region alone, as it does not in the recurrence") {
    auto const changed = []<class Layer>(Layer) {
        using net = network<input<5, 4, 3>, Layer, dense<2>, softmax_cross_entropy>;
        model<net> m(batch{1}, seed{4});
        m.keep_outputs();
        auto images = random_images<net, float>(1);
        m.predict(std::span(std::as_const(images)));
        auto const before = copy_of(m.output("hrnn1"));
        for (std::size_t c = 0; c < 5; ++c) images[c * 12 + 7] += 1; // the region in row 2, column 1
        m.predict(std::span(std::as_const(images)));
        auto const after = m.output("hrnn1");
        std::vector<bool> regions(12);
        for (std::size_t i = 0; i < before.size(); ++i)
            if (before[i] != after[i]) regions[i % 12] = true;
        return regions;
    };
    std::vector<bool> only(12);
    only[7] = true;
    CHECK(changed(recurrence<lstm, all_directions, modified>{}) == only);
    CHECK(changed(recurrence<srn, directions<nw>, modified>{}) == only);
    std::vector<bool> north_west(12); // the scan goes up and to the left
    for (std::size_t i : {0, 1, 3, 4, 6, 7}) north_west[i] = true;
    CHECK(changed(recurrence<lstm, directions<nw>>{}) == north_west);
}
TEST_CASE("in the modified CNN every matrix of the SRN multiplies x") {
    using net = network<input<3, 2, 2>, recurrence<srn, directions<se>, modified>, dense<2>, softmax_cross_entropy>;
    model<net, cpu, double> m(batch{1}, seed{5});
    m.keep_outputs();
    auto const x = random_images<net, double>(1);
    m.predict(std::span(x));
    auto const all = m.named_parameters();
    for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t region = 0; region < 4; ++region) {
            double z = 0;
            for (auto const& p : all)
                if (p.name.starts_with("hrnn1.2.se.weight"))
                    for (std::size_t c = 0; c < 3; ++c)
                        z += p.values[index_t(k) * p.stride + index_t(c)] * x[c * 4 + region];
            CHECK(m.output("hrnn1")[k * 4 + region] == Approx(std::max(0.0, z)).margin(1e-12));
        }
}
