/// The label loader: labelled images as batches of images and labels of regions, prepared ahead by worker threads.
#pragma once

#include <chrnn/data/augment/augmentation.hpp>
#include <chrnn/data/batch_source.hpp>
#include <chrnn/data/crop.hpp>
#include <chrnn/data/item_cache.hpp>
#include <chrnn/data/label_map.hpp>
#include <chrnn/data/labelled_images.hpp>

#include <array>
#include <atomic>
#include <exception>
#include <memory>
#include <system_error>
#include <thread>

namespace chrnn::CHRNN_ABI {

/// What a label loader delivers, and how.
struct label_loader_options {
    index_t channels = 3;
    index_t rows = 224, columns = 224; ///< what images are resized to
    grid regions = 28;                 ///< of the network's output
    int ignored = -1;                  ///< the label of regions that do not count, as the network's loss has it
    index_t batch = 16;                ///< items in a batch; the last of an epoch may hold fewer
    augmentation augment{};            ///< of images, with their labels, that have been resized
    bool shuffled = false;             ///< a new order in each epoch; if not, that of the images
    std::uint64_t seed = 1;            ///< of the order and of augmentations
    float scale = preprocessing::usual_scale;
    int workers = 2;               ///< threads that prepare the next batch; with 0, `next` prepares its own
    index_t cache_bytes = 1 << 30; ///< of resized images and labels kept in memory, so that files are read only once
};

/// Images are resized as `resize` does it, labels to the nearest pixel, both are augmented, and labels are reduced to
/// those of the regions as `labels_of_regions` does it. What it delivers is a function of the images, the options and
/// the epoch alone, whatever the number of threads. One thread at a time may use it. It refers to the images, which
/// must outlive it.
class label_loader : public batch_source<int> {
  public:
    /// `inputs` are [items, channels, rows, columns], `targets` [items, regions].
    using batch = sample_batch<int>;

    /// Throws when there are no images or the numbers make no sense.
    label_loader(labelled_images const& data, mean_image mean, label_loader_options options)
        : data_(data), mean_(std::move(mean)), options_(std::move(options)),
          order_(static_cast<std::size_t>(data.size())), cache_(data.size(), options_.cache_bytes) {
        check(data_, mean_, options_);
        for (int i = 0; i <= options_.workers; ++i) augmented_.push_back(canvas());
        for (slot& each : slots_) {
            each.images.resize(static_cast<std::size_t>(options_.batch * image_length()));
            each.labels.resize(static_cast<std::size_t>(options_.batch * options_.regions.regions()));
            each.problems.resize(static_cast<std::size_t>(options_.batch));
        }
        next_ = batches();
    }
    label_loader(labelled_images const&& data, mean_image mean, label_loader_options options) = delete;

    /// Waits for the images that are being read at that moment, and for no other.
    ~label_loader() override {
        ends_ = true;
        workers_.clear();
    }

    /// Throws what the constructor would throw for these, but takes no memory and reads no image.
    static void check(labelled_images const& data, mean_image const& mean, label_loader_options const& options) {
        if (data.size() == 0) fail("there are no labelled images");
        if (options.batch < 1) fail("a batch cannot have ", options.batch, " items");
        if (options.workers < 0) fail("a loader cannot have ", options.workers, " workers");
        if (options.channels != 1 && options.channels != 3)
            fail("an image has 1 or 3 channels, not ", options.channels);
        grid const regions = options.regions;
        if (regions.rows < 1 || regions.columns < 1 || regions.rows > options.rows || regions.columns > options.columns)
            fail("images of ", options.rows, " x ", options.columns, " pixels have no ", regions.rows, " x ",
                 regions.columns, " regions");
        detail::check_mean(mean, options.channels, options.rows, options.columns);
        options.augment.check();
    }

    index_t batches() const override { return (data_.size() + options_.batch - 1) / options_.batch; }
    label_loader_options const& options() const { return options_; }

    void start(index_t epoch, index_t first = 0) override {
        detail::check_start(batches(), epoch, first);
        ends_ = true;
        workers_.clear();
        ends_ = false;
        detail::order_samples(order_, epoch, options_.seed, options_.shuffled);
        augmentation_key_ = random_key(options_.seed, "augmentation", std::to_string(epoch));
        next_ = first;
        if (next_ < batches()) begin(next_);
    }

    /// The next batch, or nothing at the end of the epoch. Throws the error about the first item in it that cannot be
    /// read.
    std::optional<batch> next() override {
        if (next_ == batches()) return std::nullopt;
        slot& mine = slots_[static_cast<std::size_t>(next_ % 2)];
        index_t const number = next_++;
        share(mine, 0);
        workers_.clear(); // waits for them
        if (next_ < batches()) begin(next_);
        for (std::exception_ptr const& problem : std::span(mine.problems).first(mine.items.size()))
            if (problem) std::rethrow_exception(problem);
        std::size_t const count = mine.items.size();
        return batch{std::span(mine.images).first(count * static_cast<std::size_t>(image_length())),
                     std::span(mine.labels).first(count * static_cast<std::size_t>(options_.regions.regions())),
                     mine.items, number};
    }

  private:
    /// A batch in the making, or in the caller's hands.
    struct slot {
        std::vector<float> images;
        std::vector<int> labels;
        std::span<index_t const> items;
        std::vector<std::exception_ptr> problems; ///< by place in the batch; null where the item is good
    };

    index_t image_length() const { return options_.channels * options_.rows * options_.columns; }
    std::unique_ptr<augmented_image> canvas() const {
        return std::make_unique<augmented_image>(options_.rows, options_.columns, detail::colour_of(mean_), no_label);
    }

    /// Has the workers prepare batch number `number`.
    void begin(index_t number) {
        slot& mine = slots_[static_cast<std::size_t>(number % 2)];
        index_t const first = number * options_.batch, count = std::min(options_.batch, data_.size() - first);
        mine.items = std::span(order_).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
        std::fill(mine.problems.begin(), mine.problems.end(), nullptr);
        taken_ = 0;
        try {
            for (int i = 1; i <= options_.workers; ++i) workers_.emplace_back([&, i] { share(mine, i); });
        } catch (std::system_error const&) {
        } // who is there shares the work
    }
    /// Prepares items of a batch until all are taken.
    void share(slot& mine, int who) {
        for (std::size_t place; !ends_ && (place = taken_++) < mine.items.size();) try {
                write(mine, place, *augmented_[static_cast<std::size_t>(who)]);
            } catch (...) {
                mine.problems[place] = std::current_exception();
            }
    }

    void write(slot& mine, std::size_t place, augmented_image& augmented) {
        index_t const item = mine.items[place];
        labelled_image loaded;
        labelled_image const& now = resized(item, loaded);
        std::vector<int> labels(now.labels.pixels.begin(), now.labels.pixels.end());
        for (int& label : labels)
            if (label == data_.ignored()) label = no_label;
        bitmap const* image = &now.image;
        std::span<int const> of_pixels = labels;
        if (!options_.augment.empty()) {
            options_.augment.apply(augmented, *image, labels, {augmentation_key_, static_cast<std::uint64_t>(item)});
            image = &augmented.image();
            of_pixels = augmented.labels();
        }
        auto const length = static_cast<std::size_t>(image_length());
        auto const regions = static_cast<std::size_t>(options_.regions.regions());
        auto const targets = std::span(mine.labels).subspan(place * regions, regions);
        detail::write_crop(*image, options_.rows, options_.columns, 0, mean_, options_.scale,
                           std::span(mine.images).subspan(place * length, length));
        detail::write_region_labels(of_pixels, options_.rows, options_.columns, options_.regions, no_label, targets);
        std::replace(targets.begin(), targets.end(), no_label, options_.ignored);
    }

    /// Item `i` in the network's size, from the cache or in `loaded`.
    labelled_image const& resized(index_t i, labelled_image& loaded) {
        if (labelled_image const* const kept = cache_.find(i)) return *kept;
        labelled_image whole = detail::load_checked(data_, i, options_.channels);
        loaded.image = resize(whole.image, options_.rows, options_.columns);
        loaded.labels = resize_labels(whole.labels, options_.rows, options_.columns);
        return *cache_.keep(i, loaded, std::ssize(loaded.image.pixels) + std::ssize(loaded.labels.pixels));
    }

    static constexpr int no_label = -1; ///< of pixels that do not count, whatever data and network call it

    labelled_images const& data_;
    mean_image const mean_;
    label_loader_options const options_;
    std::vector<index_t> order_;
    detail::item_cache<labelled_image> cache_;                ///< by item
    std::vector<std::unique_ptr<augmented_image>> augmented_; ///< of the caller, and of each worker
    std::uint64_t augmentation_key_ = 0;
    std::array<slot, 2> slots_; ///< batch b is made in slots_[b % 2]
    index_t next_ = 0;          ///< the batch that the next call of `next` returns
    std::atomic<std::size_t> taken_ = 0;
    std::atomic<bool> ends_ = false;
    std::vector<std::jthread> workers_; ///< last, so that they end before what they use
};

} // namespace chrnn::CHRNN_ABI
