#include "torch/state_dict.hpp"

#include <chrnn/network/placed_parameter.hpp>
#include <chrnn/network/resnet.hpp>
#include <chrnn/network/torchvision_alexnet.hpp>
#include <chrnn/network/vgg.hpp>

#include <catch2/catch.hpp>

#include <map>

using namespace chrnn;

namespace {

using shape_map = std::map<std::string, std::vector<index_t>>;

/// The shapes of our parameters by the names that the map gives them.
template <class Net>
shape_map renamed_shapes() {
    shape_map all;
    for (auto const& one : detail::placed_parameters<Net>())
        for (auto const& rule : Net::torch_names().rules)
            if (auto const theirs = detail::their_name(rule, one.name)) {
                INFO(*theirs);
                CHECK(all.emplace(*theirs, one.declared.shape()).second);
            }
    CHECK(all.size() == detail::placed_parameters<Net>().size());
    return all;
}
/// The shapes of torchvision's state dict without what its map leaves out.
template <class Net>
shape_map stored_shapes(std::string const& network) {
    shape_map all;
    for (auto const& [name, shape] : shapes_of(network)) {
        bool taken = true;
        for (auto const& end : Net::torch_names().left_out) taken = taken && !name.ends_with(end);
        if (taken) all.emplace(name, shape);
    }
    CHECK(all.size() >= 16);
    return all;
}
template <class Net>
void fits(std::string const& network) {
    INFO(network);
    CHECK(renamed_shapes<Net>() == stored_shapes<Net>(network));
}

} // namespace

TEST_CASE("torchvision's networks have the parameters of its state dicts, by name and shape") {
    fits<torchvision_alexnet<1000>>("alexnet");
    fits<vgg11<1000>>("vgg11");
    fits<vgg11_bn<1000>>("vgg11_bn");
    fits<vgg13<1000>>("vgg13");
    fits<vgg13_bn<1000>>("vgg13_bn");
    fits<vgg16<1000>>("vgg16");
    fits<vgg16_bn<1000>>("vgg16_bn");
    fits<resnet18<1000>>("resnet18");
    fits<resnet34<1000>>("resnet34");
}
TEST_CASE("layers of a sequential module are numbered from the one with which it begins") {
    struct net : network<input<3, 8, 8>, conv<4, 3>, rectifier, conv<4, 3>, dense<5>, rectifier, dense<2>,
                         softmax_cross_entropy> {};
    auto const text = [](name_map const& map) {
        std::string all;
        for (auto const& rule : map.rules) all += rule.ours + "=" + rule.theirs + " ";
        return all;
    };
    CHECK(text(sequential_names<net>({{"", "conv1"}})) == "conv1=0 conv2=2 fc3=3 fc4=5 ");
    CHECK(text(sequential_names<net>({{"a.", "relu1"}, {"b.c.", "fc3"}})) == "conv2=a.1 fc3=b.c.0 fc4=b.c.2 ");
    CHECK(text(sequential_names<net>({{"", "conv1"}, {"", "fc3", 4}})) == "conv1=0 conv2=2 fc3=4 fc4=6 ");
    struct in_one_pass : network<input<3, 9, 9>, conv<4, 3>, rectifier, lrn<3>, max_pool<2>, conv<4, 3>, dense<2>,
                                 softmax_cross_entropy> {};
    CHECK(text(sequential_names<in_one_pass>({{"", "conv1"}})) == "conv1=0 conv2=4 fc3=5 ");
    struct joined : network<input<3, 8, 8>, residual<conv<3, 1>>, dense<2>, softmax_cross_entropy> {};
    CHECK(text(sequential_names<joined>({{"head.", "fc2"}})) == "fc2=head.0 ");
    CHECK_THROWS_WITH(sequential_names<joined>({{"a.", "conv1"}}),
                      "branches come together in add1: the layers of 'a.' do not follow each other");
    CHECK_THROWS_WITH(sequential_names<net>({{"b.", "conv9"}}),
                      "the network has no layer 'conv9' with which 'b.' could begin");
    CHECK_THROWS_WITH(sequential_names<joined>({{"head.", "fc2"}, {"body.", "conv1"}}), // not in the network's order
                      "the network has no layer 'conv1' behind 'fc2' with which 'body.' could begin");
}
