#include "distance.hpp"
#include "network/networks.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace chrnn;

namespace {

using counted_net = stored_network<lstm>;

/// The numbers of a parameter, row after row.
std::vector<double> numbers(parameter_view<double> const& p) {
    std::vector<double> all;
    for (index_t row = 0; row < p.rows; ++row)
        all.insert(all.end(), p.values + row * p.stride, p.values + row * p.stride + p.columns);
    return all;
}
/// Their root mean square.
double deviation(std::vector<double> const& numbers) {
    double squares = 0;
    for (double x : numbers) squares += x * x;
    return std::sqrt(squares / double(numbers.size()));
}
std::vector<double> numbers_of(std::uint64_t from_seed, index_t on_threads = 1) {
    model<counted_net, cpu, double> m(batch{1}, seed{from_seed}, threads{on_threads});
    return copy_of(m.parameters_span());
}

} // namespace

TEST_CASE("parameters have the names and the shapes that files know them by") {
    std::map<std::string, std::vector<index_t>> expected{
        {"conv1.weight", {6, 3, 5, 5}}, {"conv1.bias", {6}}, {"conv2.weight", {8, 6, 3, 3}}, {"conv2.bias", {8}},
        {"fc4.weight", {16, 400}},      {"fc4.bias", {16}},  {"fc5.weight", {5, 16}},        {"fc5.bias", {5}}};
    for (std::string const side : {"6", "3", "2"})
        for (std::string const direction : {"se", "nw", "ne", "sw"}) {
            std::string const name = "hrnn3." + side + "." + direction + ".";
            for (char const* matrix : {"weight_x", "weight_r", "weight_c"}) expected[name + matrix] = {32, 8};
            expected[name + "bias"] = {32};
        }
    for (char const* link : {"1.2", "1.3", "1.6", "2.3", "2.6", "3.6"})
        expected["hrnn3.link." + std::string(link) + ".weight"] = {8, 8};

    model<counted_net> m(batch{1});
    std::map<std::string, std::vector<index_t>> own;
    for (auto const& p : m.named_parameters()) own[p.name] = p.shape;
    CHECK(own == expected);
    CHECK(m.named_parameters().size() == expected.size());
}
TEST_CASE("what a network does not have is refused at run time with the names of the layers that it has") {
    std::string const refused = "the network has no layer \"hrnn4\": its layers are conv1, pool1, conv2, "
                                "relu2, spp3, hrnn3, fc4, relu4, fc5, softmax";
    std::string name = "hrnn3";
    CHECK(parameters<counted_net>(name) == 3 * 4 * (32 * 8 * 3 + 32) + 6 * 64);
    CHECK(weights<counted_net>(name) == parameters<counted_net>(name) - 3 * 4 * 32);
    name = "hrnn4";
    CHECK_THROWS_AS(parameters<counted_net>(name), error);
    CHECK_THROWS_WITH(parameters<counted_net>(name), refused);
    CHECK_THROWS_WITH(weights<counted_net>(name), refused);
    CHECK_THROWS_WITH(layer_info<counted_net>(name), refused);
}
TEST_CASE("a scale that is not square is named by both extents") {
    using oblong = network<input<2, 4, 6>, pyramid<grid(4, 6), grid(2, 3), 1>, hierarchy<srn, directions<ne>, linked>,
                           dense<2>, softmax_cross_entropy>;
    model<oblong> net;
    std::vector<std::string> names;
    for (auto const& one : net.named_parameters()) names.push_back(one.name);
    CHECK(std::count(names.begin(), names.end(), "hrnn1.4x6.ne.weight_r") == 1);
    CHECK(std::count(names.begin(), names.end(), "hrnn1.link.2x3.4x6.weight") == 1);
    CHECK(std::count(names.begin(), names.end(), "hrnn1.link.1.2x3.weight") == 1);
}
TEST_CASE("the constants of the type count the numbers of all parameters, none of which share memory") {
    auto const check = []<class Net>(Net) {
        model<Net> m(batch{1});
        index_t count = 0;
        std::vector<int> uses(m.parameters_span().size());
        for (auto const& p : m.named_parameters()) {
            index_t product = 1;
            for (index_t extent : p.shape) product *= extent;
            CHECK(product == p.rows * p.columns);
            count += product;
            for (index_t i = 0; i < product; ++i)
                ++uses.at(
                    std::size_t(p.values - m.parameters_span().data() + i / p.columns * p.stride + i % p.columns));
        }
        CHECK(count == parameters<Net>());
        CHECK(count == model<Net>::parameter_count);
        CHECK(*std::max_element(uses.begin(), uses.end()) == 1);
        for (std::size_t i = 0; i < uses.size(); ++i)
            if (uses[i] == 0 && m.parameters_span()[i] != 0) FAIL("a number that belongs to no parameter is not 0");
    };
    check(stored_network<lstm>{});
    check(every_layer<srn>{});
}
TEST_CASE("parameters begin as their layers say") {
    model<counted_net, cpu, double> m(batch{1}, seed{6});
    std::map<std::string, std::vector<double>> at;
    for (auto const& p : m.named_parameters()) at[p.name] = numbers(p);
    // normal with deviation gain / sqrt(numbers that one output reads); 4.5 deviations of the estimate
    auto const near = [&](char const* name, double expected) {
        auto const& all = at.at(name);
        INFO(name);
        CHECK(deviation(all) == Approx(expected).epsilon(4.5 / std::sqrt(2.0 * double(all.size()))));
    };
    near("conv1.weight", 1 / std::sqrt(75.0));
    near("conv2.weight", 1 / std::sqrt(54.0));
    near("fc4.weight", 1 / std::sqrt(400.0));
    near("hrnn3.6.se.weight_x", 0.5 / std::sqrt(8.0));
    near("hrnn3.link.2.6.weight", 0.1 / std::sqrt(8.0));
    for (auto const& [name, all] : at)
        if (name.ends_with("bias")) CHECK(deviation(all) == 0);
}
TEST_CASE(
    "the recurrent matrices of every gate begin as half a matrix with orthonormal rows, so that their norms add to 1") {
    model<counted_net, cpu, double> m(batch{1}, seed{6});
    int matrices = 0;
    double worst = 0;
    for (auto const& p : m.named_parameters()) {
        if (!p.name.ends_with("weight_r") && !p.name.ends_with("weight_c")) continue;
        auto const all = numbers(p);
        for (std::size_t gate = 0; gate < 4; ++gate, ++matrices)
            for (std::size_t i = 0; i < 8; ++i)
                for (std::size_t j = 0; j < 8; ++j) {
                    double product = 0;
                    for (std::size_t k = 0; k < 8; ++k)
                        product += all[(gate * 8 + i) * 8 + k] * all[(gate * 8 + j) * 8 + k];
                    worst = farther(worst, std::abs(product - (i == j ? 0.25 : 0)));
                }
    }
    CHECK(matrices == 3 * 4 * 2 * 4);
    CHECK(worst < 1e-14);
}
/// What W_x of all `Directions` of an SRN adds up to, less the identity, and the deviation of a W^r and of a W^c.
template <class Directions>
void begins_near_the_pyramid() {
    constexpr index_t channels = 50;
    using scan = network<input<channels, 3, 3>, recurrence<srn, Directions>, dense<2>, softmax_cross_entropy>;
    model<scan, cpu, double> m(batch{1}, seed{6});
    std::vector<double> sum(channels * channels);
    for (auto const& p : m.named_parameters()) {
        auto const all = numbers(p);
        if (p.name.ends_with("weight_x")) std::transform(sum.begin(), sum.end(), all.begin(), sum.begin(), std::plus{});
        if (p.name.ends_with("weight_r") || p.name.ends_with("weight_c"))
            CHECK(deviation(all) == Approx(0.1 / std::sqrt(double(channels)))); // orthogonal rows of length 0.1
    }
    for (std::size_t i = 0; i < channels; ++i) sum[i * channels + i] -= 1;
    double const expected = 0.1 * std::sqrt(double(Directions::count) / channels);
    CHECK(deviation(sum) == Approx(expected).epsilon(4.5 / std::sqrt(2.0 * double(sum.size()))));
}
TEST_CASE("the matrices of an SRN begin near those with which it passes on the pyramid, all directions together") {
    begins_near_the_pyramid<directions<ne>>();
    begins_near_the_pyramid<directions<se, nw>>();
    begins_near_the_pyramid<all_directions>();
}
TEST_CASE("no two matrices begin alike") {
    model<counted_net, cpu, double> m(batch{1}, seed{6});
    std::map<double, std::string> firsts;
    for (auto const& p : m.named_parameters()) {
        if (p.name.ends_with("bias")) continue;
        INFO(p.name << " and " << firsts[p.values[0]]);
        CHECK(firsts[p.values[0]].empty());
        firsts[p.values[0]] = p.name;
    }
}
TEST_CASE("initial parameters follow from the seed alone, on any number of threads") {
    auto const one = numbers_of(1);
    CHECK(numbers_of(1, 3) == one);
    CHECK(numbers_of(1, 2) == one);
    CHECK(numbers_of(2) != one);
    model<counted_net> narrow(batch{4}, seed{1});
    for (std::size_t i = 0; i < one.size(); ++i)
        if (narrow.parameters_span()[i] != float(one[i])) FAIL("float and double begin differently");
}
