/// The notable items of a test: those that a network got most wrong, and those that it was least certain of.
#pragma once

#include <chrnn/data/dataset.hpp>
#include <chrnn/network/class_probability.hpp>

#include <cmath>
#include <limits>
#include <map>

namespace chrnn::CHRNN_ABI {

/// An image with what a network says of it.
struct judged_image {
    bitmap image;
    std::string name{}, truth{};              ///< the truth is a class
    std::vector<class_probability> guesses{}; ///< the most probable first; not necessarily all
    double loss = 0;                          ///< -log of the probability of the truth

    bool right() const { return !guesses.empty() && guesses.front().name == truth; }
};

/// Keeps the numbers and guesses of `most` items of either kind, whatever the order in which they come.
///
///     notable_items notable(test.classes());
///     evaluate(net, test, {.each = [&](index_t item, auto p) { notable.add(item, test.label(item), p); }});
class notable_items {
  public:
    explicit notable_items(std::vector<std::string> classes, std::size_t most = 12)
        : classes_(std::move(classes)), most_(most) {}

    /// Throws unless there is a probability for every class and the label is one of them.
    void add(index_t item, int label, std::span<double const> probabilities) {
        if (probabilities.size() != classes_.size() || label < 0 || label >= std::ssize(classes_))
            fail(probabilities.size(), " probabilities and the label ", label, " do not fit ", classes_.size(),
                 " classes");
        double const of_truth = std::max<double>(probabilities[static_cast<std::size_t>(label)], least);
        auto const guess = std::max_element(probabilities.begin(), probabilities.end());
        if (guess - probabilities.begin() != label) keep(worst_, of_truth, {item, label, of_truth, {}}, probabilities);
        keep(least_certain_, *guess, {item, label, of_truth, {}}, probabilities);
    }

    /// Of those that it took for another class, the ones with the highest loss, the highest first.
    std::vector<judged_image> worst(dataset const& data) const { return shown(worst_, data); }
    /// Those whose most probable class is least probable, the least first.
    std::vector<judged_image> least_certain(dataset const& data) const { return shown(least_certain_, data); }

  private:
    static constexpr double least = std::numeric_limits<float>::min(); ///< as `metrics` has it
    static constexpr std::size_t guesses_kept = 3;

    struct item_notes {
        index_t item;
        int label;
        double of_truth;
        std::vector<class_probability> guesses;
    };
    /// By a number of which the smallest come first, then by the item.
    using by_order = std::map<std::pair<double, index_t>, item_notes>;

    void keep(by_order& all, double order, item_notes one, std::span<double const> probabilities) const {
        auto const key = std::pair(order, one.item);
        if (most_ == 0 || (all.size() >= most_ && !(key < std::prev(all.end())->first))) return;
        one.guesses = detail::ranked(classes_, probabilities);
        one.guesses.resize(std::min(one.guesses.size(), guesses_kept));
        all.emplace(key, std::move(one));
        if (all.size() > most_) all.erase(std::prev(all.end()));
    }
    std::vector<judged_image> shown(by_order const& all, dataset const& data) const {
        std::vector<judged_image> found;
        for (auto const& [order, one] : all)
            found.push_back({data.load(one.item, 3), data.name(one.item), classes_[static_cast<std::size_t>(one.label)],
                             one.guesses, -std::log(one.of_truth)});
        return found;
    }

    std::vector<std::string> classes_;
    std::size_t most_;
    by_order worst_{}, least_certain_{};
};

} // namespace chrnn::CHRNN_ABI
