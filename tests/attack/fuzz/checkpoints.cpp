// Checkpoints: a training goes on from one, or nothing of it has changed.
#include "target.hpp"

#include "../../fit/small_scenes.hpp"

#include <chrnn/files.hpp>

namespace {

using net = plain_scenes<0.5>;

struct training {
    chrnn::model<net> of{chrnn::batch{8}};
    chrnn::trainer<chrnn::model<net>> run{of};
};

} // namespace

std::vector<file_bytes> seeds() {
    std::vector<file_bytes> all;
    training one;
    chrnn::synthetic_scenes const data(20, 32);
    auto const path = std::filesystem::temp_directory_path() / ("attack-" + std::to_string(::getpid()));
    chrnn::fit_options how{.epochs = 1, .progress = chrnn::progress_style::none};
    how.images.workers = 0;
    how.save_every = 2;
    how.save = [&](chrnn::training_state const&) {
        chrnn::save_checkpoint(path, one.run);
        all.push_back(bytes_in(path));
    };
    chrnn::fit(one.run, data, how);
    std::filesystem::remove(path);
    return all;
}

void attack(std::span<std::uint8_t const> bytes) {
    static training one;
    auto const before = bits(one.of);
    memory_file const file(bytes);
    try {
        chrnn::load_checkpoint(file.path(), one.run);
    } catch (chrnn::error const&) {
        if (bits(one.of) != before) std::abort();
        throw;
    }
}
