// Files of Caffe's: models, means and datums.
#include "target.hpp"

#include <chrnn/caffe/convert.hpp>
#include <chrnn/caffe/datum.hpp>
#include <chrnn/caffe/mean.hpp>
#include <chrnn/caffe/tensors.hpp>

#include <algorithm>
#include <sstream>

std::vector<file_bytes> seeds() {
    std::vector<file_bytes> all;
    for (auto const& one : std::filesystem::directory_iterator(data_folder() / "caffe"))
        if (auto const kind = one.path().extension();
            kind == ".caffemodel" || kind == ".binaryproto" || (kind == ".datum" && one.path().stem() != "floats"))
            all.push_back(bytes_in(one.path()));
    std::sort(all.begin(), all.end());
    return all;
}

void attack(std::span<std::uint8_t const> bytes) {
    int refused = 0;
    memory_file const file(bytes);
    refused += refuses([&] {
        chrnn::caffe_model const model = chrnn::read_caffe_model(file.path());
        std::ostringstream() << model;
        chrnn::tensor_file const tensors = chrnn::caffe_tensors(ungrouped(model));
        std::size_t covered = 0; // every tensor has the bytes that its shape says, and they are all
        for (auto const& [name, one] : tensors.entries) {
            if (tensors.bytes(one).size() != 4 * static_cast<std::size_t>(*chrnn::detail::element_count(one.shape)))
                std::abort();
            covered += tensors.bytes(one).size();
        }
        if (covered != tensors.data.size()) std::abort();
    });
    refused += refuses([&] {
        auto const mean = chrnn::read_caffe_mean(file.path());
        if (std::ssize(mean.values) != mean.channels * mean.rows * mean.columns) std::abort();
    });
    refused += refuses([&] {
        std::string const name = "a datum";
        auto const one = chrnn::detail::read_datum({name, std::as_bytes(bytes), "the datum"});
        if (chrnn::detail::image_of(one, 3, name).channels != 3) std::abort();
    });
    if (refused == 3) chrnn::fail("it is no file of Caffe's");
}
