/// A sum of shards: the gradients of an update, each shard's by themselves, and what the shards' batches did to running
/// figures, added up in an order that no number of processes changes.
#pragma once

#include <chrnn/network/model.hpp>
#include <chrnn/process/shared_sum.hpp>

#include <memory>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// Works on the gradients of a model, where those of one shard lie after a pass and those of all in the end. Refers to
/// the model and the group.
template <class Model>
class shard_sum {
    using scalar = typename Model::scalar;
    using backend = typename Model::backend_type;
    using numbers = view<scalar, extents<dynamic>, location_of_backend<backend>>;

  public:
    shard_sum(Model& net, index_t shards, process_group& group)
        : net_(net), group_(group), own_(shards, group.size(), group.rank()), shards_(shards), shared_(group, shards) {
        index_t running = 0;
        for (auto const& [name, declared, begin] : placed_parameters<typename Model::net>())
            if (!declared.trained)
                for (index_t row = 0; row < declared.rows; ++row) {
                    running_.push_back({begin + declared.offset + row * declared.stride, running, declared.columns});
                    running += declared.columns;
                }
        at_first_.emplace(net.backend(), running, "running figures");
    }

    index_t shards() const { return shards_; }

    /// Before the first batch of an update.
    void begin() {
        sum_ = {};
        free_.clear();
        for (std::size_t i = 0; i < kept_.size(); ++i) free_.push_back(static_cast<int>(i));
        for (stretch const& one : running_) assign(at_first(one), parameters(one));
    }
    /// The gradients that lie there, times `weight`, are those of the next shard of this process.
    void add(index_t shard, double weight) {
        for (stretch const& one : running_) {
            assign(gradients(one), parameters(one) - at_first(one));
            assign(parameters(one), at_first(one));
        }
        if (weight != 1) assign(gradients(), static_cast<scalar>(weight) * gradients());
        sum_.take({0, shard}, in_gradients, [&](int left, int right) { return added(left, right); });
        if (shard + 1 < own_.end) keep_newest();
    }
    /// The next shard of this process has no samples.
    void add_nothing(index_t shard) {
        net_.backend().fill(net_.gradient_memory(), size(), scalar(0));
        add(shard, 1);
    }
    /// From now on the sum of all shards, of all processes, lies there. It is to be multiplied by `mean` to be the mean
    /// over all samples; running figures move by that mean.
    void finish(double mean) {
        if (group_.size() == 1)
            sum_.total([&](int left, int right) { return added(left, right); });
        else
            share();
        for (stretch const& one : running_) {
            assign(parameters(one), parameters(one) + static_cast<scalar>(mean) * gradients(one));
            net_.backend().fill(gradients(one).data, one.size, scalar(0));
        }
    }

  private:
    static constexpr int in_gradients = -1;
    static constexpr index_t size() { return Model::net::parameter_offset(Model::net::count); }

    /// Numbers of parameters that are not trained.
    struct stretch {
        index_t begin, in_copy, size;
    };
    numbers parameters(stretch const& one) { return {net_.parameter_memory() + one.begin, one.size}; }
    numbers gradients(stretch const& one) { return {net_.gradient_memory() + one.begin, one.size}; }
    numbers at_first(stretch const& one) { return {at_first_->data() + one.in_copy, one.size}; }
    numbers gradients() { return {net_.gradient_memory(), size()}; }
    numbers kept(int which) { return {kept_[static_cast<std::size_t>(which)]->data(), size()}; }
    template <class Expression>
    void assign(numbers to, Expression const& from) {
        net_.backend().assign(to, from);
    }

    /// The newest sum lies with the gradients, to which an older one is added.
    int added(int left, int /*right*/) {
        assign(gradients(), kept(left) + gradients());
        free_.push_back(left);
        return in_gradients;
    }
    /// Makes room for the next shard's gradients.
    void keep_newest() {
        if (free_.empty()) {
            free_.push_back(static_cast<int>(kept_.size()));
            kept_.push_back(
                std::make_unique<arena<scalar, backend>>(net_.backend(), size(), "the gradients of shards"));
        }
        int const place = free_.back();
        free_.pop_back();
        assign(kept(place), gradients());
        sum_.parts().back().sum = place;
    }
    void share() {
        std::vector<scalar const*> mine;
        scalar* const gradients = net_.gradients().data();
        for (auto const& part : sum_.parts())
            mine.push_back(part.sum == in_gradients ? gradients
                                                    : kept_[static_cast<std::size_t>(part.sum)]->read().data());
        shared_.begin(std::move(mine), size(), gradients);
        shared_.wait();
    }

    Model& net_;
    process_group& group_;
    own_terms own_; ///< the shards of this process
    index_t shards_;
    shared_sum<scalar> shared_;
    pairwise_sum<int> sum_; ///< of places in `kept_`, or `in_gradients`
    std::vector<std::unique_ptr<arena<scalar, backend>>> kept_;
    std::vector<int> free_; ///< places in `kept_`
    std::vector<stretch> running_;
    std::optional<arena<scalar, backend>> at_first_; ///< the running figures before the update
};

} // namespace chrnn::CHRNN_ABI::detail
