#include "distance.hpp"
#include "layer/oracle_comparison.hpp"
#include "network/networks.hpp"
#include "oracle/small_network.hpp"
#include "oracle/stored_arrays.hpp"

#include <chrnn/files.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

/// The first part of the names of a stored network's files.
template <class Cell>
std::string const stored_name = "small_ch" + std::string(Cell::name);

template <class Cell, class T>
struct loaded : model<stored_network<Cell>, cpu, T> {
    loaded() : model<stored_network<Cell>, cpu, T>(batch{3}, seed{1}, threads{2}) {
        this->keep_outputs();
        load_parameters(oracle::data_folder() / (stored_name<Cell> + ".safetensors"), this->named_parameters());
    }
};
template <class T>
double largest_difference(std::span<T const> ours, oracle::array const& theirs) {
    double largest = ours.size() == theirs.size() ? 0 : INFINITY;
    for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i)
        largest = farther(largest, std::abs(double(ours[i]) - theirs[i]) / std::max(1.0, std::abs(theirs[i])));
    return largest;
}

template <class Cell, class T>
void computes_what_is_stored(double bound) {
    auto const expected = oracle::read_stored(stored_name<Cell> + "_exact.safetensors");
    oracle::array const images = oracle::read_stored(stored_name<Cell> + "_case.safetensors").at("images");
    std::vector<T> const x(images.begin(), images.end());
    loaded<Cell, T> m;
    CHECK(largest_difference(m.predict(std::span(x)), expected.at("probabilities")) <= bound);
    CHECK(largest_difference(m.output("hrnn3"), expected.at("hierarchy")) <= bound);
    CHECK(largest_difference(m.output("fc5"), expected.at("logits")) <= bound);
    oracle::array pooled; // the scales, joined sample by sample
    for (std::size_t n = 0; n < 2; ++n)
        for (char const* side : {"6", "3", "2", "1"}) {
            auto const& maps = expected.at(std::string("pyramid.") + side);
            pooled.insert(pooled.end(), maps.begin() + long(n * maps.size() / 2),
                          maps.begin() + long((n + 1) * maps.size() / 2));
        }
    CHECK(largest_difference(m.output("spp3"), pooled) <= bound);
}

template <class Cell>
void gradients_agree() {
    auto const parameters = oracle::read_stored(stored_name<Cell> + ".safetensors");
    auto const images = oracle::read_stored(stored_name<Cell> + "_case.safetensors").at("images");
    std::vector<int> const labels{2, 0};
    oracle::small_network const net{comparison::kind<Cell>, 2};
    auto const y = oracle::forward(net, parameters, images);
    auto const expected = oracle::backward(net, parameters, images, y, labels);

    loaded<Cell, double> m;
    m.want_input_gradient();
    CHECK(both_passes(m, images, labels) == Approx(oracle::cross_entropy(y.logits, labels, 5)).epsilon(1e-12));
    comparison::outcome found;
    for (auto const& p : m.named_gradients())
        found.add(relative_difference(comparison::numbers(p), expected.parameters.at(p.name)), p.name);
    found.add(relative_difference(m.input_gradient(), expected.images), "images");
    INFO(found.where);
    CHECK(found.worst < 1e-10);
    CHECK(m.named_gradients().size() == expected.parameters.size());
}

} // namespace

TEST_CASE("a network computes what another program computed with the same file, in float") {
    computes_what_is_stored<lstm, float>(1e-5);
    computes_what_is_stored<srn, float>(1e-5);
}
TEST_CASE("a network computes what another program computed with the same file, in double") {
    computes_what_is_stored<lstm, double>(1e-12);
    computes_what_is_stored<srn, double>(1e-12);
}
TEST_CASE("all gradients of a network agree with the oracle") {
    gradients_agree<lstm>();
    gradients_agree<srn>();
}
