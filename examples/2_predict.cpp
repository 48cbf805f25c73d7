/// Says what is on images of the user's own, by the file that `train` has written.
#include "command_line.hpp"
#include "small_networks.hpp"

#include <chrnn/files.hpp>
#include <chrnn/images.hpp>

#include <iostream>

using namespace chrnn;

using image = input<3, CHRNN_SIDE, CHRNN_SIDE>;

/// Prints the three most probable classes of every file.
template <class Net>
void predict(tensor_file const& file, std::vector<std::string> const& images) {
    model<Net> net;
    load(net, file);
    for (std::string const& name : images) {
        auto const found = net.classify(decode(read_file(name), image::shape.channels, name));
        std::cout << name << ':';
        for (std::size_t k = 0; k < std::min<std::size_t>(3, found.size()); ++k)
            std::cout << (k > 0 ? ", " : " ") << found[k].name << ' ' << std::lround(100 * found[k].probability) << '%';
        std::cout << '\n';
    }
}

int main(int count, char** arguments) {
    std::string weights;
    std::vector<std::string> images;
    CLI::App program("Says what is on images, by the weights that `train` has written.", "predict");
    program.add_option("WEIGHTS", weights, "a .safetensors file of `train`");
    program.add_option("IMAGES", images, "JPEG, PNG or BMP files");
    program.final_callback([&] { // after the check for options that nobody knows
        if (weights.empty() || images.empty()) throw CLI::RequiredError("WEIGHTS and at least one of IMAGES");
    });

    return run_program(program, count, arguments, [&] {
        tensor_file const file = read_safetensors(weights);
        if (!file.metadata.contains("network") || !file.metadata.contains("scale"))
            fail(weights, " does not say which network it is for: it was not written by `train`");
        std::string const& name = file.metadata.at("network");
        if (name == "spp") return predict<small::spp_net<image, CHRNN_CLASSES>>(file, images);
        if (name == "msrn") return predict<small::c_msrn<image, CHRNN_CLASSES>>(file, images);
        if (name == "hsrn") return predict<small::c_hsrn<image, CHRNN_CLASSES>>(file, images);
        if (name == "mlstm") return predict<small::c_mlstm<image, CHRNN_CLASSES>>(file, images);
        if (name == "hlstm") return predict<small::c_hlstm<image, CHRNN_CLASSES>>(file, images);
        fail(weights, " is for a network \"", name, "\", which this program does not know");
    });
}
