// Images, decoded twice by every decoder: to the same pixels.
#include "images/decoders.hpp"
#include "target.hpp"

#include <chrnn/images.hpp>

#include <exception>

std::vector<file_bytes> seeds() {
    std::vector<file_bytes> all;
    for (auto const& one : std::filesystem::directory_iterator(data_folder() / "images"))
        if (auto const kind = one.path().extension(); kind != ".safetensors" && one.path().stem() != "runs")
            all.push_back(bytes_in(one.path()));
    std::sort(all.begin(), all.end());
    return all;
}

void attack(std::span<std::uint8_t const> bytes) {
    chrnn::image_limits const limits{.pixels = 1 << 16};
    std::exception_ptr refused;
    for (decoder_set const& set : decoder_sets()) try {
            decoders_used const used(set);
            chrnn::bitmap const image = chrnn::decode(std::as_bytes(bytes), 3, "an image", limits);
            if (!(chrnn::decode(std::as_bytes(bytes), 3, "an image", limits) == image)) std::abort();
        } catch (chrnn::error const&) {
            refused = std::current_exception();
        }
    if (refused) std::rethrow_exception(refused);
}
