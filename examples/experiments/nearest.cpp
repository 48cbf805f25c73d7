/// Figure 4: for regions of test images the nearest regions of training images, as the hierarchy has them and as the
/// pyramid before it has them, drawn with their receptive fields.
#include "finished_runs.hpp"
#include "nearest_figure.hpp"

#include <iostream>

using namespace experiment;

namespace {

struct options {
    index_t side = 3, regions = 6, neighbours = 8, sample = 500;
};

/// `count` regions of the index, drawn at random, of as many classes as there are.
std::vector<index_t> some_regions(region_index const& index, dataset const& data, index_t count, std::uint64_t seed) {
    std::vector<index_t> order(static_cast<std::size_t>(index.regions()));
    std::iota(order.begin(), order.end(), index_t{0});
    shuffle(std::span(order), random_stream{random_key(seed, "regions")});
    std::vector<index_t> of_class(data.classes().size()); // taken already
    std::vector<std::pair<index_t, index_t>> ranked;      // how many of its class are before it, the region
    for (index_t region : order)
        ranked.push_back({of_class[static_cast<std::size_t>(data.label(index.item(region)))]++, region});
    std::stable_sort(ranked.begin(), ranked.end(), [](auto const& a, auto const& b) { return a.first < b.first; });
    std::vector<index_t> regions;
    for (auto const& [before, region] : ranked)
        if (std::ssize(regions) < count) regions.push_back(region);
    return regions;
}

/// One network's regions.
struct indexed_network {
    std::string name;
    std::vector<std::string> layers;
    region_index train, test;
};

indexed_network indexed(plan const& p, std::string const& network, grid scale, image_sets& sets) {
    trained_network const from = load_trained(p.out, run{network, p.seeds.front()}.name(), p.how.batch, p.threads);
    indexed_network made{title_of(network), {}, {scale}, {scale}};
    for (char const* kind : {"hrnn", "spp"})
        if (layer_description const* const layer = from.net->layer_of_kind(kind))
            made.layers.push_back(std::string(layer->name.view()));
    std::cerr << "nearest: features of " << sets.train().size() + sets.test().size() << " images by the " << made.name
              << std::endl;
    made.train = index_regions(*from.net, made.layers, scale, sets.train());
    made.test = index_regions(*from.net, made.layers, scale, sets.test());
    return made;
}

/// Which of the layers it is.
std::string described(std::vector<std::string> const& layers, std::size_t l) {
    if (!layers[l].starts_with("spp")) return " (behind the hierarchy)";
    return layers.size() > 1 ? " (the pyramid before it)" : " (the pyramid)";
}

void draw(plan const& p, options const& o) {
    auto const sets = sets_of(p.folder, p.scenes);
    for (std::string const& network : p.networks)
        if (!make_network(network, std::ssize(sets->train().classes()), {1, 1, 1})->layer_of_kind("spp"))
            fail(title_of(network), " has no regions to look at, for it has no pyramid");
    finished_runs(p, {sets->train(), &sets->test()});
    std::deque<indexed_network> networks;
    std::vector<region_features_of> kinds;
    for (std::string const& network : p.networks) {
        auto const& one = networks.emplace_back(indexed(p, network, o.side, *sets));
        for (std::size_t l = 0; l < one.layers.size(); ++l)
            kinds.push_back({one.name + " " + one.layers[l] + described(one.layers, l), &one.train, &one.test, l});
    }
    nearest_figure figure(sets->train(), sets->test(), kinds);
    for (index_t region : some_regions(networks.front().test, sets->test(), o.regions, p.seeds.front()))
        figure.add(region, o.neighbours);

    std::string const scale = std::to_string(o.side) + "x" + std::to_string(o.side);
    svg const picture =
        figure.drawn("Nearest training regions by chi-square distance, " + scale + " scale",
                     "Framed: what a region is computed from. Green: of the test region's class; red: of another.");
    std::string const path = p.writable + "/nearest";
    picture.save(path + ".svg");
    std::cout << "wrote " << path << ".svg" << std::endl;
    save_png(picture, path + ".png");
    std::cout << "wrote " << path << ".png\n";

    auto const sample = some_regions(networks.front().test, sets->test(), o.sample, p.seeds.front() + 1);
    std::vector<double> const shares = figure.alike(sample, o.neighbours);
    for (std::size_t k = 0; k < kinds.size(); ++k)
        std::cout << kinds[k].name << ": of the " << o.neighbours << " nearest of " << sample.size() << " test regions "
                  << fixed_decimal(100 * shares[k], 1) << "% are of the region's class\n";
}

} // namespace

int main(int count, char** arguments) {
    plan const standard{.program = "nearest",
                        .text = "Draws regions of test images and the nearest regions of training images, by the "
                                "features of a network's hierarchy and of the pyramid before it (Figure 4). Networks "
                                "that are not in the output folder are trained.",
                        .networks = {"hlstm"},
                        .out = "out/tables"};
    options o;
    auto const more = [&](CLI::App& program, plan& parsed) {
        program.add_option("--side", o.side, "of the scale")->check(CLI::IsMember({6, 3, 2, 1}))->capture_default_str();
        program.add_option("--regions", o.regions, "test regions to draw")
            ->check(CLI::Range(1, 50))
            ->capture_default_str();
        program.add_option("--neighbours", o.neighbours, "of each")->check(CLI::Range(1, 20))->capture_default_str();
        program.add_option("--sample", o.sample, "test regions to count the neighbours' classes of")
            ->check(CLI::Range(1, 1000000))
            ->capture_default_str();
        program.final_callback([&parsed] { check_no_choice(parsed); });
    };
    return run_experiment(
        standard, count, arguments, [&](plan const& p) { draw(p, o); }, more);
}
