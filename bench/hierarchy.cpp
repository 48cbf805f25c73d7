/// Times the hierarchy of the paper (256 channels, scales 6, 3, 2, 1, linked) forward and forward with backward; or
/// writes a case that other implementations can compare themselves with.
#include "paper_hierarchy.hpp"
#include "rates.hpp"

using namespace chrnn;
using namespace chrnn::detail;

namespace {

struct options {
    std::string cell = "lstm", write;
    index_t batch = 32;
    measure timed;
    backend_choice on;
};

/// A forward and a backward pass over x in files: inputs, weights, outputs, and the gradients of both.
template <class Model>
void write_case(std::string const& folder, Model& m, std::vector<float> const& x, std::vector<int> const& labels) {
    std::filesystem::create_directories(folder);
    auto const file = [&](char const* name) { return folder + "/" + name; };
    auto const numbers = Model::input.size(), samples = std::ssize(labels);
    std::vector<index_t> const shape{samples, numbers};
    std::vector<float> weights(x.size());
    for (index_t i = 0; i < std::ssize(x); ++i)
        weights[static_cast<std::size_t>(i)] = static_cast<float>(probe::weight(i / numbers, i % numbers));
    m.forward(x, labels);
    save_npy(file("x.npy"), x, shape);
    save_npy(file("loss_weights.npy"), weights, shape);
    save_npy(file("h.npy"), m.probabilities(), shape);
    m.backward();
    save_npy(file("dx.npy"), m.input_gradient(), shape);
    save_parameters(file("weights.safetensors"), m.named_parameters());
    save_parameters(file("gradients.safetensors"), m.named_gradients());
}

template <class Cell, class Backend>
void run(options const& o) {
    using net = alone<Cell>;
    model<net, Backend> m(batch{o.batch}, seed{1}, threads{o.timed.threads});
    auto const x = normal_numbers(o.batch * net::input.size(), 2);
    std::vector<int> const labels(static_cast<std::size_t>(o.batch));
    m.want_input_gradient();
    if (!o.write.empty()) return write_case(o.write, m, x, labels);

    rates const best = rates_of(m.backend(), o.timed);
    double const products = 2.0 * double(multiply_adds<net>() * o.batch);
    auto const print = [&](char const* what, std::vector<double> seconds, bool backward) {
        figure one{"hierarchy, " + o.cell,
                   what,
                   o.batch,
                   o.timed.threads,
                   std::move(seconds),
                   backward ? 3 * products : products,
                   best.products};
        one.bytes_moved = bytes_moved<net>(o.batch, backward), one.copy_rate = best.copies;
        if (!Backend::on_host) one.mode = Backend::name;
        one.print(o.on.who());
    };
    captures<Backend> captured;
    print("forward", o.timed(m.backend(), [&] { m.begin_forward(x, labels); }), false);
    print("forward + backward", o.timed(m.backend(), [&] { m.train(x, labels, captured, [] {}); }), true);
}

} // namespace

int main(int count, char** arguments) {
    options o;
    CLI::App program("Times the hierarchy on 256 channels and scales 6, 3, 2, 1; one JSON object a line.", "hierarchy");
    program.add_option("--cell", o.cell, "srn or lstm")->check(CLI::IsMember({"srn", "lstm"}))->capture_default_str();
    program.add_option("--batch", o.batch, "samples")->check(CLI::Range(1, 100000))->capture_default_str();
    program.add_option("--write", o.write, "instead of timing: the folder to write a case to");
    o.timed.add_options(program);
    o.on.add_options(program);
    return run_program(program, count, arguments, [&] {
        o.on([&]<class Backend> { o.cell == "lstm" ? run<lstm, Backend>(o) : run<srn, Backend>(o); });
    });
}
