#include <chrnn/network/receptive_field.hpp>

#include "io/complaint.hpp"
#include "network/networks.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

/// The least box that holds all positions added.
struct hull {
    region_box box{{0, 0}, {0, 0}};

    void add(index_t row, index_t column) {
        if (box.empty()) box = {{row, row + 1}, {column, column + 1}};
        box.rows = {std::min(box.rows.begin, row), std::max(box.rows.end, row + 1)};
        box.columns = {std::min(box.columns.begin, column), std::max(box.columns.end, column + 1)};
    }
};

/// For every region behind `Layer`, in the order of memory, the pixels that it changes with: each pixel in turn is made
/// much lighter, then much darker.
template <class Net, fixed_string Layer>
std::vector<hull> influences(model<Net>& net) {
    constexpr feature_shape in = Net::input, out = layer_info<Net>(Layer.view()).out;
    constexpr index_t pixels = in.rows() * in.columns(), regions = out.size() / out.channels;
    auto const image = random_images<Net, float>(1);
    net.keep_outputs();
    net.predict(image);
    auto const before = copy_of(net.output(Layer.view()));

    std::vector<hull> found(static_cast<std::size_t>(regions));
    for (float change : {1000.f, -1000.f})
        for (index_t pixel = 0; pixel < pixels; ++pixel) {
            auto changed = image;
            for (index_t c = 0; c < in.channels; ++c) changed[static_cast<std::size_t>(c * pixels + pixel)] += change;
            net.predict(changed);
            auto const after = net.output(Layer.view());
            index_t region = 0;
            for (index_t l = 0; l < out.scales; ++l)
                for (index_t r = 0; r < out.scale[l].regions(); ++r, ++region)
                    for (index_t c = 0; c < out.channels; ++c) {
                        auto const i = static_cast<std::size_t>(out.offset(l) + c * out.scale[l].regions() + r);
                        if (after[i] != before[i])
                            found[static_cast<std::size_t>(region)].add(pixel / in.columns(), pixel % in.columns());
                    }
        }
    return found;
}

/// Whether every receptive field behind `Layer` is exactly what its region changes with.
template <class Net, fixed_string Layer>
void check_fields(model<Net>& net) {
    constexpr feature_shape out = layer_info<Net>(Layer.view()).out;
    auto const found = influences<Net, Layer>(net);
    std::size_t region = 0;
    for (index_t l = 0; l < out.scales; ++l)
        for (index_t r = 0; r < out.scale[l].rows; ++r)
            for (index_t q = 0; q < out.scale[l].columns; ++q, ++region) {
                region_box const field = receptive_field<Net, Layer>(out.scale[l], r, q),
                                 true_field = found[region].box;
                INFO(Layer.view() << ", scale " << l << ", region (" << r << ", " << q << "): rows "
                                  << true_field.rows.begin << " .. " << true_field.rows.end << ", columns "
                                  << true_field.columns.begin << " .. " << true_field.columns.end << ", not rows "
                                  << field.rows.begin << " .. " << field.rows.end << ", columns " << field.columns.begin
                                  << " .. " << field.columns.end);
                if (true_field.empty())
                    CHECK(field.empty());
                else
                    CHECK(field == true_field);
            }
    CHECK(region == found.size());
}

/// The form of the paper's networks, with padding, windows that hang over the edge, and scales that are not square.
struct scanned : network<input<2, 19, 14>, conv<6, 3, stride<2>, pad<1>>, rectifier, named<"norm1", lrn<5>>,
                         max_pool<3, stride<2>>, conv<6, 3, pad<1>>, rectifier, pyramid<grid(4, 3), grid(3, 2), 2, 1>,
                         hierarchy<srn>, dropout<0.5>, dense<3>, softmax_cross_entropy> {};

/// Strides longer than windows, and padding that hides a kernel whole.
struct sparse : network<input<1, 17, 13>, conv<6, 2, stride<3>, pad<2>>, conv<6, 1, stride<2>>, max_pool<1, stride<2>>,
                        dense<3>, softmax_cross_entropy> {};

} // namespace

TEST_CASE("receptive fields through convolutions, pooling and the pyramid are what regions change with") {
    model<scanned> net(batch{1}, seed{3}, threads{1});
    check_fields<scanned, "conv1">(net);
    check_fields<scanned, "norm1">(net);
    check_fields<scanned, "pool1">(net);
    check_fields<scanned, "conv2">(net);
    check_fields<scanned, "spp3">(net);
    check_fields<scanned, "fc4">(net);
}

TEST_CASE("the receptive field behind a hierarchy is that without its recurrence") {
    model<scanned> net(batch{1}, seed{3}, threads{1});
    for (auto const& p : net.named_parameters())
        if (p.name.ends_with("weight_r") || p.name.ends_with("weight_c"))
            for (index_t row = 0; row < p.rows; ++row) std::fill_n(p.values + row * p.stride, p.columns, 0.f);
    check_fields<scanned, "hrnn3">(net);
}

TEST_CASE("receptive fields leave out what long strides step over at the edges, and padding") {
    model<sparse> net(batch{1}, seed{3}, threads{1});
    CHECK((receptive_field<sparse, "conv1">(0, 0).empty()));
    check_fields<sparse, "conv1">(net);
    check_fields<sparse, "conv2">(net);
    check_fields<sparse, "pool2">(net);
}

TEST_CASE("a layer may be named at run time") {
    for (std::string const layer : {"spp3", "hrnn3", "drop3"})
        for (index_t r : {0, 1, 2})
            CHECK((receptive_field<scanned>(layer, {3, 2}, r, 1) == receptive_field<scanned, "spp3">({3, 2}, r, 1)));
    CHECK((receptive_field<scanned>("relu1", {10, 7}, 9, 6) == receptive_field<scanned, "conv1">(9, 6)));
    CHECK(
        complaint([] { receptive_field<scanned>("spp4", 2, 0, 0); }).starts_with("the network has no layer \"spp4\""));
    CHECK(complaint([] { receptive_field<scanned>("spp3", 5, 0, 0); }).starts_with("there is no scale of 5x5"));
}

TEST_CASE("a region or a scale that a layer does not have is refused") {
    auto const of = [](grid regions, index_t r, index_t q) {
        return complaint([=] { receptive_field<scanned, "spp3">(regions, r, q); });
    };
    CHECK(of(5, 0, 0) == "there is no scale of 5x5 regions in 6x{4x3,3x2,2x2,1x1}");
    CHECK(of({3, 2}, 1, 2) == "there is no region (1, 2) among 3x2");
    CHECK(of({3, 2}, -1, 0) == "there is no region (-1, 0) among 3x2");
    CHECK(of({3, 2}, 2, 1) == "");
}
