/// Progress: what a training run shows while it goes on, a bar on a terminal and a line for every epoch elsewhere.
#pragma once

#include <chrnn/fit/history.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include <sys/ioctl.h>
#include <unistd.h>

namespace chrnn::CHRNN_ABI {

enum class progress_style {
    automatic, ///< a bar and lines on a terminal, lines elsewhere
    bar,
    lines,
    none
};

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Where a run stands within an epoch.
struct progress_point {
    index_t epoch, epochs;  ///< 1 for the first
    index_t batch, batches; ///< done, of the epoch
    double loss, accuracy;  ///< means of the epoch so far
    double images_per_second;
    double seconds_left; ///< to the end of the last epoch
};

/// 42 s as "0:42", an hour more as "1:00:42".
inline std::string duration_text(double seconds) {
    char text[40] = "-:--";
    if (seconds >= 0 && seconds < 1e9) {
        auto const all = std::llround(seconds);
        if (all < 3600)
            std::snprintf(text, sizeof text, "%lld:%02lld", all / 60, all % 60);
        else
            std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", all / 3600, all / 60 % 60, all % 60);
    }
    return text;
}

/// 213.4 as "213", 21.34 as "21.3", 2.134 as "2.13".
inline std::string speed_text(double images_per_second) {
    char text[40];
    int const digits = images_per_second < 10 ? 2 : images_per_second < 100 ? 1 : 0;
    std::snprintf(text, sizeof text, "%.*f images/s", digits, images_per_second);
    return text;
}

/// 0.567 as "accuracy 56.7%, "; nothing where there is no number.
inline std::string percent_text(char const* name, double share, char const* behind) {
    char text[40];
    std::snprintf(text, sizeof text, "%s%.1f%%%s", name, 100 * share, behind);
    return share == share ? text : "";
}

/// "epoch 3/30 [=====>    ] 120/230  loss 1.234  accuracy 56.7%  213 images/s  0:42 left", the bar as wide as brings
/// the line to `width` characters; without the bar, and cut, where that is too narrow.
inline std::string bar_text(progress_point const& at, index_t width) {
    char head[48], tail[120];
    std::snprintf(head, sizeof head, "epoch %td/%td ", at.epoch, at.epochs);
    std::snprintf(tail, sizeof tail, "%td/%td  loss %.3f  ", at.batch, at.batches, at.loss);
    std::string line = head;
    std::string const rest = tail + percent_text("accuracy ", at.accuracy, "  ") + speed_text(at.images_per_second) +
                             "  " + duration_text(at.seconds_left) + " left";
    constexpr index_t least = 4, most = 60;
    index_t const cells = std::min(most, width - std::ssize(line) - std::ssize(rest) - 3);
    if (cells >= least) {
        index_t const full = at.batches > 0 ? cells * at.batch / at.batches : cells;
        line.append("[").append(static_cast<std::size_t>(full), '=');
        if (full < cells) line.append(">").append(static_cast<std::size_t>(cells - full - 1), ' ');
        line += "] ";
    }
    line += rest;
    return line.substr(0, static_cast<std::size_t>(std::max<index_t>(width, 0)));
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// "epoch 3/30: rate 0.01, loss 1.234, accuracy 56.7%, validation loss 1.345, top-1 53.2%, top-5 88.1%, 12.3 s, 213
/// images/s"; what there is none of is left out.
inline std::string epoch_text(epoch_record const& r, index_t epochs) {
    char text[160];
    std::snprintf(text, sizeof text, "epoch %td/%td: rate %.3g, loss %.3f, ", r.epoch, epochs, r.rate, r.train_loss);
    std::string line = text + detail::percent_text("accuracy ", r.train_accuracy, ", ");
    if (r.validated()) {
        std::snprintf(text, sizeof text, "validation loss %.3f, ", r.validation_loss);
        line += text + detail::percent_text("top-1 ", r.top1, ", ") + detail::percent_text("top-5 ", r.top5, ", ");
    }
    std::snprintf(text, sizeof text, "%.1f s, ", r.seconds);
    return line + text + detail::speed_text(r.images_per_second);
}

} // namespace chrnn::CHRNN_ABI

namespace chrnn::CHRNN_ABI::detail {

/// Shows a run on standard error or another stream.
class progress {
  public:
    explicit progress(progress_style style = progress_style::automatic, std::FILE* to = stderr)
        : to_(to), style_(style) {
        if (style_ == progress_style::automatic)
            style_ = ::isatty(::fileno(to_)) ? progress_style::bar : progress_style::lines;
    }
    progress(progress const&) = delete;
    ~progress() {
        if (drawn_) std::fputs("\n", to_);
    }

    /// Whether it wants to hear of batches now: with a bar, at most ten times a second.
    bool due() const { return style_ == progress_style::bar && clock::now() >= next_; }

    /// Draws the bar.
    void show(progress_point const& at) {
        winsize window{};
        index_t const width =
            ::ioctl(::fileno(to_), TIOCGWINSZ, &window) == 0 && window.ws_col > 0 ? window.ws_col : 100;
        std::fprintf(to_, "\r%s\x1b[K", bar_text(at, width - 1).c_str());
        std::fflush(to_);
        drawn_ = true;
        next_ = clock::now() + std::chrono::milliseconds(100);
    }

    /// Writes the line of an epoch, over the bar if there is one.
    void show(epoch_record const& record, index_t epochs) {
        if (style_ == progress_style::none) return;
        std::fprintf(to_, "%s%s\n", drawn_ ? "\r\x1b[K" : "", epoch_text(record, epochs).c_str());
        std::fflush(to_);
        drawn_ = false;
    }

  private:
    using clock = std::chrono::steady_clock;

    std::FILE* to_;
    progress_style style_;
    bool drawn_ = false; ///< whether there is a bar on the line
    clock::time_point next_{};
};

} // namespace chrnn::CHRNN_ABI::detail
