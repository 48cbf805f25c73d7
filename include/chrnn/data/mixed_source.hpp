/// The mixed source: batches whose samples are mixed with each other, and their labels as distributions over the
/// classes (Zhang et al., "mixup: Beyond empirical risk minimization", 2018).
#pragma once

#include <chrnn/data/batch_source.hpp>
#include <chrnn/data/symmetric_beta.hpp>

#include <string>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// How batches are mixed.
struct mixing {
    double alpha = 0; ///< a sample keeps a share from Beta(alpha, alpha), the batch's; 0: all of it
    std::uint64_t seed = 1;

    void check() const {
        if (!(alpha >= 0 && std::isfinite(alpha))) fail("mixup takes an alpha of at least 0, not ", alpha);
    }
    double share(index_t epoch, index_t batch) const {
        if (alpha == 0) return 1;
        dice random{{random_key(seed, "mixup", std::to_string(epoch)), static_cast<std::uint64_t>(batch)}};
        return symmetric_beta(alpha, random);
    }
};

/// Each sample of a batch is mixed with the one behind it, the last with the first: where the order is shuffled, with
/// any other. Refers to the source of what is mixed.
class mixed_source : public batch_source<float> {
  public:
    /// Of labels of so many classes. Throws when `how` makes no sense.
    mixed_source(batch_source<int>& plain, index_t classes, mixing how) : plain_(plain), classes_(classes), how_(how) {
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
        auto const share = static_cast<float>(how_.share(epoch_, batch->number));
        mix_labels(batch->targets, share);
        if (share == 1) return sample_batch<float>{batch->inputs, targets_, batch->items, batch->number};
        mix_inputs(batch->inputs, batch->items.size(), share);
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
    void mix_inputs(std::span<float const> from, std::size_t samples, float share) {
        std::size_t const length = from.size() / samples, last = from.size() - length;
        inputs_.resize(from.size());
        for (std::size_t i = 0; i < last; ++i) inputs_[i] = share * from[i] + (1 - share) * from[i + length];
        for (std::size_t i = 0; i < length; ++i) inputs_[last + i] = share * from[last + i] + (1 - share) * from[i];
    }

    batch_source<int>& plain_;
    index_t classes_, epoch_ = 0;
    mixing how_;
    std::vector<float> inputs_, targets_; ///< of the batch in the caller's hands
};

} // namespace chrnn::CHRNN_ABI::detail
