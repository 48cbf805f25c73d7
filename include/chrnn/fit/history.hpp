/// The history of a training run: a record of every epoch, and all of them as text.
#pragma once

#include <chrnn/base/config.hpp>

#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// What one epoch brought. Shares are from 0 to 1; what there is none of, for want of validation data, is NaN.
struct epoch_record {
    static constexpr float none = std::numeric_limits<float>::quiet_NaN();

    index_t epoch = 0; ///< 1 for the first
    float rate = 0;
    /// Means over the epoch's steps, dropout acting. Where targets are the shares of classes, right is who finds the
    /// class with the largest share most probable: Keras' categorical accuracy.
    float train_loss = 0, train_accuracy = 0;
    float validation_loss = none, top1 = none, top5 = none;
    float seconds = 0;           ///< for training and validation
    float images_per_second = 0; ///< in training

    bool validated() const { return top1 == top1 || validation_loss == validation_loss; }
    /// The validation's top-1, or where nothing was validated the training's.
    float accuracy() const { return validated() ? top1 : train_accuracy; }
    /// The higher the better: the accuracy, or, where there is none, minus the loss.
    float score() const {
        if (accuracy() == accuracy()) return accuracy();
        return validated() ? -validation_loss : -train_loss;
    }
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// The first line of a history as text.
inline constexpr std::string_view history_heading =
    "epoch,rate,train_loss,train_accuracy,validation_loss,top1,top5,seconds,images_per_second\n";

/// A record as a line of comma-separated values, exact, NaN as nothing.
inline std::string text_of(epoch_record const& r) {
    char digits[32];
    std::string line(digits, std::to_chars(digits, digits + sizeof digits, r.epoch).ptr);
    for (float value :
         {r.rate, r.train_loss, r.train_accuracy, r.validation_loss, r.top1, r.top5, r.seconds, r.images_per_second}) {
        line += ',';
        if (value == value) line.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
    }
    return line += '\n';
}

/// The heading and a line for every epoch.
inline std::string text_of(std::vector<epoch_record> const& history) {
    std::string text(history_heading);
    for (epoch_record const& one : history) text += text_of(one);
    return text;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// The history that `text_of` made the text of; nothing if it is no such text.
inline std::optional<std::vector<epoch_record>> history_from(std::string_view text) {
    if (!text.starts_with(detail::history_heading)) return std::nullopt;
    text.remove_prefix(detail::history_heading.size());
    std::vector<epoch_record> history;
    while (!text.empty()) {
        epoch_record r;
        auto const field = [&](auto& value, char behind) {
            if (!text.starts_with(behind)) {
                auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
                if (failure != std::errc()) return false;
                text.remove_prefix(static_cast<std::size_t>(end - text.data()));
            } else {
                value = std::numeric_limits<std::remove_reference_t<decltype(value)>>::quiet_NaN();
            }
            if (!text.starts_with(behind)) return false;
            text.remove_prefix(1);
            return true;
        };
        bool good = field(r.epoch, ',') && r.epoch == std::ssize(history) + 1;
        for (float* value :
             {&r.rate, &r.train_loss, &r.train_accuracy, &r.validation_loss, &r.top1, &r.top5, &r.seconds})
            good = good && field(*value, ',');
        if (!good || !field(r.images_per_second, '\n')) return std::nullopt;
        history.push_back(r);
    }
    return history;
}

/// The first of the epochs with the best score, as it is counted in the records; 0 if there are none.
inline index_t best_epoch(std::vector<epoch_record> const& history) {
    index_t best = 0;
    float score = -std::numeric_limits<float>::infinity();
    for (epoch_record const& one : history)
        if (one.score() > score) {
            best = one.epoch;
            score = one.score();
        }
    return best;
}

} // namespace chrnn::CHRNN_ABI
