// Checkpoints: one that is taken is what the training would write itself, and one that is not changes nothing.
#include "target.hpp"

#include <chrnn/io/checkpoint.hpp>
#include <chrnn/layer/dense.hpp>

#include <algorithm>

namespace {

struct net : chrnn::network<chrnn::input<1, 1, 3>, chrnn::dense<2>, chrnn::softmax_cross_entropy> {};

struct training {
    chrnn::model<net> of{chrnn::batch{2}};
    chrnn::trainer<chrnn::model<net>> run{of};
};

/// What a checkpoint of the training has in it.
file_bytes written(training const& one) {
    auto const path = std::filesystem::temp_directory_path() / ("attack-" + std::to_string(::getpid()));
    chrnn::save_checkpoint(path, one.run);
    file_bytes const all = bytes_in(path);
    std::filesystem::remove(path);
    return all;
}

std::vector<float> numbers_of(training& one) {
    auto const parameters = one.of.parameters_span(), momentum = one.run.optimiser().slot();
    std::vector<float> all(parameters.begin(), parameters.end());
    all.insert(all.end(), momentum.begin(), momentum.end());
    all.push_back(static_cast<float>(one.run.state().epoch));
    return all;
}

} // namespace

/// Before the first step, behind it, and behind an epoch.
std::vector<file_bytes> seeds() {
    std::vector<file_bytes> all;
    training one;
    for (chrnn::index_t step = 0; step < 3; ++step) {
        all.push_back(written(one));
        one.run.optimiser().train(std::vector<float>{1, 2, 3}, std::vector<int>{1}, 0.1);
        if (step == 1) one.run.state().history.push_back({.epoch = 1});
        one.run.state().epoch = std::ssize(one.run.state().history);
    }
    return all;
}

void attack(std::span<std::uint8_t const> bytes) {
    static training one;
    auto const before = numbers_of(one);
    memory_file const file(bytes);
    try {
        chrnn::load_checkpoint(file.path(), one.run);
    } catch (chrnn::error const&) {
        if (numbers_of(one) != before) std::abort();
        throw;
    }
    if (!std::ranges::equal(written(one), bytes)) std::abort();
}
