/// A sum of shards: the gradients of an update, each shard's by themselves, and what the shards' batches did to running
/// figures, added up in an order that no number of processes changes.
#pragma once

#include <chrnn/base/stopwatch.hpp>
#include <chrnn/process/exchange_record.hpp>
#include <chrnn/process/shared_sum.hpp>
#include <chrnn/train/device_sum.hpp>
#include <chrnn/train/gradient_bucket.hpp>
#include <chrnn/train/summed_model.hpp>

#include <memory>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// Works on the gradients of a model, where those of one shard lie after a pass and those of all in the end. Those of
/// this process's last shard are taken bucket by bucket, if a backward pass on the host says what is ready, so that
/// they are on their way to the others while it goes on. Where the group sends between devices all goes that way, when
/// every process has come to the end. Refers to the model and the group.
template <class Backend, class Scalar>
class shard_sum {
    using numbers = view<Scalar, extents<dynamic>, location_of_backend<Backend>>;

  public:
    shard_sum(summed_model<Backend, Scalar> net, index_t shards, process_group& group)
        : net_(std::move(net)), group_(group), own_(shards, group.size(), group.rank()), shards_(shards),
          between_devices_(device_sum<Backend, Scalar>::of(net_.on, group, shards)) {
        find_running_figures();
        buckets_ = gradient_buckets(net_.offsets, Backend::on_host ? least_bytes / index_t{sizeof(Scalar)} : size());
        for (std::size_t b = 0; b < buckets_.size(); ++b)
            shared_.push_back(std::make_unique<shared_sum<Scalar>>(group, shards, 1 + 2 * static_cast<int>(b)));
        sums_.resize(buckets_.size());
    }

    index_t shards() const { return shards_; }
    exchange_record record() const {
        std::uint64_t bytes = bytes_ + (between_devices_ ? between_devices_->bytes_sent() : 0);
        for (auto const& one : shared_) bytes += one->bytes_sent();
        return {bytes, seconds_};
    }

    /// Before the first batch of an update.
    void begin() {
        sum_ = {};
        free_.clear();
        for (std::size_t i = 0; i < kept_.size(); ++i) free_.push_back(static_cast<int>(i));
        for (stretch const& one : running_) copy(at_first(one), parameters(one));
        next_ = 0;
        expected_ = false;
    }
    /// The gradients that lie there, times `weight`, are those of the next shard of this process, whose samples are
    /// those of so many `batches` like its last.
    void add(index_t shard, double weight, double batches) {
        if (shard + 1 == own_.end) {
            if (!expected_) expect_last(shard, weight, batches);
            while (next_ < buckets_.size()) take_bucket();
        } else {
            take({0, size()}, weight, batches, added_to(shard));
            keep_newest();
        }
    }
    /// The next shard of this process has no samples.
    void add_nothing(index_t shard) {
        net_.on.fill(net_.gradients(), size(), Scalar(0));
        add(shard, 1, 1);
    }
    /// The next backward pass is the last one of this process.
    void expect_last(index_t shard, double weight, double batches) {
        if (shard + 1 != own_.end) return;
        weight_ = weight, batches_ = batches;
        last_added_to_ = added_to(shard);
        if (group_.size() == 1 || group_.adds_in_any_order())
            sum_.total([&](int left, int) {
                last_added_to_.push_back(left);
                return in_gradients;
            });
        expected_ = true;
    }
    bool expects_last() const { return expected_; }
    /// In that pass: the gradients of a layer, and of all behind it, are ready.
    void ready(index_t layer) {
        while (next_ < buckets_.size() && buckets_[next_].layer >= layer) take_bucket();
        stopwatch const watch(seconds_);
        for (std::size_t b = 0; b < next_; ++b) done(b); // messages move when somebody looks after them
    }

    /// From now on the sum of all shards, of all processes, lies there. It is to be multiplied by `mean` to be the mean
    /// over all samples; running figures move by that mean.
    void finish(double mean) {
        expected_ = false;
        wait();
        for (stretch const& one : running_) {
            combine(parameters(one), 1, parameters(one), mean, gradients(one));
            net_.on.fill(gradients(one).data, one.size, Scalar(0));
        }
    }

  private:
    static constexpr index_t least_bytes = 4 << 20; ///< in a bucket
    static constexpr int in_gradients = -1;
    index_t size() const { return net_.size(); }

    struct range {
        index_t begin, end;
    };
    /// Numbers of parameters that are not trained.
    struct stretch {
        index_t begin, in_copy, size;
    };
    void find_running_figures() {
        index_t all = 0;
        for (auto const& [name, declared, begin] : net_.placed)
            for (index_t row = 0; !declared.trained && row < declared.rows; ++row) {
                running_.push_back({begin + declared.offset + row * declared.stride, all, declared.columns});
                all += declared.columns;
            }
        at_first_.emplace(net_.on, all, "the running figures before an update");
    }

    numbers parameters(stretch const& one) { return {net_.parameters() + one.begin, one.size}; }
    numbers gradients(stretch const& one) { return {net_.gradients() + one.begin, one.size}; }
    numbers at_first(stretch const& one) { return {at_first_->data() + one.in_copy, one.size}; }
    numbers gradients(range part) { return {net_.gradients() + part.begin, part.end - part.begin}; }
    numbers kept(int which, range part) {
        return {kept_[static_cast<std::size_t>(which)]->data() + part.begin, part.end - part.begin};
    }
    /// to = share x + other y: what there is to compute, in one kernel. (Times 1 a number is what it was.)
    void combine(numbers to, double share, numbers x, double other, numbers y) {
        net_.on.assign(to, static_cast<Scalar>(share) * x + static_cast<Scalar>(other) * y);
    }
    void copy(numbers to, numbers from) { combine(to, 1, from, 0, from); }

    /// To which sums that are kept the gradients of a shard are to be added, one after another.
    std::vector<int> added_to(index_t shard) {
        std::vector<int> all;
        sum_.take({0, shard}, in_gradients, [&](int left, int) {
            all.push_back(left);
            free_.push_back(left);
            return in_gradients;
        });
        return all;
    }
    /// Makes a part of the gradients those of a shard, and adds them to what is kept.
    void take(range part, double weight, double batches, std::vector<int> const& sums) {
        for (stretch const& one : running_) {
            if (one.begin < part.begin || one.begin >= part.end) continue;
            combine(gradients(one), batches, parameters(one), -batches, at_first(one));
            copy(parameters(one), at_first(one));
        }
        if (weight != 1) combine(gradients(part), weight, gradients(part), 0, gradients(part));
        for (int const left : sums) combine(gradients(part), 1, kept(left, part), 1, gradients(part));
    }
    /// Makes room for the next shard's gradients.
    void keep_newest() {
        if (free_.empty()) {
            free_.push_back(static_cast<int>(kept_.size()));
            kept_.push_back(std::make_unique<arena<Scalar, Backend>>(net_.on, size(), "the gradients of shards"));
        }
        int const place = free_.back();
        free_.pop_back();
        copy(kept(place, {0, size()}), gradients(range{0, size()}));
        sum_.parts().back().sum = place;
    }

    /// The next bucket of the last shard's gradients.
    void take_bucket() {
        std::size_t const b = next_++;
        gradient_bucket const& one = buckets_[b];
        take({one.begin, one.end}, weight_, batches_, last_added_to_);
        if (group_.size() == 1 || between_devices_) return;
        Scalar* const to = net_.gradients_on_host() + one.begin;
        if (group_.adds_in_any_order()) {
            sums_[b] = group_.begin_sum(std::span(to, static_cast<std::size_t>(one.end - one.begin)));
            bytes_ += static_cast<std::uint64_t>(one.end - one.begin) * sizeof(Scalar);
            return;
        }
        std::vector<Scalar const*> parts;
        for (auto const& part : sum_.parts())
            parts.push_back(
                part.sum == in_gradients ? to : kept_[static_cast<std::size_t>(part.sum)]->read().data() + one.begin);
        shared_[b]->begin(std::move(parts), one.end - one.begin, to);
    }
    /// Those of this process.
    std::vector<Scalar*> partial_sums_on_device() {
        std::vector<Scalar*> all;
        for (auto const& part : sum_.parts())
            all.push_back(part.sum == in_gradients ? net_.gradients()
                                                   : kept_[static_cast<std::size_t>(part.sum)]->data());
        return all;
    }
    void done(std::size_t b) {
        if (!sums_[b])
            shared_[b]->done();
        else if (sums_[b]->done())
            sums_[b].reset();
    }
    void wait() {
        stopwatch const watch(seconds_);
        if (between_devices_) between_devices_->add_up(partial_sums_on_device(), size(), net_.gradients());
        for (std::size_t b = 0; b < buckets_.size(); ++b) wait(b);
    }
    void wait(std::size_t b) {
        shared_[b]->wait();
        if (sums_[b]) sums_[b]->wait();
        sums_[b].reset();
    }

    summed_model<Backend, Scalar> net_;
    process_group& group_;
    own_terms own_; ///< the shards of this process
    index_t shards_;
    std::unique_ptr<device_sum<Backend, Scalar>> between_devices_;
    std::vector<stretch> running_;
    std::optional<arena<Scalar, Backend>> at_first_; ///< the running figures before the update

    pairwise_sum<int> sum_; ///< of places in `kept_`, or `in_gradients`
    std::vector<std::unique_ptr<arena<Scalar, Backend>>> kept_;
    std::vector<int> free_; ///< places in `kept_`

    // Of this process's last shard:
    bool expected_ = false;
    double weight_ = 1, batches_ = 1;
    std::vector<int> last_added_to_;
    std::vector<gradient_bucket> buckets_; ///< in the order in which they become ready
    std::size_t next_ = 0;                 ///< bucket to be taken
    std::vector<std::unique_ptr<shared_sum<Scalar>>> shared_;
    std::vector<std::unique_ptr<exchange>> sums_; ///< in any order
    std::uint64_t bytes_ = 0;                     ///< of those
    double seconds_ = 0;
};

} // namespace chrnn::CHRNN_ABI::detail
