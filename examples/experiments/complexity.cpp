/// Section IV.C.4: parameters, multiply-adds and memory of the networks of Table I, layer by layer, checked against the
/// paper's figures.
#include "../command_line.hpp"
#include "markdown.hpp"

#include <chrnn/base/atomic_file.hpp>
#include <chrnn/network/layer_info.hpp>
#include <chrnn/network/memory_plan.hpp>
#include <chrnn/network/table_one.hpp>
#include <chrnn/report/decimal.hpp>

#include <iostream>

using namespace chrnn;
using experiment::markdown_table;

namespace {

using table_rows = std::vector<std::vector<std::string>>;

std::string mebibytes(index_t floats) { return fixed_decimal(static_cast<double>(floats) / (1 << 18), 1); }

/// Numbers that a layer keeps of an image from the forward to the backward pass, beside its output.
template <class Net>
std::vector<index_t> kept_by_layers() {
    std::vector<index_t> kept;
    Net::each_layer([&]<index_t I>() {
        kept.push_back(Net::template with_shapes<I>(
            []<class Layer, feature_shape... In>() { return Layer::template saved<In...>(1); }));
    });
    return kept;
}

/// Numbers that a layer brings of an image; none where it overwrites its input.
index_t brings(layer_description const& one) { return one.in_place ? 0 : one.out.size(); }

template <class Net>
void add_network(std::string const& name, table_rows& totals, std::string& layers) {
    auto const kept = kept_by_layers<Net>();
    table_rows rows{{"layer", "output", "parameters", "multiply-adds", "numbers out", "numbers kept"}};
    index_t outputs = 0, all_kept = 0, hierarchy = 0;
    for (std::size_t i = 0; i < Net::layers.size(); ++i) {
        layer_description const& one = Net::layers[i];
        rows.push_back({std::string(one.name.view()), std::string(one.out.text().view()),
                        std::to_string(one.parameters), std::to_string(one.multiply_adds), std::to_string(brings(one)),
                        std::to_string(kept[i])});
        outputs += brings(one), all_kept += kept[i];
        if (one.name.view().starts_with("hrnn")) hierarchy = one.parameters;
    }
    layers += "\n## " + name + "\n\n" + markdown_table(rows);
    totals.push_back({name, std::to_string(parameters<Net>()), std::to_string(hierarchy),
                      std::to_string(multiply_adds<Net>()), std::to_string(outputs), std::to_string(all_kept),
                      mebibytes(3 * parameters<Net>()), mebibytes(workspace_bytes<Net>(256) / index_t{sizeof(float)})});
}

/// A figure of the paper and what the type of the network says.
struct claim {
    std::string text;
    index_t paper, here;
};

std::vector<claim> claims() {
    using hsrn = c_hsrn<1000>;
    using hlstm = c_hlstm<1000>;
    constexpr index_t matrix = 256 * 256, links = 6;
    constexpr index_t per_scale_srn = (weights<hsrn>("hrnn6") / matrix - links) / 3;
    constexpr index_t per_scale_lstm = (weights<hlstm>("hrnn6") / matrix - links) / 3;
    return {{"matrices of 256 x 256 in a scale of HSRN", 12, per_scale_srn},
            {"in a scale of HLSTM", 48, per_scale_lstm},
            {"links between scales", links, (weights<hsrn>("hrnn6") - weights<c_msrn<1000>>("hrnn6")) / matrix},
            {"matrices of HSRN", 42, weights<hsrn>("hrnn6") / matrix},
            {"matrices of HLSTM", 150, weights<hlstm>("hrnn6") / matrix},
            {"parameters of HSRN, without biases", 2752512, weights<hsrn>("hrnn6")},
            {"parameters of HLSTM, without biases", 9830400, weights<hlstm>("hrnn6")},
            {"parameters of the modified CNN for HSRN", 2752512, weights<modified_cnn_srn<1000>>("hrnn6")},
            {"parameters of the modified CNN for HLSTM", 9830400, weights<modified_cnn_lstm<1000>>("hrnn6")},
            {"parameters of the second fully connected layer", 16777216, weights<hlstm>("fc8")},
            {"dimensions of the output of the first convolution", 1161600, layer_info<hlstm>("conv1").out.size()}};
}

std::string share(index_t part, index_t whole) {
    return fixed_decimal(100 * static_cast<double>(part) / static_cast<double>(whole), 0) + "%";
}

/// What the paper says of memory in words: that the hierarchies cost little beside the first convolution.
template <class Net>
std::string memory_of(std::string const& name) {
    index_t kept = 0;
    auto const all = kept_by_layers<Net>();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (Net::layers[i].name.view() == "hrnn6") kept = all[i];
    index_t const out = layer_info<Net>("hrnn6").out.size(), first = layer_info<Net>("conv1").out.size();
    return name + " brings " + std::to_string(out) + " numbers of an image (" + share(out, first) +
           " of the first convolution's) and keeps " + std::to_string(kept) + " for the backward pass (" +
           share(kept, first) + ").";
}

} // namespace

int main(int count, char** arguments) {
    std::string out = "out/complexity";
    CLI::App program("Prints parameters, multiply-adds and memory of the networks of Table I with 1000 classes, and "
                     "checks them against section IV.C.4 of the paper.",
                     "complexity");
    program.add_option("--out", out, "folder for the tables")->capture_default_str();
    bool quick = false;
    program.add_flag("--quick", quick, "changes nothing: nothing is trained");

    return run_program(program, count, arguments, [&] {
        table_rows totals{{"network", "parameters", "of the hierarchy", "multiply-adds an image", "numbers out",
                           "numbers kept", "parameters, gradients, momentum, MiB", "workspace for 256 images, MiB"}};
        std::string layers;
        add_network<alexnet<1000>>("AlexNet", totals, layers);
        add_network<spp_net<1000>>("SPP-net", totals, layers);
        add_network<c_msrn<1000>>("C-MSRN", totals, layers);
        add_network<c_hsrn<1000>>("C-HSRN", totals, layers);
        add_network<c_mlstm<1000>>("C-MLSTM", totals, layers);
        add_network<c_hlstm<1000>>("C-HLSTM", totals, layers);
        add_network<modified_cnn_srn<1000>>("modified CNN (SRN)", totals, layers);
        add_network<modified_cnn_lstm<1000>>("modified CNN (LSTM)", totals, layers);

        table_rows checks{{"section IV.C.4", "paper", "here", ""}};
        std::string wrong;
        for (claim const& one : claims()) {
            bool const agrees = one.paper == one.here;
            checks.push_back(
                {one.text, std::to_string(one.paper), std::to_string(one.here), agrees ? "agrees" : "differs"});
            if (!agrees) wrong.append(wrong.empty() ? "" : ", ").append(one.text);
        }
        std::string const text =
            "# Complexity\n\nThe networks of Table I with 1000 classes. Biases are counted but where "
            "it says otherwise; memory is of float32\nnumbers: what layers bring, and what they keep "
            "of an image for the backward pass.\n\n" +
            markdown_table(totals) + "\n" + markdown_table(checks) +
            "\nThe paper calls the memory of the hierarchies negligible beside the output of the "
            "first convolution. Here:\n" +
            memory_of<c_hsrn<1000>>("HSRN") + "\n" + memory_of<c_hlstm<1000>>("HLSTM") + "\n" + layers;
        std::filesystem::create_directories(out);
        write_file(out + "/complexity.md", text);
        std::cout << text << "\nwrote " << out << "/complexity.md\n";
        if (!wrong.empty()) fail("not the paper's figures: ", wrong);
    });
}
