/// The mixed source: batches whose images are mixed with each other, and their labels as distributions over the
/// classes.
#pragma once

#include <chrnn/data/batch_source.hpp>
#include <chrnn/data/mixing.hpp>

#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// Each image of a batch is mixed with the one behind it, the last with the first: where the order is shuffled, with
/// any other. Refers to the source of what is mixed.
class mixed_source : public batch_source<float> {
  public:
    /// Of images of `rows` x `columns` in any number of channels, with labels of so many classes. Throws when `how`
    /// makes no sense.
    mixed_source(batch_source<int>& plain, index_t classes, index_t rows, index_t columns, mixing how)
        : plain_(plain), classes_(classes), rows_(rows), columns_(columns), how_(how) {
        how.check();
    }

    index_t batches() const override { return plain_.batches(); }
    void start(index_t epoch, index_t first = 0) override {
        plain_.start(epoch, first);
        epoch_ = epoch;
    }
    std::optional<sample_batch<float>> next() override {
        auto const batch = plain_.next();
        if (!batch) return std::nullopt;
        mixture const now = how_.of(epoch_, batch->number, rows_, columns_);
        auto const share = static_cast<float>(now.share);
        mix_labels(batch->targets, share);
        if (share == 1) return sample_batch<float>{batch->inputs, targets_, batch->items, batch->number};
        std::size_t const length = batch->inputs.size() / batch->items.size();
        now.cuts() ? cut(batch->inputs, length, now.cut) : blend(batch->inputs, length, share);
        return sample_batch<float>{inputs_, targets_, batch->items, batch->number};
    }

  private:
    void mix_labels(std::span<int const> labels, float share) {
        auto const classes = static_cast<std::size_t>(classes_);
        targets_.assign(labels.size() * classes, 0);
        for (std::size_t i = 0; i < labels.size(); ++i) {
            float* const to = &targets_[i * classes];
            to[labels[i]] += share;
            to[labels[(i + 1) % labels.size()]] += 1 - share;
        }
    }
    void blend(std::span<float const> from, std::size_t length, float share) {
        std::size_t const last = from.size() - length;
        inputs_.resize(from.size());
        for (std::size_t i = 0; i < last; ++i) inputs_[i] = share * from[i] + (1 - share) * from[i + length];
        for (std::size_t i = 0; i < length; ++i) inputs_[last + i] = share * from[last + i] + (1 - share) * from[i];
    }
    void cut(std::span<float const> from, std::size_t length, pixel_box const& part) {
        inputs_.assign(from.begin(), from.end());
        auto const plane = static_cast<std::size_t>(rows_ * columns_);
        for (std::size_t first = 0; first < from.size(); first += plane) // of a channel
            for (index_t r = part.top; r < part.top + part.rows; ++r) {
                std::size_t const here = first + static_cast<std::size_t>(r * columns_ + part.left);
                std::copy_n(&from[(here + length) % from.size()], part.columns, &inputs_[here]);
            }
    }

    batch_source<int>& plain_;
    index_t classes_, rows_, columns_, epoch_ = 0;
    mixing how_;
    std::vector<float> inputs_, targets_; ///< of the batch in the caller's hands
};

} // namespace chrnn::CHRNN_ABI::detail
