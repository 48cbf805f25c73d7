/// The mean image of a data set, which is subtracted from every image before it enters a network.
#pragma once

#include <chrnn/data/bad_file.hpp>
#include <chrnn/data/dataset.hpp>
#include <chrnn/network/preprocessing.hpp>
#include <chrnn/process/gather.hpp>

#include <algorithm>
#include <exception>
#include <thread>

namespace chrnn::CHRNN_ABI {

/// The mean of the data set's images, read by `threads` threads; their number does not change a bit of the result.
/// Throws the first item's error that `policy` does not allow, or when no image can be read. Of several processes, all
/// of which call it, each reads some of the images.
inline mean_image mean_of(dataset const& data, index_t channels, bad_file policy, int threads, process_group& group) {
    struct share {
        std::vector<std::uint64_t> sums; ///< [rows, columns, channels], whole numbers: the order does not matter
        std::uint64_t count = 0;
        index_t item = 0;
        std::exception_ptr failure;
    };
    index_t const area = data.rows() * data.columns(), length = area * channels;
    std::vector<share> shares(std::max(1, threads));
    auto const add_up = [&](share& mine) {
        try {
            mine.sums.resize(length);
            index_t const first = (&mine - shares.data()) * group.size() + group.rank();
            for (mine.item = first; mine.item < data.size(); mine.item += std::ssize(shares) * group.size()) {
                try {
                    bitmap const image = detail::load_checked(data, mine.item, channels);
                    for (index_t k = 0; k < length; ++k) mine.sums[k] += image.pixels[k];
                    ++mine.count;
                } catch (error const&) {
                    if (policy == bad_file::fatal) throw;
                }
            }
        } catch (...) {
            mine.failure = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> helpers;
        for (std::size_t i = 1; i < shares.size(); ++i) helpers.emplace_back([&, i] { add_up(shares[i]); });
        add_up(shares[0]);
    }

    share* first_failure = nullptr;
    for (share& each : shares)
        if (each.failure && (!first_failure || each.item < first_failure->item)) first_failure = &each;
    if (first_failure) std::rethrow_exception(first_failure->failure);

    share& total = shares[0];
    for (std::size_t i = 1; i < shares.size(); ++i) {
        total.count += shares[i].count;
        for (index_t k = 0; k < length; ++k) total.sums[k] += shares[i].sums[k];
    }
    total.sums.push_back(total.count);
    auto const everybodys = detail::gather(group, std::span<std::uint64_t const>(total.sums));
    for (std::size_t i = 0; i < total.sums.size(); ++i) {
        total.sums[i] = 0;
        for (std::size_t from = i; from < everybodys.size(); from += total.sums.size())
            total.sums[i] += everybodys[from];
    }
    total.count = total.sums.back();
    if (total.count == 0) fail("no image of the data set can be read, so it has no mean image");
    mean_image mean{channels, data.rows(), data.columns(), std::vector<float>(length)};
    for (index_t k = 0; k < area; ++k)
        for (index_t c = 0; c < channels; ++c)
            mean.values[c * area + k] = static_cast<float>(static_cast<double>(total.sums[k * channels + c]) /
                                                           static_cast<double>(total.count));
    return mean;
}

inline mean_image mean_of(dataset const& data, index_t channels, bad_file policy = bad_file::fatal, int threads = 1) {
    alone nobody;
    return mean_of(data, channels, policy, threads, nobody);
}

} // namespace chrnn::CHRNN_ABI
