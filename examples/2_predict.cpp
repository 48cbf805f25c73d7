/// Says what is on images of the user's own, by the files that `train` has written.
#include "command_line.hpp"
#include "small_networks.hpp"

#include <chrnn/files.hpp>
#include <chrnn/images.hpp>

#include <iostream>
#include <sstream>

using namespace chrnn;

using image = input<3, CHRNN_SIDE, CHRNN_SIDE>;

/// Prints the three most probable classes of every file.
template <class Net>
void predict(std::string const& weights, tensor_file const& file, std::vector<std::string> const& images) {
    std::vector<std::string> classes;
    std::istringstream lines(file.metadata.at("classes"));
    for (std::string line; std::getline(lines, line);) classes.push_back(line);
    if (std::ssize(classes) != CHRNN_CLASSES)
        fail(weights, " tells ", classes.size(), " classes apart, but this program was built for ", CHRNN_CLASSES);

    model<Net> net{batch{1}};
    load_parameters(file, net.named_parameters());
    npy_array<float> array = load_npy<float>(weights.substr(0, weights.rfind('.')) + "_mean.npy");
    if (array.shape.size() != 3)
        fail("the mean image beside ", weights, " has ", array.shape.size(), " axes instead of 3");
    mean_image const mean{array.shape[0], array.shape[1], array.shape[2], std::move(array.values)};

    std::vector<float> view(static_cast<std::size_t>(image::shape.size()));
    for (std::string const& name : images) {
        bitmap const shown = resize(decode(read_file(name), image::shape.channels, name), mean.rows, mean.columns);
        write_crop(shown, CHRNN_SIDE, CHRNN_SIDE, 0, mean, loader_options().scale, view);
        auto const p = net.predict(std::span<float const>(view));
        std::vector<std::size_t> order(p.size());
        std::iota(order.begin(), order.end(), 0);
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] > p[b]; });
        std::cout << name << ':';
        for (std::size_t k = 0; k < std::min<std::size_t>(3, order.size()); ++k)
            std::cout << (k > 0 ? ", " : " ") << classes[order[k]] << ' ' << std::lround(100 * p[order[k]]) << '%';
        std::cout << '\n';
    }
}

int main(int count, char** arguments) {
    std::string weights;
    std::vector<std::string> images;
    CLI::App program("Says what is on images, by the weights that `train` has written.", "predict");
    program.add_option("WEIGHTS", weights, "a .safetensors file of `train`, beside its _mean.npy");
    program.add_option("IMAGES", images, "JPEG, PNG or BMP files");
    program.final_callback([&] { // after the check for options that nobody knows
        if (weights.empty() || images.empty()) throw CLI::RequiredError("WEIGHTS and at least one of IMAGES");
    });

    return run_program(program, count, arguments, [&] {
        tensor_file const file = read_safetensors(weights);
        if (!file.metadata.contains("network") || !file.metadata.contains("classes"))
            fail(weights, " does not say which network it is for: it was not written by `train`");
        std::string const& name = file.metadata.at("network");
        if (name == "spp") return predict<small::spp_net<image, CHRNN_CLASSES>>(weights, file, images);
        if (name == "msrn") return predict<small::c_msrn<image, CHRNN_CLASSES>>(weights, file, images);
        if (name == "hsrn") return predict<small::c_hsrn<image, CHRNN_CLASSES>>(weights, file, images);
        if (name == "mlstm") return predict<small::c_mlstm<image, CHRNN_CLASSES>>(weights, file, images);
        if (name == "hlstm") return predict<small::c_hlstm<image, CHRNN_CLASSES>>(weights, file, images);
        fail(weights, " is for a network \"", name, "\", which this program does not know");
    });
}
