/// The list file: a data set given by a text file with an image's path and its label on each line, as Caffe reads it.
#pragma once

#include <chrnn/base/in_quotes.hpp>
#include <chrnn/data/image_files.hpp>
#include <chrnn/data/text_lines.hpp>

#include <charconv>

namespace chrnn::CHRNN_ABI {

/// Lines of `path label`: the label is what follows the last blank, a whole number from 0; the path may hold blanks and
/// counts from a root folder. Empty lines are ignored.
class list_file : public detail::image_files {
  public:
    /// Reads the list, but does not open the images. Without `classes` they are named by their numbers, up to the
    /// largest label. An image may cost what `limits` say. Throws when the list cannot be read or is empty, or an error
    /// that names the line where there is no path, no label, or a label of no class.
    list_file(std::filesystem::path const& list, std::filesystem::path root, index_t side = 256,
              std::vector<std::string> classes = {}, image_limits const& limits = {})
        : detail::image_files(std::move(root), side, read(list, std::move(classes)), limits) {}

  private:
    static constexpr int most_classes = 1'000'000; ///< unless their names are given

    static listing read(std::filesystem::path const& list, std::vector<std::string> classes) {
        int const end = classes.empty() ? most_classes : static_cast<int>(classes.size());
        int largest = -1;
        std::vector<item> items;
        detail::each_line(list, [&](std::string_view line, index_t number) {
            auto const refuse = [&](auto const&... reason) {
                fail("cannot read ", detail::in_quotes(list.native()), ": line ", number, ": ", reason...);
            };
            std::size_t const blank = line.find_last_of(" \t");
            if (blank == std::string_view::npos) refuse(detail::in_quotes(line, 80), " is not a path and a label");
            std::string_view const text = line.substr(blank + 1);
            int label = -1;
            auto const [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), label);
            if (problem != std::errc() || rest != text.data() + text.size() || label < 0)
                refuse("the label ", detail::in_quotes(text, 80), " is not a whole number from 0");
            if (label >= end) refuse("the label ", label, " is too large, for there are ", end, " classes");
            items.push_back({std::string(detail::trimmed(line.substr(0, blank))), label});
            largest = std::max(largest, label);
        });
        if (items.empty()) fail("cannot read ", detail::in_quotes(list.native()), ": it lists no image");
        if (classes.empty())
            for (int k = 0; k <= largest; ++k) classes.push_back(std::to_string(k));
        return {std::move(classes), std::move(items)};
    }
};

} // namespace chrnn::CHRNN_ABI
