/// Figures: what the benchmarks measure, and how they print it, one JSON object a line.
#pragma once

#include "../examples/command_line.hpp"

#include <chrnn/chrnn.hpp>
#include <chrnn/files.hpp>

#if defined(CHRNN_BENCH_CUDA)
#include <chrnn/cuda.hpp>
#endif
#if defined(CHRNN_BENCH_BLAS)
#include <chrnn/blas.hpp>
#endif
#if defined(CHRNN_BENCH_ONEDNN)
#include <chrnn/onednn.hpp>
#endif

#include <chrono>
#include <filesystem>
#include <iostream>

/// What the command line says of every benchmark.
struct measure {
    chrnn::index_t threads = 2, runs = 15, calls = 1;

    void add_options(CLI::App& program) {
        program.add_option("--threads", threads, "of ours")->check(CLI::Range(1, 1024))->capture_default_str();
        program.add_option("--runs", runs, "that count")->check(CLI::Range(1, 100000))->capture_default_str();
        program.add_option("--calls", calls, "in a run, at whose end a device is waited for")
            ->check(CLI::Range(1, 100000))
            ->capture_default_str();
    }

    /// Seconds that a call of `act` takes `on` a backend in each run, in order of size, after three runs that do not
    /// count.
    template <class Backend, class Act>
    std::vector<double> operator()(Backend& on, Act const& act) const {
        std::vector<double> seconds;
        for (chrnn::index_t run = -3; run < runs; ++run) {
            auto const begin = std::chrono::steady_clock::now();
            for (chrnn::index_t call = 0; call < calls; ++call) act();
            on.wait();
            std::chrono::duration<double> const took = std::chrono::steady_clock::now() - begin;
            if (run >= 0) seconds.push_back(took.count() / static_cast<double>(calls));
        }
        std::sort(seconds.begin(), seconds.end());
        return seconds;
    }
    template <class Act>
    std::vector<double> operator()(Act const& act) const {
        return (*this)(chrnn::cpu::shared(), act);
    }
};

/// The backend that a command line names, for programs that time several.
struct backend_choice {
    std::string name;

    void add_options(CLI::App& program) {
        std::vector<std::string> known;
        each([&]<class Backend>(std::string const& one) { known.push_back(one); });
        name = known.front();
        program.add_option("--backend", name, "what to compute on")->check(CLI::IsMember(known))->capture_default_str();
    }
    /// Calls `act.operator()<Backend>()`.
    template <class Act>
    void operator()(Act const& act) const {
        each([&]<class Backend>(std::string const& one) {
            if (one == name) act.template operator()<Backend>();
        });
    }
    /// Who is timed, for figures.
    std::string who() const { return name == "cpu" || name.starts_with("cuda") ? "chrnn" : "chrnn, " + name; }

  private:
    template <class Act>
    static void each(Act const& act) {
#if defined(CHRNN_BENCH_CUDA)
        act.template operator()<chrnn::gpu>("cuda");
        act.template operator()<chrnn::gpu_tf32>("cuda_tf32");
        act.template operator()<chrnn::gpu_bf16>("cuda_bf16");
#else
        act.template operator()<chrnn::cpu>("cpu");
        act.template operator()<chrnn::cpu_bf16>("cpu_bf16");
#endif
#if defined(CHRNN_BENCH_BLAS)
        act.template operator()<chrnn::cpu_blas>("cpu_blas");
#endif
#if defined(CHRNN_BENCH_ONEDNN)
        act.template operator()<chrnn::cpu_onednn>("cpu_onednn");
#endif
#if defined(CHRNN_BENCH_BLAS) && defined(CHRNN_BENCH_ONEDNN)
        act.template operator()<chrnn::onednn_convolutions<chrnn::cpu_blas>>("cpu_blas_onednn");
#endif
    }
};

/// Operations a second of a product of N x N matrices in the library: what it can do at best.
template <chrnn::index_t N>
double product_rate(measure const& timed) {
    using namespace chrnn;
    cpu on(timed.threads);
    tensor<float, extents<N, N>> a, b, c;
    a = random<extents<N, N>>(random_stream{1}, distribution::uniform{-1, 1});
    b = random<extents<N, N>>(random_stream{2}, distribution::uniform{-1, 1});
    return 2.0 * N * N * N / timed([&] { assign(c.view(), matmul(a, b), on); }).front();
}
inline double best_product_rate(measure const& timed) {
    return std::max(product_rate<1024>(timed), product_rate<2048>(timed));
}

/// One line: what was timed, in how many samples at a time, how long it took and what it did in that time.
struct figure {
    std::string subject, what;
    chrnn::index_t batch, threads;
    std::vector<double> seconds; ///< in order of size
    double operations = 0;       ///< of products, forward and where it runs backward
    double best_rate = 0;        ///< of products, in operations a second
    double bytes = 0;            ///< moved, where that is the limit
    chrnn::index_t at = 0;       ///< in a series: of what the subject counts
    double bytes_moved = 0;      ///< by layers that know nothing of each other, and
    double copy_rate = 0;        ///< in bytes a second, where these are known
    std::string_view mode{};     ///< of a device: its kind and arithmetic
    std::string more{};          ///< further members of the line: `, "at": 3`

    void print(std::string const& who = "chrnn") const {
        double const median = seconds[seconds.size() / 2];
        std::cout << "{\"subject\": \"" << subject << "\", \"what\": \"" << what << "\", \"who\": \"" << who
                  << "\", \"batch\": " << batch << ", \"threads\": " << threads << ", \"median\": " << median
                  << ", \"least\": " << seconds.front() << ", \"most\": " << seconds.back()
                  << ", \"percentile_99\": " << seconds[seconds.size() * 99 / 100];
        if (operations > 0) std::cout << ", \"gflops\": " << operations / median / 1e9;
        if (best_rate > 0) std::cout << ", \"best_product_gflops\": " << best_rate / 1e9;
        if (at > 0) std::cout << ", \"at\": " << at;
        if (!mode.empty()) std::cout << ", \"mode\": \"" << mode << "\"";
        if (copy_rate > 0)
            std::cout << ", \"by_bytes\": " << bytes_moved / copy_rate
                      << ", \"by_products\": " << operations / best_rate;
        if (bytes > 0) std::cout << ", \"gigabytes_per_second\": " << bytes / median / 1e9;
        std::cout << more << "}" << std::endl;
    }
};

/// Fails where two ways to compute the same differ by more than `margin` anywhere.
inline void check_same(std::span<float const> one, std::span<float const> other, float margin, std::string_view which) {
    if (!std::ranges::equal(one, other, [&](float a, float b) { return std::abs(a - b) <= margin; }))
        chrnn::fail("computed in two ways, this differs: ", which);
}

/// `n` normally distributed numbers.
inline std::vector<float> normal_numbers(chrnn::index_t n, std::uint64_t stream) {
    std::vector<float> all(static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = static_cast<float>(chrnn::distribution::normal{}(chrnn::random_stream{stream}, i));
    return all;
}
