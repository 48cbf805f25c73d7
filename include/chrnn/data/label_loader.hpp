/// The label loader: labelled images as batches of images and labels of regions, prepared ahead by worker threads.
#pragma once

#include <chrnn/data/augment/augmentation.hpp>
#include <chrnn/data/bad_items.hpp>
#include <chrnn/data/batch_share.hpp>
#include <chrnn/data/crop.hpp>
#include <chrnn/data/item_cache.hpp>
#include <chrnn/data/label_map.hpp>
#include <chrnn/data/labelled_images.hpp>
#include <chrnn/data/sample_order.hpp>

#include <array>
#include <atomic>
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
    batch_share share{};               ///< of the batches, to be delivered; they keep their numbers
    augmentation augment{};            ///< of images, with their labels, that have been resized
    bool shuffled = false;             ///< a new order in each epoch; if not, that of the images
    chrnn::sampling sampling{};        ///< which items an epoch has: each once, or drawn by weights
    std::uint64_t seed = 1;            ///< of all that is random
    float scale = preprocessing::usual_scale;
    int workers = 2;               ///< threads that prepare the next batch; with 0, `next` prepares its own
    index_t cache_bytes = 1 << 30; ///< of resized images and labels kept in memory, so that files are read only once
    bad_file on_bad_file = bad_file::fatal;           ///< where an image, its labels or a label in them is bad
    std::function<void(std::string const&)> report{}; ///< under `skip`: called once with the message about each
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
          order_(data.size(), options_.sampling, {}, options_.seed, options_.shuffled),
          cache_(data.size(), options_.cache_bytes), bad_(data.size(), options_.on_bad_file, options_.report) {
        check(data_, mean_, options_);
        for (int i = 0; i <= options_.workers; ++i) augmented_.push_back(canvas());
        for (slot& each : slots_) {
            auto const most = static_cast<std::size_t>(options_.batch);
            each.images.resize(most * image_length());
            each.labels.resize(most * regions());
            each.items.reserve(most);
            each.problems.resize(most);
        }
        next_ = own_batches();
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
        detail::sample_order::check(options.sampling, data.size(), false);
    }

    index_t batches() const override { return (order_.size() + options_.batch - 1) / options_.batch; }
    label_loader_options const& options() const { return options_; }

    void start(index_t epoch, index_t first = 0) override {
        detail::check_start(batches(), epoch, first);
        ends_ = true;
        workers_.clear();
        ends_ = false;
        order_.start(epoch);
        augmentation_key_ = random_key(options_.seed, "augmentation", std::to_string(epoch));
        next_ = options_.share.among(first);
        if (next_ < own_batches()) begin(next_);
    }

    /// The next batch, or nothing at the end of the epoch. Throws the error about the batch's first bad item, unless
    /// they are to be skipped; then the batch is shorter, and left out if nothing is left of it.
    std::optional<batch> next() override {
        while (next_ < own_batches()) {
            slot& mine = slots_[static_cast<std::size_t>(next_ % 2)];
            index_t const number = options_.share.number(next_++);
            share(mine, 0);
            workers_.clear(); // waits for them
            if (next_ < own_batches()) begin(next_);
            leave_out_bad(mine);
            if (std::size_t const count = mine.items.size(); count > 0)
                return batch{std::span(mine.images).first(count * image_length()),
                             std::span(mine.labels).first(count * regions()), mine.items, number};
        }
        return std::nullopt;
    }

  private:
    /// A batch in the making, or in the caller's hands.
    struct slot {
        index_t first = 0; ///< of its places in the order
        std::vector<float> images;
        std::vector<int> labels;
        std::vector<index_t> items;
        std::vector<std::exception_ptr> problems; ///< by place in the batch; null where the item is good
    };

    /// Those to be delivered, by whose places in the epoch they are counted in what follows.
    index_t own_batches() const { return options_.share.among(batches()); }
    std::size_t image_length() const {
        return static_cast<std::size_t>(options_.channels * options_.rows * options_.columns);
    }
    std::size_t regions() const { return static_cast<std::size_t>(options_.regions.regions()); }
    std::unique_ptr<augmented_image> canvas() const {
        return std::make_unique<augmented_image>(options_.rows, options_.columns, detail::colour_of(mean_), no_label);
    }

    /// Has the workers prepare batch number `number`.
    void begin(index_t number) {
        slot& mine = slots_[static_cast<std::size_t>(number % 2)];
        mine.first = options_.share.number(number) * options_.batch;
        auto const items = order_.items().subspan(static_cast<std::size_t>(mine.first));
        mine.items.assign(items.begin(), items.begin() + std::min(options_.batch, std::ssize(items)));
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
        auto const draws_as = static_cast<std::uint64_t>(order_.draws_as(mine.first + static_cast<index_t>(place)));
        labelled_image loaded;
        labelled_image const& now = resized(item, loaded);
        std::vector<int> labels(now.labels.pixels.begin(), now.labels.pixels.end());
        for (int& label : labels)
            if (label == data_.ignored()) label = no_label;
        bitmap const* image = &now.image;
        std::span<int const> of_pixels = labels;
        if (!options_.augment.empty()) {
            options_.augment.apply(augmented, *image, labels, {augmentation_key_, draws_as});
            image = &augmented.image();
            of_pixels = augmented.labels();
        }
        auto const targets = std::span(mine.labels).subspan(place * regions(), regions());
        detail::write_crop(*image, options_.rows, options_.columns, 0, mean_, options_.scale,
                           std::span(mine.images).subspan(place * image_length(), image_length()));
        detail::write_region_labels(of_pixels, options_.rows, options_.columns, options_.regions, no_label, targets);
        std::replace(targets.begin(), targets.end(), no_label, options_.ignored);
    }

    /// Closes the gaps that bad items leave in a batch that is made.
    void leave_out_bad(slot& mine) {
        std::size_t kept = 0;
        auto const move = [&](auto& all, std::size_t from, std::size_t length) {
            std::copy_n(&all[from * length], length, &all[kept * length]);
        };
        for (std::size_t place = 0; place < mine.items.size(); ++place) {
            if (mine.problems[place]) {
                bad_.meet(mine.problems[place], mine.items[place]);
                continue;
            }
            if (kept != place) {
                move(mine.images, place, image_length());
                move(mine.labels, place, regions());
                move(mine.items, place, 1);
            }
            ++kept;
        }
        mine.items.resize(kept);
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
    detail::sample_order order_;
    detail::item_cache<labelled_image> cache_; ///< by item
    detail::bad_items bad_;
    std::vector<std::unique_ptr<augmented_image>> augmented_; ///< of the caller, and of each worker
    std::uint64_t augmentation_key_ = 0;
    std::array<slot, 2> slots_; ///< batch b is made in slots_[b % 2]
    index_t next_ = 0;          ///< the batch that the next call of `next` returns
    std::atomic<std::size_t> taken_ = 0;
    std::atomic<bool> ends_ = false;
    std::vector<std::jthread> workers_; ///< last, so that they end before what they use
};

} // namespace chrnn::CHRNN_ABI
