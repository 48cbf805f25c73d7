/// Steps in shards: updates by the gradients of several shards of a batch, which processes divide among themselves.
#pragma once

#include <chrnn/base/stopwatch.hpp>
#include <chrnn/data/batch_share.hpp>
#include <chrnn/data/batch_source.hpp>
#include <chrnn/fit/training_state.hpp>
#include <chrnn/fit/training_steps.hpp>
#include <chrnn/process/gather.hpp>
#include <chrnn/process/pairwise_sum.hpp>

#include <cmath>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

template <class Target>
[[noreturn]] void refuse_loss(training_steps<Target>& net, index_t epoch) {
    fail<divergence>("in step ", net.steps() + 1, " (epoch ", epoch + 1,
                     ") the loss is not finite; the first layer whose output is not is ", net.first_not_finite_layer());
}

/// The batches that a process of the group computes, where an update has so many shards of so many batches each.
inline batch_share share_of(process_group const& group, index_t shards, index_t batches_each) {
    if (group.size() > shards)
        fail(group.size(), " processes cannot share updates of ", shards, shards == 1 ? " shard" : " shards",
             ": give shards of at least ", group.size());
    own_terms const own(shards, group.size(), group.rank());
    return {shards * batches_each, own.begin * batches_each, own.end * batches_each};
}

/// Computes the batches that its source delivers, all of which are this process's, update by update. Refers to all that
/// it is given.
template <class Target>
class shard_steps {
  public:
    shard_steps(training_steps<Target>& net, batch_source<Target>& source, index_t shards, index_t batches_each)
        : net_(net), source_(source), shards_(shards), batches_each_(batches_each) {}

    exchange_record exchanged() const {
        exchange_record all = net_.exchanged();
        all.seconds += seconds_;
        return all;
    }

    /// Goes to a batch of an epoch.
    void start(index_t epoch, index_t first) {
        epoch_ = epoch;
        source_.start(epoch, first);
        fetch();
    }
    void withdraw() {
        net_.withdraw();
        batch_.reset();
    }

    /// The update whose first batch has number `first` in its epoch and `first_step` in the training, and what all its
    /// samples came to; without any there is none. Throws, with nothing changed, when a loss or the gradients are not
    /// finite.
    sample_figures update(index_t first, std::uint64_t first_step, double rate) {
        own_terms const own(shards_, net_.group().size(), net_.group().rank());
        std::vector<sample_figures> figures(static_cast<std::size_t>(shards_));
        net_.begin_shards(shards_);
        for (index_t shard = own.begin; shard < own.end; ++shard)
            figures[static_cast<std::size_t>(shard)] = compute(shard, first, first_step, rate);
        sample_figures const all = total(figures);
        double const mean =
            all.samples == 0 ? 0 : static_cast<double>(net_.capacity()) / static_cast<double>(all.samples);
        net_.add_up_shards(mean);   // of no samples, too: messages are under way
        net_.set_steps(first_step); // all name the same one where gradients are not finite
        if (all.samples > 0) net_.update(rate, mean);
        return all;
    }

  private:
    sample_figures compute(index_t shard, index_t first, std::uint64_t first_step, double rate) {
        update_parts parts(batches_each_ + 1); // the shard ends, not they
        sample_figures all;
        index_t const end = first + (shard + 1) * batches_each_;
        while (batch_ && batch_->number < end) {
            index_t const samples = std::ssize(batch_->items);
            update_part const part = parts.add(samples, false);
            net_.set_steps(first_step + static_cast<std::uint64_t>(batch_->number - first));
            if (batch_->number + 1 == std::min(end, source_.batches()))
                net_.expect_last_shard(shard, parts.newest() / static_cast<double>(net_.capacity()), parts.batches());
            net_.begin_step(batch_->targets, rate, part);
            targets_.assign(batch_->targets.begin(), batch_->targets.end()); // the source takes its own back
            std::exception_ptr problem; // with the next batch; this step comes to its end all the same
            try {
                fetch();
            } catch (...) {
                problem = std::current_exception();
            }
            auto const [loss, labels, correct] = net_.end_step(targets_);
            if (!std::isfinite(loss)) refuse_loss(net_, epoch_);
            if (problem) std::rethrow_exception(problem);
            add_figures(all, {samples, labels, correct, loss * static_cast<double>(samples)});
        }
        if (parts.none())
            net_.add_no_shard(shard);
        else
            net_.add_shard(shard, parts.newest() / static_cast<double>(net_.capacity()), parts.batches());
        return all;
    }
    void fetch() {
        batch_.reset();
        batch_ = source_.next();
        if (batch_) net_.prefetch(batch_->inputs);
    }
    /// Of all shards, in their order, whoever computed them.
    sample_figures total(std::vector<sample_figures> const& mine) {
        process_group& group = net_.group();
        auto const everybodys = gathered(mine);
        sample_figures all;
        for (index_t rank = 0; rank < group.size(); ++rank) {
            own_terms const own(shards_, group.size(), rank);
            for (index_t shard = own.begin; shard < own.end; ++shard)
                add_figures(all, everybodys[static_cast<std::size_t>(rank * shards_ + shard)]);
        }
        return all;
    }

    std::vector<sample_figures> gathered(std::vector<sample_figures> const& mine) {
        stopwatch const watch(seconds_);
        return gather(net_.group(), std::span<sample_figures const>(mine));
    }

    training_steps<Target>& net_;
    batch_source<Target>& source_;
    double seconds_ = 0;
    index_t shards_, batches_each_, epoch_ = 0;
    std::optional<sample_batch<Target>> batch_; ///< the next one, whose inputs are fetched
    std::vector<Target> targets_;               ///< of the step that is being computed
};

} // namespace chrnn::CHRNN_ABI::detail
