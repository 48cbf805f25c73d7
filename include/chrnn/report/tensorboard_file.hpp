/// A TensorBoard file: numbers, pictures, histograms and text of a training's steps, for TensorBoard to show.
/// tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto
#pragma once

#include <chrnn/base/partial_file.hpp>
#include <chrnn/base/wire_text.hpp>
#include <chrnn/io/record_file.hpp>
#include <chrnn/report/embedded_image.hpp>
#include <chrnn/report/value_histogram.hpp>

#include <chrono>
#include <cstdio>

namespace chrnn::CHRNN_ABI {

/// Each call adds an event, which is handed to the system at once: whenever the program ends, the file can be read.
/// Every member throws `error` when the file cannot be written.
///
///     tensorboard_file log("out/events"); // tensorboard --logdir out/events
///     log.scalar("loss", 0.7, 1);
class tensorboard_file {
  public:
    /// Makes a new file in `folder`, and the folder if need be. A training that goes on behind `steps` steps has one
    /// more file in the same folder: what the older ones say of later steps no longer counts.
    explicit tensorboard_file(std::filesystem::path const& folder, std::uint64_t steps = 0)
        : file_(new_path(folder)), first_(steps == 0 ? 0 : steps + 1) {
        detail::wire_text version, start, session;
        version.text(3, "brain.Event:2");
        add(version, 0);
        session.number(1, index_t{1}); // it starts
        start.message(7, session);
        add(start, first_);
    }

    /// The first step of which this file speaks.
    std::uint64_t first_step() const { return first_; }
    std::filesystem::path const& path() const { return file_.path(); }

    void scalar(std::string_view tag, double value, std::uint64_t step) {
        add(tag, step, [&](detail::wire_text& summary) { summary.number(2, static_cast<float>(value)); });
    }

    /// Throws as well unless the pixels make an image.
    void image(std::string_view tag, image_view const& shown, std::uint64_t step) {
        if (!shown.whole())
            fail("an image for TensorBoard has ", shown.pixels.size(), " bytes, not ", shown.rows, " x ", shown.columns,
                 " x ", shown.channels);
        auto const bytes = detail::png(shown.pixels, shown.rows, shown.columns, shown.channels);
        add(tag, step, [&](detail::wire_text& summary) {
            detail::wire_text image;
            image.number(1, shown.rows);
            image.number(2, shown.columns);
            image.number(3, shown.channels);
            image.text(4, {reinterpret_cast<char const*>(bytes.data()), bytes.size()});
            summary.message(4, image);
        });
    }

    /// Of the values that are finite.
    void histogram(std::string_view tag, std::span<float const> values, std::uint64_t step) {
        detail::value_histogram const found(values);
        add(tag, step, [&](detail::wire_text& summary) {
            detail::wire_text histogram;
            histogram.number(1, found.least);
            histogram.number(2, found.most);
            histogram.number(3, found.count);
            histogram.number(4, found.sum);
            histogram.number(5, found.squares);
            histogram.numbers(6, found.ends);
            histogram.numbers(7, found.counts);
            summary.message(5, histogram);
        });
    }

    /// TensorBoard shows it as Markdown.
    void text(std::string_view tag, std::string_view words, std::uint64_t step) {
        add(tag, step, [&](detail::wire_text& summary) {
            detail::wire_text tensor, metadata, plugin;
            tensor.number(1, index_t{7}); // of strings
            tensor.text(2, "");           // one, without an axis
            tensor.text(8, detail::as_utf8(words));
            summary.message(8, tensor);
            plugin.text(1, "text");
            metadata.message(1, plugin);
            summary.message(9, metadata);
        });
    }

  private:
    static constexpr std::string_view beginning = "events.out.tfevents.";

    /// TensorBoard reads a folder's files in the order of their names, which begin with the second they were made in.
    static std::filesystem::path new_path(std::filesystem::path const& folder) {
        std::error_code problem;
        std::filesystem::create_directories(folder, problem);
        if (problem) fail("cannot make the folder ", detail::in_quotes(folder.native()), ": ", problem.message());
        long long second = std::chrono::duration_cast<std::chrono::seconds>(now()).count();
        detail::each_name(folder.c_str(), [&](std::string_view name) {
            if (!name.starts_with(beginning)) return;
            long long other = 0;
            name.remove_prefix(beginning.size());
            if (std::from_chars(name.data(), name.data() + name.size(), other).ec == std::errc() && other < 9999999999)
                second = std::max(second, other + 1);
        });
        char digits[32];
        std::snprintf(digits, sizeof digits, "%010lld.", second);
        return folder / (std::string(beginning) + digits + detail::host_name() + '.' + std::to_string(::getpid()));
    }

    static std::chrono::system_clock::duration now() { return std::chrono::system_clock::now().time_since_epoch(); }

    template <class Value>
    void add(std::string_view tag, std::uint64_t step, Value const& fill) {
        detail::wire_text value, summary, event;
        value.text(1, detail::as_utf8(tag));
        fill(value);
        summary.message(1, value);
        event.message(5, summary);
        add(event, step);
    }
    /// An event's time and step, then what it says.
    void add(detail::wire_text const& what, std::uint64_t step) {
        detail::wire_text head;
        head.number(1, std::chrono::duration<double>(now()).count());
        head.number(2, static_cast<index_t>(step));
        file_.add(head.bytes() + what.bytes());
    }

    detail::record_file file_;
    std::uint64_t first_;
};

} // namespace chrnn::CHRNN_ABI
