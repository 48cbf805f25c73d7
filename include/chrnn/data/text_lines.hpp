/// The lines of a text file, and the class names that one may hold.
#pragma once

#include <chrnn/base/in_quotes.hpp>
#include <chrnn/data/read_file.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace chrnn::CHRNN_ABI::detail {

/// The text without blanks (and carriage returns) at its ends.
inline std::string_view trimmed(std::string_view text) {
    std::size_t const first = text.find_first_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Calls `visit(line, number)` for each line that is not blank, trimmed; lines are numbered from 1. A mark of UTF-8 at
/// the beginning belongs to no line. Throws when the file cannot be read, or is UTF-16 or no text.
template <class Visit>
void each_line(std::filesystem::path const& path, Visit visit) {
    std::vector<std::byte> const bytes = read_file(path);
    std::string_view all(reinterpret_cast<char const*>(bytes.data()), bytes.size());
    if (all.starts_with("\xEF\xBB\xBF")) all.remove_prefix(3);
    if (all.starts_with("\xFF\xFE") || all.starts_with("\xFE\xFF"))
        fail("cannot read ", in_quotes(path.native()), ": it is UTF-16 text, not UTF-8");
    if (all.find('\0') != all.npos)
        fail("cannot read ", in_quotes(path.native()), ": it is no text, for it holds a zero");
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
    std::set<std::string, std::less<>> known;
    detail::each_line(path, [&](std::string_view line, index_t number) {
        if (part == name_part::first_word) line = line.substr(0, line.find_first_of(" \t"));
        if (!known.emplace(line).second)
            fail("cannot read ", detail::in_quotes(path.native()), ": line ", number, ": the class ",
                 detail::in_quotes(line, 80), " is already there");
        names.emplace_back(line);
    });
    return names;
}

} // namespace chrnn::CHRNN_ABI
