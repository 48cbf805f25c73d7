/// The entries of a folder that are wanted, in order; and which of them are image files by their names.
#pragma once

#include <chrnn/base/error.hpp>
#include <chrnn/base/folder_names.hpp>
#include <chrnn/base/in_quotes.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// The wanted entries of a folder but those that begin with a dot, in the order of their names' bytes. Throws when
/// the folder cannot be read.
template <class Wanted>
std::vector<std::filesystem::path> entries_of(std::filesystem::path const& folder, Wanted wanted) {
    std::vector<std::filesystem::path> found;
    int const problem = each_name(folder.c_str(), [&](std::string_view name) {
        if (name.starts_with('.')) return;
        std::filesystem::path entry = folder / name;
        if (wanted(entry)) found.push_back(std::move(entry));
    });
    if (problem != 0) fail("cannot read ", in_quotes(folder.native()), ": ", std::generic_category().message(problem));
    std::sort(found.begin(), found.end(), [](auto const& a, auto const& b) { return a.native() < b.native(); });
    return found;
}

/// A file, not a folder, whose name ends in .jpg, .jpeg, .png or .bmp, in capitals or not.
inline bool is_image_file(std::filesystem::path const& path) {
    std::error_code unknown; // as where a link leads nowhere: to be said when the image is read
    if (std::filesystem::is_directory(path, unknown)) return false;
    std::string kind = path.extension().string();
    for (char& c : kind) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return kind == ".jpg" || kind == ".jpeg" || kind == ".png" || kind == ".bmp";
}

} // namespace chrnn::CHRNN_ABI::detail
