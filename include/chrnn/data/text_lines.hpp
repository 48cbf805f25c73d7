/// The lines of a text file, and the class names that one may hold.
#pragma once

#include <chrnn/data/read_file.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

/// The text without blanks (and carriage returns) at its ends.
inline std::string_view trimmed(std::string_view text) {
    std::size_t const first = text.find_first_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Calls `visit(line, number)` for each line that is not blank, trimmed; lines are numbered from 1. Throws when the
/// file cannot be read.
template <class Visit>
void each_line(std::filesystem::path const& path, Visit visit) {
    std::vector<std::byte> const bytes = read_file(path);
    std::string_view const all(reinterpret_cast<char const*>(bytes.data()), bytes.size());
    index_t number = 1;
    for (std::size_t begin = 0; begin < all.size(); ++number) {
        std::size_t const end = std::min(all.find('\n', begin), all.size());
        if (auto const line = trimmed(all.substr(begin, end - begin)); !line.empty()) visit(line, number);
        begin = end + 1;
    }
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Which part of a line is the name of a class.
enum class name_part {
    line,      ///< all of it: `tall building`
    first_word ///< what stands before the first blank: the synset in `n02119789 1 kit_fox`
};

/// The names of classes in a text file, one a line. Throws when the file cannot be read or a name comes twice.
inline std::vector<std::string> read_class_names(std::filesystem::path const& path, name_part part = name_part::line) {
    std::vector<std::string> names;
    detail::each_line(path, [&](std::string_view line, index_t number) {
        if (part == name_part::first_word) line = line.substr(0, line.find_first_of(" \t"));
        if (std::find(names.begin(), names.end(), line) != names.end())
            fail("cannot read '", path.string(), "': line ", number, ": the class '", line.substr(0, 80),
                 "' is already there");
        names.emplace_back(line);
    });
    return names;
}

} // namespace chrnn::CHRNN_ABI
