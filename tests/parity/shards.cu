#include "fit/small_scenes.hpp"
#include "fit/thread_group.hpp"
#include "parity/agreement.hpp"

#include <chrnn/fit/fit_samples.hpp>
#include <chrnn/layer/batch_normalisation.hpp>

using namespace chrnn;

namespace {

struct normalised
    : network<input<2, 4, 4>, conv<3, 3, pad<1>>, batch_normalisation, dropout<0.3>, dense<2>, softmax_cross_entropy> {
};

samples<int> points() {
    std::vector<std::array<float, 32>> all(26);
    std::vector<int> classes;
    for (std::size_t i = 0; i < all.size(); ++i) {
        random_stream const random{7, i};
        for (std::size_t j = 0; j < 32; ++j) all[i][j] = static_cast<float>(random.uniform(j)) - 0.5f;
        classes.push_back(all[i][0] < all[i][31]);
    }
    return samples<int>(all, classes);
}

/// The parameters behind two epochs of 7 batches, in updates of four shards, as every process has them.
template <class Backend>
std::vector<std::vector<double>> trained(index_t processes) {
    std::vector<std::vector<double>> found(static_cast<std::size_t>(processes));
    auto const errors = in_processes(processes, [&](process_group& group) {
        model<normalised, Backend, double> net(batch{4}, seed{3});
        trainer run(net, sgd{.rate = 0.1, .clip = 1}, group);
        fit(run, points(), {.epochs = 2, .progress = progress_style::none, .shards = 4});
        auto const all = net.parameters_span();
        found[static_cast<std::size_t>(group.rank())].assign(all.begin(), all.end());
    });
    CHECK(errors == std::vector<std::string>(static_cast<std::size_t>(processes)));
    return found;
}

} // namespace

TEST_CASE("processes with a device each come to the bits of one, which are the CPU's but for rounding") {
    auto const on_host = trained<cpu>(1).front(), on_device = trained<gpu>(1).front();
    CHECK(gap(std::span(on_host), std::span(on_device)) <= 1e-9);
    for (index_t processes : {2, 3})
        for (auto const& one : trained<gpu>(processes)) CHECK(one == on_device);
}
