/// The options of a loader.
#pragma once

#include <chrnn/data/augment/augmentation.hpp>
#include <chrnn/data/batch_share.hpp>
#include <chrnn/data/crop.hpp>
#include <chrnn/data/sampling.hpp>

#include <functional>
#include <string>

namespace chrnn::CHRNN_ABI {

/// What a loader delivers, and how.
struct loader_options {
    index_t channels = 3;
    index_t rows = 224;    ///< of a crop
    index_t columns = 224; ///< of a crop
    index_t batch = 256;   ///< items in a batch; the last of an epoch may hold fewer
    batch_share share{};   ///< of the batches, to be delivered; they keep their numbers
    crop_policy crops = crop_policy::centre;
    augmentation augment{};     ///< random changes to each image in each epoch, in the place of views; empty for none
    bool shuffled = false;      ///< a new order in each epoch; if not, the data set's order
    chrnn::sampling sampling{}; ///< which items an epoch has, in random order unless each comes once
    std::uint64_t seed = 1;     ///< of all that is random
    float scale = preprocessing::usual_scale; ///< a network is fed scale * (pixel - mean), near 1 in size
    int workers = 2;                          ///< threads that prepare the next batch; with 0, `next` prepares its own
    index_t cache_bytes = 1 << 30;            ///< decoded images kept in memory, so that they are read only once
    bad_file on_bad_file = bad_file::fatal;
    /// Under `skip`: called once with the message about each bad file.
    std::function<void(std::string const&)> report{};
};

} // namespace chrnn::CHRNN_ABI
