/// Says what is on images of the user's own, by the file that `train` has written: a JSON object a line for each.
#include "command_line.hpp"
#include "small_networks.hpp"

#include <chrnn/images.hpp>
#include <chrnn/predict.hpp>

#include <iostream>

using namespace chrnn;

using image = input<3, CHRNN_SIDE, CHRNN_SIDE>;

/// A line of JSON: what is on the image, or why that is not known.
class answer {
  public:
    explicit answer(std::string const& path) : text("{\"path\":" + detail::json_text(detail::as_utf8(path))) {}

    void is(std::vector<class_probability> const& found, std::size_t top) {
        text += "," + members(found.front()) + ",\"top\":[";
        for (std::size_t k = 0; k < std::min(top, found.size()); ++k)
            text += (k > 0 ? ",{" : "{") + members(found[k]) + "}";
        text += "]";
    }
    void fails(std::string const& why) { text += ",\"error\":" + detail::json_text(detail::as_utf8(why)); }
    void print() const { std::cout << text << "}" << std::endl; }

  private:
    static std::string members(class_probability const& one) {
        char digits[32];
        auto const end = std::to_chars(digits, digits + sizeof digits, static_cast<float>(one.probability)).ptr;
        return "\"class\":" + detail::json_text(detail::as_utf8(one.name)) +
               ",\"probability\":" + std::string(digits, end);
    }

    std::string text;
};

/// Whether all images could be read.
template <class Net>
bool classify(tensor_file&& file, std::vector<std::string> const& images, std::size_t top, index_t on) {
    trained_model<Net> const trained(std::move(file));
    prediction<Net> own(trained, threads{on});
    bool all_read = true;
    for (std::string const& name : images) {
        answer one(name);
        try {
            one.is(own.classify(decode(read_file(name), image::shape.channels, name)), top);
        } catch (error const& problem) {
            one.fails(problem.what());
            all_read = false;
        }
        one.print();
    }
    return all_read;
}

int main(int count, char** arguments) {
    std::string weights;
    std::vector<std::string> images;
    std::size_t top = 5;
    index_t on = 0;
    CLI::App program("Says what is on images, by the model that `train` has written; one JSON object a line.",
                     "classify");
    program.add_option("MODEL", weights, "a .safetensors file of `train`");
    program.add_option("IMAGE", images, "JPEG, PNG or BMP files");
    program.add_option("--top", top, "classes to name in \"top\"")->check(CLI::Range(1, 1000))->capture_default_str();
    program.add_option("--threads", on, "0: one per processor")->check(CLI::Range(0, 1024))->capture_default_str();
    program.final_callback([&] { // after the check for options that nobody knows
        if (weights.empty() || images.empty()) throw CLI::RequiredError("MODEL and at least one IMAGE");
    });

    bool all_read = true;
    int const outcome = run_program(program, count, arguments, [&] {
        tensor_file file = read_safetensors(weights);
        if (!file.metadata.contains("network") || !file.metadata.contains("scale"))
            fail(weights, " does not say which network it is for: it was not written by `train`");
        std::string const name = file.metadata.at("network");
        auto const by = [&]<class Net>(std::type_identity<Net>) {
            all_read = classify<Net>(std::move(file), images, top, on);
        };
        if (name == "spp") return by(std::type_identity<small::spp_net<image, CHRNN_CLASSES>>{});
        if (name == "msrn") return by(std::type_identity<small::c_msrn<image, CHRNN_CLASSES>>{});
        if (name == "hsrn") return by(std::type_identity<small::c_hsrn<image, CHRNN_CLASSES>>{});
        if (name == "mlstm") return by(std::type_identity<small::c_mlstm<image, CHRNN_CLASSES>>{});
        if (name == "hlstm") return by(std::type_identity<small::c_hlstm<image, CHRNN_CLASSES>>{});
        fail(weights, " is for a network \"", name, "\", which this program does not know");
    });
    return outcome == 0 && !all_read ? 1 : outcome;
}
