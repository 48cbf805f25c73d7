/// Times updates that processes share: how many images a second they come to, how much they send each other and how
/// long that takes. `mpirun -n 2 bench/processes --threads 1` beside `bench/processes --threads 2`.
#include "figures.hpp"

#include <chrnn/mpi.hpp>

#include <CLI/CLI.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

struct options {
    std::string subject = "C-HLSTM";
    index_t batch = 64, shards = 4, updates = 8;
    int threads = 1;
    bool any_order = false;
};

/// When every update ended.
struct clock_of_updates : callback {
    std::vector<std::chrono::steady_clock::time_point> ends;
    exchange_record exchanged;
    void begin(training_moment&) override { ends.push_back(std::chrono::steady_clock::now()); }
    void after_step(training_moment& now) override {
        ends.push_back(std::chrono::steady_clock::now());
        exchanged = now.exchanged();
    }
};

template <class Net>
void run(options const& o, mpi_processes& all) {
    if (o.batch % o.shards != 0) fail("a batch of ", o.batch, " is not ", o.shards, " equal shards");
    model<Net> m(batch{o.batch / o.shards}, seed{1}, threads{o.threads});
    trainer run(m, sgd{.rate = 1e-4}, all);
    index_t const items = o.updates * o.batch; // one epoch, as there is more to do at the end of each
    auto const x = normal_numbers(items * Net::input.size(), 2);
    std::vector<int> labels(static_cast<std::size_t>(items));
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int>(i * 31 % 1000);
    samples<int> const data(items, {x.begin(), x.end()}, labels);
    clock_of_updates times;
    sample_fit_options<int> how;
    how.epochs = 1;
    how.progress = progress_style::none;
    how.shards = o.shards;
    how.callbacks = {&times};
    fit(run, data, how);
    if (all.rank() > 0) return;
    std::vector<double> seconds;
    for (std::size_t i = 2; i < times.ends.size(); ++i) // the first takes memory
        seconds.push_back(std::chrono::duration<double>(times.ends[i] - times.ends[i - 1]).count());
    std::ranges::sort(seconds);
    double const median = seconds[seconds.size() / 2], least = seconds.front();
    std::cout << o.subject << ", " << all.size() << " processes of " << o.threads << " threads, " << o.shards
              << " shards: update " << median << " s (least " << least << "), " << double(o.batch) / median
              << " images/s; sent " << double(times.exchanged.bytes) / double(o.updates) / 1e6
              << " MB an update, exchanges took " << times.exchanged.seconds / double(o.updates) << " s\n";
}

} // namespace

int main(int count, char** arguments) {
    mpi_processes probe; // MPI's own arguments go first
    options o;
    CLI::App program("Times updates that processes share.", "processes");
    program.add_option("--subject", o.subject, "the network")
        ->check(CLI::IsMember({"C-HLSTM", "C-HSRN", "SPP-net"}))
        ->capture_default_str();
    program.add_option("--batch", o.batch, "images of an update")->check(CLI::Range(1, 4096))->capture_default_str();
    program.add_option("--shards", o.shards, "that it has")->check(CLI::Range(1, 1024))->capture_default_str();
    program.add_option("--updates", o.updates, "to be timed")->check(CLI::Range(2, 10000))->capture_default_str();
    program.add_option("--threads", o.threads, "of each process")->check(CLI::Range(1, 256))->capture_default_str();
    program.add_flag("--any-order", o.any_order, "add up as MPI likes");
    try {
        program.parse(count, arguments);
        mpi_processes all({.any_order = o.any_order});
        together(all, [&] {
            if (o.subject == "C-HLSTM") run<c_hlstm<1000>>(o, all);
            if (o.subject == "C-HSRN") run<c_hsrn<1000>>(o, all);
            if (o.subject == "SPP-net") run<spp_net<1000>>(o, all);
        });
    } catch (CLI::ParseError const& problem) {
        return program.exit(problem) == 0 ? 0 : 2;
    } catch (departure const&) {
        return 1;
    } catch (std::exception const& problem) {
        std::cerr << "processes: " << problem.what() << '\n';
        return 1;
    }
}
