#include "network/networks.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace chrnn;

namespace {

/// The initial values of a network by name.
template <class Net>
std::map<std::string, std::vector<float>> initial_values() {
    model<Net> m(batch{1}, seed{5}, threads{1});
    std::map<std::string, std::vector<float>> all;
    for (auto const& p : m.named_parameters()) all[p.name] = {p.begin(), p.end()};
    return all;
}
/// Which numbers `Layer` drops of a batch of ones, in the step that many steps behind the first.
template <class Net>
std::vector<bool> dropped(std::string_view layer, std::uint64_t steps = 0) {
    model<Net> m(batch{4}, seed{5}, threads{1});
    for (auto const& p : m.named_parameters()) // so that nothing is 0 but what is dropped
        for (float& x : p) x = 0.01f;
    std::vector<float> const ones(static_cast<std::size_t>(4 * Net::input.size()), 1.f);
    std::vector<int> const labels(4);
    m.set_steps(steps);
    m.forward(ones, labels);
    std::vector<bool> all;
    for (float x : m.output(layer)) all.push_back(x == 0);
    return all;
}
template <class... Parts>
using on_vector = network<input_of<vector_shape(32)>, Parts..., dense<3>, softmax_cross_entropy>;

template <fixed_string Name, index_t Units>
using fc = named<Name, dense<Units>>;
template <fixed_string Name>
using drop = named<Name, dropout<0.5>>;
template <class First>
using then = on_vector<fc<"a", 32>, First, fc<"b", 32>, drop<"d">>;

} // namespace

TEST_CASE("a layer put in or named changes no other layer's initial values") {
    using plain = on_vector<fc<"a", 16>, rectifier, fc<"b", 8>>;
    auto const before = initial_values<plain>();
    for (auto const& after : {initial_values<on_vector<fc<"a", 16>, fc<"new", 16>, rectifier, fc<"b", 8>>>(),
                              initial_values<on_vector<fc<"a", 16>, dropout<0.5>, rectifier, fc<"b", 8>>>(),
                              initial_values<on_vector<fc<"a", 16>, residual<fc<"new", 16>>, fc<"b", 8>>>(),
                              initial_values<on_vector<fc<"a", 16>, named<"it", rectifier>, fc<"b", 8>>>()})
        for (auto const& [name, values] : before)
            if (name.starts_with("a.") || name.starts_with("b.")) CHECK(after.at(name) == values);
    // and a name changes its own only
    auto const renamed = initial_values<on_vector<fc<"a", 16>, rectifier, fc<"c", 8>>>();
    CHECK(renamed.at("a.weight") == before.at("a.weight"));
    CHECK(renamed.at("c.weight") != before.at("b.weight"));
}
TEST_CASE("a layer put in or named changes no other layer's dropout") {
    auto const before = dropped<then<sequence<>>>("d");
    CHECK(std::count(before.begin(), before.end(), true) > 20);
    CHECK(dropped<then<rectifier>>("d") == before);
    CHECK(dropped<then<dropout<0.5>>>("d") == before);
    CHECK(dropped<then<drop<"first">>>("d") == before);
    CHECK(dropped<then<residual<sequence<fc<"new", 32>, drop<"other">>>>>("d") == before);
    CHECK(dropped<then<rectifier>>("d", 1) != before);
}
TEST_CASE("no two layers share their noise, not even those of one name") {
    using net = on_vector<concat<drop<"p">, drop<"q">, dropout<0.5>, dropout<0.5>, dropout<0.5>>>;
    auto const all = dropped<net>("concat0");
    std::set<std::vector<bool>> masks;
    for (std::size_t branch = 0; branch < 5; ++branch) {
        std::vector<bool> one;
        for (std::size_t sample = 0; sample < 4; ++sample)
            one.insert(one.end(), all.begin() + std::ptrdiff_t(sample * 160 + branch * 32),
                       all.begin() + std::ptrdiff_t(sample * 160 + branch * 32 + 32));
        CHECK(std::count(one.begin(), one.end(), true) > 20);
        masks.insert(one);
    }
    CHECK(masks.size() == 5);
}
TEST_CASE("initial values are drawn for that purpose and for the parameter's name") {
    auto const values = initial_values<on_vector<fc<"a", 16>>>().at("a.weight");
    random_stream const own{random_key(5, "initial values", "a.weight")};
    for (std::uint64_t i = 0; i < values.size(); ++i)
        CHECK(values[i] == Approx(distribution::normal{}(own, i) / std::sqrt(32.0)));
}
TEST_CASE("parameters of one shape begin with different values") {
    std::set<std::vector<float>> different;
    std::size_t count = 0;
    for (auto const& [name, values] : initial_values<on_vector<dense<32>, dense<32>, residual<dense<32>, dense<32>>>>())
        if (name.ends_with("weight")) different.insert(values), ++count;
    CHECK(different.size() == count);
    CHECK(count == 5);
}
TEST_CASE("no two purposes, names or seeds share a key") {
    std::set<std::uint64_t> keys;
    std::size_t count = 0;
    for (std::uint64_t seed : {0, 1, 2, 256})
        for (std::string const purpose : {"noise", "noise 2", "initial values", "order", "crops", ""})
            for (std::string const name : {"", "a", "b", "ab", "order", "drop1", "drop11", "conv1.weight"})
                keys.insert(random_key(seed, purpose, name)), ++count;
    CHECK(keys.size() == count);
    CHECK(random_key(1, "ab", "c") != random_key(1, "a", "bc"));
}
