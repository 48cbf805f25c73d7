// Images, decoded twice: to the same pixels.
#include "target.hpp"

#include <chrnn/images.hpp>

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
    chrnn::bitmap const image = chrnn::decode(std::as_bytes(bytes), 3, "an image", limits);
    if (!(chrnn::decode(std::as_bytes(bytes), 3, "an image", limits) == image)) std::abort();
}
