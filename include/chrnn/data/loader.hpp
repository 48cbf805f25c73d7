/// The loader: a data set as a sequence of batches, prepared ahead by worker threads. What it delivers is a function of
/// the data set, the options and the epoch alone, whatever the number of threads.
#pragma once

#include <chrnn/base/random.hpp>
#include <chrnn/data/item_cache.hpp>
#include <chrnn/data/loader_options.hpp>
#include <chrnn/data/sample_order.hpp>

#include <array>
#include <condition_variable>
#include <mutex>
#include <numeric>

namespace chrnn::CHRNN_ABI {

/// Delivers the batches of one epoch after another:
///
///     loader batches(data, mean, {.batch = 64, .crops = crop_policy::random_of_ten, .shuffled = true});
///     for (index_t epoch = 0; epoch < 30; ++epoch)
///         for (batches.start(epoch); auto batch = batches.next();) ...
///
/// One thread at a time may use it. It refers to the data set, which must outlive it.
class loader : public batch_source<int> {
  public:
    /// `inputs` are [items, views, channels, rows, columns], `targets` the labels [items].
    using batch = sample_batch<int>;

    /// Throws when the data set is empty, a label is not one of its classes, or the sizes do not fit together.
    loader(dataset const& data, mean_image mean, loader_options options)
        : data_(data), mean_(std::move(mean)), options_(std::move(options)), order_(order(data, options_)),
          cache_(data.size(), options_.cache_bytes), reported_(data.size()) {
        check(data_, mean_, options_);
        if (augments()) mean_ = detail::centre_of(mean_, options_.rows, options_.columns);
        augmented_.emplace(options_.rows, options_.columns, detail::colour_of(mean_));
        take_batch_ = next_ = released_ = own_batches();
        for (slot& each : slots_) {
            each.images.resize(options_.batch * image_length() * crops());
            each.labels.resize(options_.batch);
            each.items.resize(options_.batch);
            each.problems.resize(options_.batch);
        }
        for (int i = 0; i < options_.workers; ++i) workers_.emplace_back([this](std::stop_token stop) { work(stop); });
    }
    loader(dataset const&& data, mean_image mean, loader_options options) = delete;

    /// Waits for the images that are being read and decoded at that moment, at most one a worker, and for no other.
    ~loader() override {
        for (std::jthread& worker : workers_) worker.request_stop();
    }

    /// Throws what the constructor would throw for these, but takes no memory and reads no image.
    static void check(dataset const& data, mean_image const& mean, loader_options const& options) {
        if (data.size() == 0) fail("the data set is empty");
        if (options.batch < 1) fail("a batch cannot have ", options.batch, " items");
        if (options.workers < 0) fail("a loader cannot have ", options.workers, " workers");
        if (options.channels != 1 && options.channels != 3)
            fail("an image has 1 or 3 channels, not ", options.channels);
        detail::check_crop_size(options.rows, options.columns, data.rows(), data.columns());
        detail::check_mean(mean, options.channels, data.rows(), data.columns());
        options.augment.check();
        if (!options.augment.empty() && options.crops != crop_policy::centre)
            fail("an image is either augmented or cut into some of its ten views, not both");
        options.sampling.check(data.size());
        for (index_t i = 0; i < data.size(); ++i) detail::label_checked(data, i);
    }

    index_t batches() const override { return (order_.size() + options_.batch - 1) / options_.batch; }

    /// Images of one item in a batch: 1 or 10.
    index_t crops() const { return detail::count_of(options_.crops); }

    loader_options const& options() const { return options_; }
    dataset const& data() const { return data_; }

    void start(index_t epoch, index_t first = 0) override {
        detail::check_start(batches(), epoch, first);
        std::unique_lock lock(mutex_);
        take_batch_ = own_batches();
        changed_.wait(lock, [&] { return in_hand_ == 0; });
        order_.start(epoch);
        view_choice_ = detail::view_stream(options_.seed, epoch);
        augmentation_key_ = random_key(options_.seed, "augmentation", std::to_string(epoch));
        for (slot& each : slots_) each.number = -1;
        take_batch_ = next_ = released_ = options_.share.among(first);
        take_place_ = 0;
        lock.unlock();
        changed_.notify_all();
    }

    /// The next batch, or nothing at the end of the epoch. Throws the error about the batch's first bad file, unless
    /// they are to be skipped; then the batch is shorter, and left out if nothing is left of it.
    std::optional<batch> next() override {
        std::unique_lock lock(mutex_);
        while (next_ < own_batches()) {
            released_ = next_;
            changed_.notify_all();
            slot& mine = slots_[next_ % slots_.size()];
            while (mine.number != next_ || mine.missing > 0)
                if (!prepare_one(lock, next_ + 1, *augmented_)) changed_.wait(lock);
            ++next_;
            lock.unlock();
            if (index_t const count = leave_out_bad(mine); count > 0)
                return batch{std::span(mine.images).first(count * crops() * image_length()),
                             std::span(mine.labels).first(count), std::span(mine.items).first(count),
                             options_.share.number(mine.number)};
            lock.lock();
        }
        released_ = next_;
        return std::nullopt;
    }

  private:
    /// A batch in the making, or in the caller's hands.
    struct slot {
        index_t number = -1; ///< of those that are delivered
        index_t count = 0;
        index_t missing = 0; ///< items not yet written
        std::vector<float> images;
        std::vector<int> labels;
        std::vector<index_t> items;
        std::vector<std::exception_ptr> problems; ///< by place in the batch; null where the item is good
        std::exception_ptr failure;               ///< what no policy can skip, such as a lack of memory
    };

    static detail::sample_order order(dataset const& data, loader_options const& how) {
        std::vector<int> labels;
        if (detail::sample_order::needs_labels(how.sampling))
            for (index_t i = 0; i < data.size(); ++i) labels.push_back(data.label(i));
        return {data.size(), how.sampling, labels, how.seed, how.shuffled};
    }
    /// Those to be delivered, by whose places in the epoch they are counted in what follows.
    index_t own_batches() const { return options_.share.among(batches()); }
    index_t image_length() const { return options_.channels * options_.rows * options_.columns; }

    bool augments() const { return !options_.augment.empty(); }

    void work(std::stop_token stop) {
        augmented_image augmented(options_.rows, options_.columns, detail::colour_of(mean_));
        std::unique_lock lock(mutex_);
        while (!stop.stop_requested())
            if (!prepare_one(lock, own_batches(), augmented))
                changed_.wait(lock, stop, [&] { return can_take(own_batches()); });
    }

    /// Whether the next item in turn is in a batch that is below `end` and has a slot.
    bool can_take(index_t end) const {
        return take_batch_ < std::min({end, own_batches(), released_ + std::ssize(slots_)});
    }

    /// Takes the next item in turn, if it can, and writes it, unlocked meanwhile.
    bool prepare_one(std::unique_lock<std::mutex>& lock, index_t end, augmented_image& augmented) {
        if (!can_take(end)) return false;
        slot& mine = slots_[take_batch_ % slots_.size()];
        index_t const place = take_place_++, begin = options_.share.number(take_batch_) * options_.batch;
        if (place == 0) {
            mine.number = take_batch_;
            mine.count = mine.missing = std::min(options_.batch, order_.size() - begin);
            mine.failure = nullptr;
        }
        if (take_place_ == mine.count) {
            ++take_batch_;
            take_place_ = 0;
        }
        ++in_hand_;
        lock.unlock();
        std::exception_ptr failure; // to hold one takes no memory, which may be what is lacking
        try {
            mine.problems[place] = nullptr;
            write(mine, place, order_[begin + place], order_.draws_as(begin + place), augmented);
        } catch (error const&) {
            mine.problems[place] = std::current_exception();
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        if (failure) mine.failure = failure;
        --in_hand_;
        if (--mine.missing == 0 || in_hand_ == 0) changed_.notify_all();
        return true;
    }

    void write(slot& mine, index_t place, index_t item, index_t draws_as, augmented_image& augmented) {
        mine.items[place] = item;
        mine.labels[place] = data_.label(item);
        bitmap loaded;
        bitmap const* image = cache_.find(item);
        if (!image) {
            loaded = detail::load_checked(data_, item, options_.channels);
            image = cache_.keep(item, loaded, std::ssize(loaded.pixels));
        }
        if (augments()) {
            options_.augment.apply(augmented, *image, {}, {augmentation_key_, static_cast<std::uint64_t>(draws_as)});
            image = &augmented.image();
        }
        index_t const first =
            options_.crops == crop_policy::random_of_ten ? detail::drawn_view(view_choice_, draws_as) : 0;
        for (index_t v = 0; v < crops(); ++v)
            detail::write_crop(*image, options_.rows, options_.columns, static_cast<int>(first + v), mean_,
                               options_.scale,
                               std::span(mine.images).subspan((place * crops() + v) * image_length(), image_length()));
    }

    /// Closes the gaps that bad items leave in a full slot; the number of items that remain.
    index_t leave_out_bad(slot& mine) {
        if (mine.failure) std::rethrow_exception(mine.failure);
        index_t const length = crops() * image_length();
        index_t kept = 0;
        for (index_t place = 0; place < mine.count; ++place) {
            if (mine.problems[place]) {
                report(mine.problems[place], mine.items[place]);
                continue;
            }
            if (kept != place) {
                std::copy_n(mine.images.begin() + place * length, length, mine.images.begin() + kept * length);
                mine.labels[kept] = mine.labels[place];
                mine.items[kept] = mine.items[place];
            }
            ++kept;
        }
        return kept;
    }

    /// Throws the problem of an item, or says it, unless it was said in an earlier epoch.
    void report(std::exception_ptr const& problem, index_t item) {
        try {
            std::rethrow_exception(problem);
        } catch (error const& found) {
            if (options_.on_bad_file == bad_file::fatal) throw;
            if (options_.report && !reported_[item]) options_.report(found.what());
            reported_[item] = true;
        }
    }

    dataset const& data_;
    mean_image mean_; ///< of what is cut into views
    loader_options const options_;
    detail::sample_order order_;
    detail::item_cache<bitmap> cache_; ///< by item
    std::vector<bool> reported_;
    random_stream view_choice_;
    std::uint64_t augmentation_key_ = 0;       ///< of the epoch; its streams are numbered as the order says
    std::optional<augmented_image> augmented_; ///< by the thread that calls `next`

    std::mutex mutex_; ///< guards what follows
    std::condition_variable_any changed_;
    std::array<slot, 2> slots_;         ///< batch b is made in slots_[b % 2]
    index_t take_batch_ = 0;            ///< the next item to prepare is in this batch,
    index_t take_place_ = 0;            ///< at this place
    index_t released_ = 0;              ///< batches below this one are no longer in the caller's hands
    index_t next_ = 0;                  ///< the batch that the next call of `next` returns
    index_t in_hand_ = 0;               ///< items being prepared
    std::vector<std::jthread> workers_; ///< last, so that they end before what they use
};

} // namespace chrnn::CHRNN_ABI
