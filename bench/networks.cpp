/// Times the trunk of the paper's networks and their dense layers forward and with backward, and whole training steps
/// of the networks (both passes and the update); or writes what a network makes of a few images, for others to compare
/// themselves with.
#include "rates.hpp"

using namespace chrnn;
using namespace chrnn::detail;

namespace {

constexpr index_t classes = 1000;
struct trunk_alone : network<input<3, 224, 224>, spp_trunk, probe> {};
struct dense_alone
    : network<input<256 * 50, 1, 1>, dense<4096>, rectifier, dense<4096>, rectifier, dense<classes>, probe> {};
/// The C-HLSTM as it is fine-tuned on a trunk that has learnt from other images.
struct c_hlstm_on_frozen_trunk : network<input<3, 224, 224>, frozen<spp_trunk>, pyramid<6, 3, 2, 1>,
                                         hierarchy<lstm, all_directions, linked>, dropout<0.5>, classifier<classes>> {};
/// Whether a network is only a part of one that can be trained.
template <class Net>
constexpr bool is_part = std::is_same_v<Net, trunk_alone> || std::is_same_v<Net, dense_alone>;

/// Multiplications and additions of one sample's training step, counted in pairs: what is trained has a gradient of its
/// parameters, what has something trained before it one of its input.
template <class Net>
double multiply_adds_of_step() {
    memory_plan<Net> const plan(1, purpose::training);
    index_t all = 0;
    for (layer_description const& one : Net::layers)
        all += one.multiply_adds * (1 + (one.trained > 0) + plan.finds_gradient(one.from[0]));
    return double(all);
}

struct options {
    std::string subject = "C-HLSTM", write;
    index_t batch = 32;
    measure timed;
    backend_choice on;
};

template <class Net, class Backend>
void run(options const& o) {
    model<Net, Backend> m(batch{o.batch}, seed{1}, threads{o.timed.threads});
    auto const x = normal_numbers(o.batch * Net::input.size(), 2);
    std::vector<int> labels(static_cast<std::size_t>(o.batch));
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int>(i * 31 % classes);

    if (!o.write.empty()) {
        std::filesystem::create_directories(o.write);
        save_npy(o.write + "/x.npy", x, {o.batch, Net::input.channels, Net::input.rows(), Net::input.columns()});
        save_npy(o.write + "/y.npy", m.predict(x), {o.batch, Net::layers.back().out.size()});
        save_parameters(o.write + "/weights.safetensors", m.named_parameters());
        return;
    }
    rates const best = rates_of(m.backend(), o.timed);
    double const products = 2.0 * double(multiply_adds<Net>() * o.batch);
    double const all = 2.0 * multiply_adds_of_step<Net>() * double(o.batch);
    auto const print = [&](char const* what, std::vector<double> seconds, bool backward) {
        figure one{o.subject,    what, o.batch, o.timed.threads, std::move(seconds), backward ? all : products,
                   best.products};
        one.bytes_moved = bytes_moved<Net>(o.batch, backward), one.copy_rate = best.copies;
        if (!Backend::on_host) one.mode = Backend::name;
        one.print(o.on.who());
    };
    if constexpr (is_part<Net>) {
        captures<Backend> captured;
        print("forward", o.timed(m.backend(), [&] { m.begin_forward(x, labels); }), false);
        print("forward + backward", o.timed(m.backend(), [&] { m.train(x, labels, captured, [] {}); }), true);
    } else {
        optimiser rule(m, sgd{.rate = 0.001, .momentum = 0.9, .weight_decay = 5e-4});
        print("training step", o.timed(m.backend(), [&] { rule.train(x, labels, 0.001); }), true);
    }
}

} // namespace

int main(int count, char** arguments) {
    options o;
    CLI::App program("Times the trunk, the dense layers and training steps on 224 x 224 images, 1000 classes; one JSON "
                     "object a line.",
                     "networks");
    program
        .add_option("--subject", o.subject,
                    "trunk, dense, SPP-net, C-HSRN, C-HLSTM or, on a frozen trunk, C-HLSTM-frozen")
        ->check(CLI::IsMember({"trunk", "dense", "SPP-net", "C-HSRN", "C-HLSTM", "C-HLSTM-frozen"}))
        ->capture_default_str();
    program.add_option("--batch", o.batch, "samples")->check(CLI::Range(1, 100000))->capture_default_str();
    program.add_option("--write", o.write, "instead of timing: the folder to write a case to");
    o.timed.add_options(program);
    o.on.add_options(program);
    return run_program(program, count, arguments, [&] {
        o.on([&]<class Backend> {
            if (o.subject == "trunk") run<trunk_alone, Backend>(o);
            if (o.subject == "dense") run<dense_alone, Backend>(o);
            if (o.subject == "SPP-net") run<spp_net<classes>, Backend>(o);
            if (o.subject == "C-HSRN") run<c_hsrn<classes>, Backend>(o);
            if (o.subject == "C-HLSTM") run<c_hlstm<classes>, Backend>(o);
            if (o.subject == "C-HLSTM-frozen") run<c_hlstm_on_frozen_trunk, Backend>(o);
        });
    });
}
