/// Times the convolutions of the trunk (conv1 to conv5 of SPP-net and the C-HRNNs) forward and both gradients, on cpu
/// and cpu_onednn; and in oneDNN and in dlib on OpenBLAS where CMake found them, after comparing the results. oneDNN
/// has everything in the formats that it likes best before its time begins, as in a network all of whose layers are its
/// own, and may choose Winograd's method for 3 x 3 kernels; rates count the operations of the definition, of which that
/// saves many.
#include "figures.hpp"

#if defined(CHRNN_BENCH_ONEDNN)
#include <omp.h>
#include <oneapi/dnnl/dnnl.hpp>
#endif
#if defined(CHRNN_BENCH_DLIB)
#include <cblas.h>
#include <dlib/cuda/tensor_tools.h>
#include <dlib/revision.h>
#endif

using namespace chrnn;

namespace {

struct trunk_alone : network<input<3, 224, 224>, spp_trunk, probe> {};

constexpr convolution trunk[] = {{3, 224, 224, 96, 7, 2, 1},
                                 {96, 55, 55, 256, 5, 2, 0},
                                 {256, 13, 13, 384, 3, 1, 1},
                                 {384, 13, 13, 384, 3, 1, 1},
                                 {384, 13, 13, 256, 3, 1, 1}};
constexpr index_t multiply_adds_of(convolution const& c) { return c.output_size() * c.depth(); }
static_assert([] {
    index_t n = 0;
    for (convolution const& c : trunk) n += multiply_adds_of(c);
    return n;
}() == multiply_adds<trunk_alone>());

/// What all compute from and what they compute: y [n, filters, R', S'], dx [n, C, R, S], the gradients of the weights.
struct task {
    convolution c;
    index_t samples;
    std::vector<float> x = normal_numbers(samples * c.image_size(), 1),
                       dy = normal_numbers(samples * c.output_size(), 2),
                       weights = normal_numbers(c.filters * c.depth(), 3), bias = normal_numbers(c.filters, 4);
};
struct results {
    std::vector<float> y, dx, d_weights, d_bias;

    /// Sums over all samples and positions may differ by as much more as their order makes a difference: some add them
    /// up in float one after another.
    void compare(results const& other, task const& t, std::string const& who) const {
        float const more = 1e-7f * std::sqrt(static_cast<float>(t.samples * t.c.positions()));
        auto const same = [&](auto const& one, auto const& two, float margin, char const* which) {
            float most = 0;
            for (float f : one) most = std::max(most, std::abs(f));
            check_same(one, two, margin * most, which + (", in " + who));
        };
        same(y, other.y, 1e-5f, "a convolution");
        same(dx, other.dx, 1e-5f, "the gradient of a convolution's input");
        same(d_weights, other.d_weights, 1e-5f + more, "the gradient of a convolution's weights");
        same(d_bias, other.d_bias, 1e-5f + more, "the gradient of a convolution's bias");
    }
};

template <class Backend>
class ours {
  public:
    inline static std::string const name = std::is_same_v<Backend, cpu> ? "chrnn" : "chrnn, cpu_onednn";

    ours(task const& from, index_t threads)
        : t(from), on(threads), all{std::vector<float>(t.dy.size()), std::vector<float>(t.x.size()),
                                    std::vector<float>(t.weights.size()), std::vector<float>(t.bias.size())} {}
    void forward() { on.convolve(t.c, t.samples, t.x.data(), t.weights.data(), t.bias.data(), all.y.data()); }
    void input_gradient() { on.convolve_input_gradient(t.c, t.samples, t.dy.data(), t.weights.data(), all.dx.data()); }
    void weight_gradient() {
        for (auto* one : {&all.d_weights, &all.d_bias}) on.fill(one->data(), std::ssize(*one), 0.0f);
        on.convolve_weight_gradient(t.c, t.samples, t.x.data(), t.dy.data(), all.d_weights.data());
        on.add_row_sums(t.samples, all.d_bias.data(), dense_matrices(t.dy.data(), t.c.filters, t.c.positions()));
    }
    results const& get() const { return all; }

  private:
    task const& t;
    Backend on;
    results all;
};

#if defined(CHRNN_BENCH_ONEDNN)
class onednn {
    using memory = dnnl::memory;
    using dims = memory::dims;
    static constexpr auto method = dnnl::algorithm::convolution_auto;

    /// Numbers as they lie in ours.
    struct plain {
        dims extents;
        memory::desc any() const { return {extents, memory::data_type::f32, memory::format_tag::any}; }
        memory::desc here() const {
            constexpr memory::format_tag tags[] = {memory::format_tag::a, {}, {}, memory::format_tag::abcd};
            return {extents, memory::data_type::f32, tags[extents.size() - 1]};
        }
    };

  public:
    inline static std::string const name = "oneDNN " + std::to_string(dnnl_version()->major) + "." +
                                           std::to_string(dnnl_version()->minor) + "." +
                                           std::to_string(dnnl_version()->patch);

    onednn(task const& t, index_t threads)
        : x{{t.samples, t.c.channels, t.c.rows, t.c.columns}}, weights{{t.c.filters, t.c.channels, t.c.kernel,
                                                                        t.c.kernel}},
          bias{{t.c.filters}}, y{{t.samples, t.c.filters, t.c.out_rows(), t.c.out_columns()}} {
        omp_set_num_threads(static_cast<int>(threads));
        dims const stride(2, t.c.stride), pad(2, t.c.pad);
        using forward = dnnl::convolution_forward::primitive_desc;
        using backward = dnnl::convolution_backward_data::primitive_desc;
        using backward_weights = dnnl::convolution_backward_weights::primitive_desc;
        auto const training = dnnl::prop_kind::forward_training;
#if DNNL_VERSION_MAJOR < 3
        forward const f({training, method, x.any(), weights.any(), bias.any(), y.any(), stride, pad, pad}, on);
        backward const b({method, x.any(), weights.any(), y.any(), stride, pad, pad}, on, f);
        backward_weights const w({method, x.any(), weights.any(), bias.any(), y.any(), stride, pad, pad}, on, f);
#else
        forward const f(on, training, method, x.any(), weights.any(), bias.any(), y.any(), stride, pad, pad);
        backward const b(on, method, x.any(), weights.any(), y.any(), stride, pad, pad, f);
        backward_weights const w(on, method, x.any(), weights.any(), bias.any(), y.any(), stride, pad, pad, f);
#endif
        all_y = memory(f.dst_desc(), on);
        all_dx = memory(b.diff_src_desc(), on);
        all_d_weights = memory(w.diff_weights_desc(), on);
        all_d_bias = memory(w.diff_bias_desc(), on);
        passes[0] = {dnnl::convolution_forward(f),
                     {{DNNL_ARG_SRC, from(t.x, x, f.src_desc())},
                      {DNNL_ARG_WEIGHTS, from(t.weights, weights, f.weights_desc())},
                      {DNNL_ARG_BIAS, from(t.bias, bias, f.bias_desc())},
                      {DNNL_ARG_DST, all_y}}};
        passes[1] = {dnnl::convolution_backward_data(b),
                     {{DNNL_ARG_DIFF_DST, from(t.dy, y, b.diff_dst_desc())},
                      {DNNL_ARG_WEIGHTS, from(t.weights, weights, b.weights_desc())},
                      {DNNL_ARG_DIFF_SRC, all_dx}}};
        passes[2] = {dnnl::convolution_backward_weights(w),
                     {{DNNL_ARG_SRC, from(t.x, x, w.src_desc())},
                      {DNNL_ARG_DIFF_DST, from(t.dy, y, w.diff_dst_desc())},
                      {DNNL_ARG_DIFF_WEIGHTS, all_d_weights},
                      {DNNL_ARG_DIFF_BIAS, all_d_bias}}};
    }
    void forward() { run(0); }
    void input_gradient() { run(1); }
    void weight_gradient() { run(2); }
    results get() { return {back(all_y, y), back(all_dx, x), back(all_d_weights, weights), back(all_d_bias, bias)}; }

  private:
    struct pass {
        dnnl::primitive does;
        std::unordered_map<int, memory> with;
    };
    dnnl::engine on{dnnl::engine::kind::cpu, 0};
    dnnl::stream order{on};
    plain x, weights, bias, y;
    memory all_y, all_dx, all_d_weights, all_d_bias;
    pass passes[3];

    void run(std::size_t i) {
        passes[i].does.execute(order, passes[i].with);
        order.wait();
    }
    memory from(std::vector<float> const& numbers, plain const& as, memory::desc const& to) {
        memory here(as.here(), on, const_cast<float*>(numbers.data())), there(to, on);
        dnnl::reorder(here, there).execute(order, here, there);
        order.wait();
        return there;
    }
    std::vector<float> back(memory& there, plain const& as) {
        std::vector<float> numbers(as.here().get_size() / sizeof(float));
        memory here(as.here(), on, numbers.data());
        dnnl::reorder(there, here).execute(order, there, here);
        order.wait();
        return numbers;
    }
};
#endif

#if defined(CHRNN_BENCH_DLIB)
class dlib_on_openblas {
    using tensor = dlib::resizable_tensor;

  public:
    inline static std::string const name =
        "dlib " + std::to_string(DLIB_MAJOR_VERSION) + "." + std::to_string(DLIB_MINOR_VERSION);

    dlib_on_openblas(task const& t, index_t threads)
        : x(from(t.x, {t.samples, t.c.channels, t.c.rows, t.c.columns})),
          weights(from(t.weights, {t.c.filters, t.c.channels, t.c.kernel, t.c.kernel})),
          bias(from(t.bias, {1, t.c.filters, 1, 1})),
          dy(from(t.dy, {t.samples, t.c.filters, t.c.out_rows(), t.c.out_columns()})), y(dy), dx(x), d_weights(weights),
          d_bias(bias) {
        openblas_set_num_threads(static_cast<int>(threads));
        does.setup(x, weights, int(t.c.stride), int(t.c.stride), int(t.c.pad), int(t.c.pad));
    }
    void forward() { does(false, y, x, weights, bias); }
    void input_gradient() { does.get_gradient_for_data(false, dy, weights, dx); }
    void weight_gradient() {
        does.get_gradient_for_filters(false, dy, x, d_weights);
        dlib::tt::assign_conv_bias_gradient(d_bias, dy);
    }
    results get() const { return {back(y), back(dx), back(d_weights), back(d_bias)}; }

  private:
    tensor x, weights, bias, dy, y, dx, d_weights, d_bias;
    dlib::tt::tensor_conv does;

    static tensor from(std::vector<float> const& numbers, std::array<index_t, 4> const& extents) {
        tensor t(extents[0], extents[1], extents[2], extents[3]);
        std::ranges::copy(numbers, t.host());
        return t;
    }
    static std::vector<float> back(tensor const& t) { return {t.begin(), t.end()}; }
};
#endif

void run(measure const& timed, index_t samples) {
    double const best = best_product_rate(timed);
    for (convolution const& c : trunk) {
        task const t{c, samples};
        bool const first = &c == trunk; // whose input needs no gradient
        std::string const subject = "conv" + std::to_string(&c - trunk + 1);
        auto const time = [&](auto& library) {
            auto const print = [&](char const* what, auto const& act) {
                double const operations = 2.0 * static_cast<double>(samples * multiply_adds_of(c));
                figure{subject, what, samples, timed.threads, timed(act), operations, best}.print(library.name);
            };
            print("forward", [&] { library.forward(); });
            if (!first) print("gradient of the input", [&] { library.input_gradient(); });
            print("gradient of the weights", [&] { library.weight_gradient(); });
        };
        auto const once = [](auto& library) {
            library.forward();
            library.input_gradient();
            library.weight_gradient();
        };
        ours<cpu> here(t, timed.threads);
        once(here);
        time(here);
        [[maybe_unused]] auto const beside = [&](auto&& library) {
            once(library);
            here.get().compare(library.get(), t, library.name);
            time(library);
        };
#if defined(CHRNN_BENCH_ONEDNN)
        beside(ours<cpu_onednn>(t, timed.threads));
        beside(onednn(t, timed.threads));
#endif
#if defined(CHRNN_BENCH_DLIB)
        beside(dlib_on_openblas(t, timed.threads));
#endif
    }
}

} // namespace

int main(int count, char** arguments) {
    measure timed;
    index_t batch = 32;
    CLI::App program("Times the convolutions of the trunk; one JSON object a line.", "convolutions");
    program.add_option("--batch", batch, "samples")->check(CLI::Range(1, 100000))->capture_default_str();
    timed.add_options(program);
    return run_program(program, count, arguments, [&] { run(timed, batch); });
}
