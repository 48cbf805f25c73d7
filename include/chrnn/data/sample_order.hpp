/// The order of samples: which of them an epoch consists of, one after another.
#pragma once

#include <chrnn/data/batch_source.hpp>
#include <chrnn/data/sampling.hpp>

#include <algorithm>
#include <map>
#include <string>

namespace chrnn::CHRNN_ABI::detail {

/// What an epoch consists of follows from what it is made of and the epoch's number.
class sample_order {
  public:
    /// Of `count` samples. `labels` are their classes if `how` balances these, those below 0 being of none. Without
    /// sampling the order is that of the data, or another in each epoch if it is `shuffled`. Throws when `how` makes no
    /// sense.
    sample_order(index_t count, sampling how, std::span<int const> labels, std::uint64_t seed, bool shuffled)
        : how_(std::move(how)), seed_(seed), shuffled_(shuffled) {
        check(how_, count, std::ssize(labels) == count);
        if (how_.how == sampling::way::balanced) {
            for (index_t i = 0; i < count; ++i)
                if (int const label = labels[static_cast<std::size_t>(i)]; label >= 0) classes_[label].push_back(i);
            if (classes_.empty()) fail("there is no sample of a class that could be balanced");
        }
        double sum = 0;
        if (how_.how == sampling::way::weighted)
            for (double one : how_.weights) below_.push_back(sum += one);
        all_.resize(static_cast<std::size_t>(how_.items == 0 ? count : how_.items));
    }

    /// Throws when `how` makes no sense for `count` samples, which have one class each or not.
    static void check(sampling const& how, index_t count, bool have_classes) {
        how.check(count);
        if (needs_labels(how) && !have_classes) fail("only samples that have one class each can be balanced");
    }
    /// Whether labels are asked for.
    static bool needs_labels(sampling const& how) { return how.how == sampling::way::balanced; }

    index_t size() const { return std::ssize(all_); }
    std::span<index_t const> items() const { return all_; }
    index_t operator[](index_t place) const { return all_[static_cast<std::size_t>(place)]; }
    /// The number by which what else is random about an item is drawn: its own, or where it may come twice, its
    /// place's.
    index_t draws_as(index_t place) const { return how_.how == sampling::way::each_once ? (*this)[place] : place; }

    /// Goes to an epoch.
    void start(index_t epoch) {
        switch (how_.how) {
        case sampling::way::each_once:
            return order_samples(all_, epoch, seed_, shuffled_);
        case sampling::way::balanced:
            return balance(epoch);
        case sampling::way::weighted:
            return draw(epoch);
        case sampling::way::weighted_without_replacement:
            return draw_without_replacement(epoch);
        }
    }

  private:
    random_stream stream(std::string_view purpose, index_t epoch) const {
        return {random_key(seed_, purpose), static_cast<std::uint64_t>(epoch)};
    }
    /// Uniform between 0 and 1, neither of which it is.
    static double uniform(random_stream const& random, std::size_t place) {
        random_words const words = random.words(place);
        std::uint64_t const bits = (std::uint64_t{words[0]} << 32 | words[1]) >> 12;
        return (static_cast<double>(bits) + 0.5) * 0x1p-52;
    }

    void balance(index_t epoch) {
        std::vector<int> labels;
        for (auto const& [label, members] : classes_) labels.push_back(label);
        shuffle(std::span(labels), stream("balanced classes", epoch)); // the first ones get what does not come out even
        std::uint64_t const key = random_key(seed_, "balanced items", std::to_string(epoch));
        std::vector<index_t> members;
        auto to = all_.begin();
        for (std::size_t left = labels.size(); left > 0; --left) {
            int const label = labels[left - 1];
            members = classes_.at(label);
            shuffle(std::span(members), {key, static_cast<std::uint64_t>(label)});
            std::size_t const own = static_cast<std::size_t>(all_.end() - to) / left;
            for (std::size_t i = 0; i < own; ++i) *to++ = members[i % members.size()];
        }
        shuffle(std::span(all_), stream("order", epoch));
    }
    void draw(index_t epoch) {
        random_stream const random = stream("weighted items", epoch);
        // Where rounding leads to the end, it is the last item that can be drawn.
        auto const last = std::lower_bound(below_.begin(), below_.end(), below_.back());
        for (std::size_t i = 0; i < all_.size(); ++i) {
            auto const found = std::upper_bound(below_.begin(), last, uniform(random, i) * below_.back());
            all_[i] = found - below_.begin();
        }
    }
    void draw_without_replacement(index_t epoch) {
        random_stream const random = stream("weighted items", epoch);
        std::vector<std::pair<double, index_t>> times; // when it would come, if it came at a rate of its weight
        for (std::size_t i = 0; i < how_.weights.size(); ++i)
            if (how_.weights[i] > 0)
                times.emplace_back(-std::log(uniform(random, i)) / how_.weights[i], static_cast<index_t>(i));
        std::partial_sort(times.begin(), times.begin() + size(), times.end());
        for (std::size_t i = 0; i < all_.size(); ++i) all_[i] = times[i].second;
    }

    sampling how_;
    std::uint64_t seed_;
    bool shuffled_;
    std::map<int, std::vector<index_t>> classes_; ///< their members
    std::vector<double> below_;                   ///< the weights of an item and all before it, added up
    std::vector<index_t> all_;
};

} // namespace chrnn::CHRNN_ABI::detail
