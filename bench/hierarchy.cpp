/// Times the hierarchy of the paper (256 channels, scales 6, 3, 2, 1, linked) forward and forward with backward, one
/// JSON object a line; or writes a case that other implementations can compare themselves with.
#include "../examples/command_line.hpp"

#include <chrnn/chrnn.hpp>
#include <chrnn/files.hpp>

#include <chrono>
#include <filesystem>
#include <iostream>

using namespace chrnn;

namespace {

struct options {
    std::string cell = "lstm", write;
    index_t batch = 32, threads = 2, runs = 15;
};

constexpr signal paper_scales() {
    signal s(256, grid(6));
    for (index_t side : {3, 2, 1}) s.scale[s.scales++] = grid(side);
    return s;
}
template <class Cell>
struct alone : network<input_signal<paper_scales()>, hierarchy<Cell, all_directions, linked>, probe> {};

/// Seconds of each of `runs` calls in order of size, after three that do not count.
template <class Act>
std::vector<double> timed(index_t runs, Act const& act) {
    std::vector<double> seconds;
    for (index_t run = -3; run < runs; ++run) {
        auto const begin = std::chrono::steady_clock::now();
        act();
        std::chrono::duration<double> const took = std::chrono::steady_clock::now() - begin;
        if (run >= 0) seconds.push_back(took.count());
    }
    std::sort(seconds.begin(), seconds.end());
    return seconds;
}

/// Operations a second of a product of 1024 x 1024 matrices: what the machine can do at best.
double product_rate(index_t threads) {
    constexpr index_t n = 1024;
    cpu on(threads);
    tensor<float, extents<n, n>> a, b, c;
    a = random<extents<n, n>>(random_stream{1}, distribution::normal{});
    b = random<extents<n, n>>(random_stream{2}, distribution::normal{});
    auto const seconds = timed(15, [&] { assign(c.view(), matmul(a, b), on); });
    return 2.0 * n * n * n / seconds.front();
}

template <class Net>
void print(char const* what, options const& o, std::vector<double> const& seconds, double operations, double best) {
    double const median = seconds[seconds.size() / 2];
    std::cout << "{\"what\": \"" << what << "\", \"who\": \"chrnn\", \"cell\": \"" << o.cell
              << "\", \"batch\": " << o.batch << ", \"device\": \"cpu\", \"threads\": " << o.threads
              << ", \"median\": " << median << ", \"least\": " << seconds.front() << ", \"most\": " << seconds.back()
              << ", \"gflops\": " << operations / median / 1e9
              << ", \"of_best_product\": " << operations / median / best << "}" << std::endl;
}

template <class Cell>
void run(options const& o) {
    using net = alone<Cell>;
    model<net> m(batch{o.batch}, seed{1}, threads{o.threads});
    std::vector<float> x(static_cast<std::size_t>(o.batch * net::input.size()));
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(distribution::normal{}(random_stream{2}, i));
    std::vector<int> const labels(static_cast<std::size_t>(o.batch));
    m.want_input_gradient();

    if (!o.write.empty()) {
        std::filesystem::create_directories(o.write);
        auto const file = [&](char const* name) { return o.write + "/" + name; };
        std::vector<index_t> const shape{o.batch, net::input.size()};
        std::vector<float> weights(x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            auto const sample = static_cast<index_t>(i) / net::input.size();
            weights[i] = static_cast<float>(probe::weight(sample, static_cast<index_t>(i) % net::input.size()));
        }
        m.forward(x, labels);
        save_npy(file("x.npy"), x, shape);
        save_npy(file("loss_weights.npy"), weights, shape);
        save_npy(file("h.npy"), m.probabilities(), shape);
        m.backward();
        save_npy(file("dx.npy"), m.input_gradient(), shape);
        save_parameters(file("weights.safetensors"), m.named_parameters());
        save_parameters(file("gradients.safetensors"), m.named_gradients());
        return;
    }
    double const best = product_rate(o.threads), products = 2.0 * static_cast<double>(multiply_adds<net>() * o.batch);
    print<net>("forward", o, timed(o.runs, [&] { m.run(x, labels); }), products, best);
    auto const both = timed(o.runs, [&] {
        m.run(x, labels);
        m.backward();
    });
    print<net>("forward + backward", o, both, 3 * products, best);
}

} // namespace

int main(int count, char** arguments) {
    options o;
    CLI::App program("Times the hierarchy on 256 channels and scales 6, 3, 2, 1.", "hierarchy");
    program.add_option("--cell", o.cell, "srn or lstm")->check(CLI::IsMember({"srn", "lstm"}))->capture_default_str();
    program.add_option("--batch", o.batch, "samples")->check(CLI::Range(1, 100000))->capture_default_str();
    program.add_option("--threads", o.threads, "of ours")->check(CLI::Range(1, 1024))->capture_default_str();
    program.add_option("--runs", o.runs, "that count")->check(CLI::Range(1, 100000))->capture_default_str();
    program.add_option("--write", o.write, "instead of timing: the folder to write a case to");
    return run_program(program, count, arguments, [&] { o.cell == "lstm" ? run<lstm>(o) : run<srn>(o); });
}
