/// The hierarchy of the paper (256 channels, scales 6, 3, 2, 1, linked) in libtorch from C++: times it forward and
/// forward with backward, or compares it with a case that `hierarchy --write` wrote.
#include "libtorch_scale.hpp"

#include "../figures.hpp"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <cmath>
#include <torch/headeronly/version.h>

namespace {

using at::Tensor;
using tensors = std::vector<Tensor>;

constexpr std::int64_t H = 256, sides[] = {6, 3, 2, 1}, scales = 4;

/// A link of two scales (eq. 21): its weight [H, H], and the coarse region of every fine one.
struct link {
    std::int64_t coarse, fine; ///< places in `sides`
    Tensor weight = at::randn({H, H}) * 0.1 / 16, gradient = at::empty({H, H}), where = {};

    link(std::int64_t from, std::int64_t to) : coarse(from), fine(to) {
        std::vector<std::int64_t> places;
        for (std::int64_t r = 0, R = sides[coarse], S = sides[fine]; r < S; ++r)
            for (std::int64_t q = 0; q < S; ++q) places.push_back(r * R / S * R + q * R / S);
        where = at::tensor(places);
    }
};

/// All scales but the coarsest, which passes its input on, fine to coarse; links go from coarse to fine.
template <class Cell>
struct hierarchy {
    std::vector<peer::scale<Cell>> recurrences;
    std::vector<link> links;
    tensors h, dx; ///< of every scale [R S, n, H]

    explicit hierarchy(std::int64_t samples) : h(scales), dx(scales) {
        for (std::int64_t s = 0; s + 1 < scales; ++s) recurrences.emplace_back(sides[s], samples, H);
        for (std::int64_t coarse = 1; coarse < scales; ++coarse)
            for (std::int64_t fine = 0; fine < coarse; ++fine) links.emplace_back(coarse, fine);
    }
    void forward(tensors const& xs) {
        h[scales - 1] = xs[scales - 1];
        for (std::int64_t s = scales - 1; s-- > 0;) {
            Tensor context;
            for (link const& one : links) {
                if (one.fine != s) continue;
                Tensor const term = at::matmul(h[one.coarse], one.weight.t()).index_select(0, one.where);
                context = context.defined() ? context.add_(term) : term;
            }
            h[s] = recurrences[s].forward(xs[s], context);
        }
    }
    void backward(tensors const& dhs) {
        tensors dh;
        for (Tensor const& one : dhs) dh.push_back(one.clone());
        for (std::int64_t s = 0; s + 1 < scales; ++s) {
            recurrences[s].backward(dh[s]);
            dx[s] = recurrences[s].dx;
            for (link& one : links) {
                if (one.fine != s) continue;
                Tensor const dterm = at::zeros_like(h[one.coarse]).index_add_(0, one.where, recurrences[s].dcontext);
                Tensor const flat = dterm.view({-1, H});
                at::mm_out(one.gradient, flat.t(), h[one.coarse].reshape({-1, H}));
                dh[one.coarse].view({-1, H}).addmm_(flat, one.weight);
            }
        }
        dx[scales - 1] = dh[scales - 1];
    }
    /// Calls `act(name, tensor)` with all weights, or all gradients, as chrnn names them in layer hrnn1.
    template <class Act>
    void each(bool weights, Act const& act) {
        for (std::int64_t s = 0; s + 1 < scales; ++s)
            for (std::int64_t d = 0; d < peer::directions; ++d) {
                auto const& all = weights ? recurrences[s].weights : recurrences[s].gradients;
                std::string const name = "hrnn1." + std::to_string(sides[s]) + "." + peer::flips[d].name + ".";
                act(name + "weight_x", all.weight_x[d]);
                act(name + "weight_r", all.weight_past[d].slice(1, 0, H));
                act(name + "weight_c", all.weight_past[d].slice(1, H));
                act(name + "bias", all.bias[d][0]);
            }
        for (link& one : links)
            act("hrnn1.link." + std::to_string(sides[one.coarse]) + "." + std::to_string(sides[one.fine]) + ".weight",
                weights ? one.weight : one.gradient);
    }
};

/// An array of a case: of every scale [R S, n, H].
tensors split(std::string const& path) {
    auto array = chrnn::load_npy<float>(path);
    Tensor const all = at::from_blob(array.values.data(), array.shape);
    tensors parts;
    std::int64_t first = 0;
    for (std::int64_t side : sides) {
        std::int64_t const size = side * side * H;
        Tensor const part = all.slice(1, first, first + size).reshape({array.shape[0], H, side * side});
        parts.push_back(part.permute({2, 0, 1}).contiguous().clone());
        first += size;
    }
    return parts;
}

/// A float32 tensor of a file, in the shape of `like`.
Tensor read(chrnn::tensor_file& file, std::string const& name, Tensor const& like) {
    auto const entry = file.entries.find(name);
    if (entry == file.entries.end() || entry->second.dtype != "F32" || like.sizes() != entry->second.shape)
        chrnn::fail(file.path, ": no float32 tensor ", name, " of the shape that is needed");
    return at::from_blob(file.data.data() + entry->second.begin, like.sizes());
}

/// The larger of two gaps; a NaN stays.
double wider(double a, double b) { return std::isnan(a) || a >= b ? a : b; }

/// The largest difference relative to the largest magnitude.
double gap(Tensor const& expected, Tensor const& found) {
    return ((expected - found).abs().max() / expected.abs().max()).template item<double>();
}
double gap(tensors const& expected, tensors const& found) {
    double most = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) most = wider(most, gap(expected[i], found[i]));
    return most;
}

template <class Cell>
void compare(std::string const& folder) {
    tensors const xs = split(folder + "/x.npy");
    tensors dhs = split(folder + "/loss_weights.npy");
    std::int64_t const samples = xs[0].size(1);
    for (Tensor& one : dhs) one.div_(samples);
    hierarchy<Cell> net(samples);
    auto weights = chrnn::read_safetensors(folder + "/weights.safetensors");
    auto gradients = chrnn::read_safetensors(folder + "/gradients.safetensors");
    net.each(true, [&](std::string const& name, Tensor to) { to.copy_(read(weights, name, to)); });
    net.forward(xs);
    net.backward(dhs);
    net.forward(xs); // again: nothing may be left of the first time
    net.backward(dhs);
    double most = 0;
    net.each(false, [&](std::string const& name, Tensor const& found) {
        most = wider(most, gap(read(gradients, name, found), found));
    });
    std::cout << "{\"outputs\": " << gap(split(folder + "/h.npy"), net.h)
              << ", \"input gradients\": " << gap(split(folder + "/dx.npy"), net.dx)
              << ", \"weight gradients\": " << most << "}" << std::endl;
}

template <class Cell>
void run(std::string const& cell, chrnn::index_t samples, bool forward_only, measure const& timed) {
    hierarchy<Cell> net(samples);
    tensors xs, dhs;
    for (std::int64_t side : sides)
        for (tensors* one : {&xs, &dhs}) one->push_back(at::randn({side * side, samples, H}));
    auto const print = [&](char const* what, std::vector<double> seconds) {
        figure{"hierarchy, " + cell, what, samples, timed.threads, std::move(seconds)}.print("libtorch " TORCH_VERSION
                                                                                             ", manual");
    };
    print("forward", timed([&] { net.forward(xs); }));
    if (forward_only) return;
    print("forward + backward", timed([&] {
              net.forward(xs);
              net.backward(dhs);
          }));
}

} // namespace

int main(int count, char** arguments) {
    std::string cell = "lstm", folder;
    chrnn::index_t batch = 32;
    bool forward_only = false;
    measure timed;
    CLI::App program("Times the hierarchy in libtorch; one JSON object a line.", "hierarchy_libtorch");
    program.add_option("--cell", cell, "srn or lstm")->check(CLI::IsMember({"srn", "lstm"}))->capture_default_str();
    program.add_option("--batch", batch, "samples")->check(CLI::Range(1, 100000))->capture_default_str();
    program.add_option("--compare", folder, "instead of timing: the folder of a case that `hierarchy --write` wrote");
    program.add_flag("--forward", forward_only, "leave the backward pass out");
    timed.add_options(program);
    return run_program(program, count, arguments, [&] {
        c10::InferenceMode const no_gradients_of_its_own;
        at::set_num_threads(static_cast<int>(timed.threads));
        at::manual_seed(1);
        bool const is_lstm = cell == "lstm";
        if (!folder.empty())
            is_lstm ? compare<peer::lstm>(folder) : compare<peer::srn>(folder);
        else
            is_lstm ? run<peer::lstm>(cell, batch, forward_only, timed)
                    : run<peer::srn>(cell, batch, forward_only, timed);
    });
}
