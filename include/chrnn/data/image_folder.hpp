/// The image folder: a data set with one subfolder a class.
#pragma once

#include <chrnn/base/in_quotes.hpp>
#include <chrnn/data/folder_entries.hpp>
#include <chrnn/data/image_files.hpp>

namespace chrnn::CHRNN_ABI {

/// `<folder>/<class>/*.jpg`, likewise `.jpeg`, `.png` and `.bmp`, in capitals or not. Classes and files are numbered in
/// the order of their names' bytes; names that begin with a dot are ignored, and so are files of other kinds.
class image_folder : public detail::image_files {
  public:
    /// Lists the files, but does not open them. With `classes` (those of a trained network, say), labels count into
    /// these names, and classes without images may be missing. An image may cost what `limits` say. Throws when the
    /// folder or a subfolder cannot be read, it has no subfolder, a subfolder has no image, or one is not among
    /// `classes`.
    explicit image_folder(std::filesystem::path const& folder, index_t side = 256,
                          std::vector<std::string> classes = {}, image_limits const& limits = {})
        : detail::image_files(folder, side, list(folder, std::move(classes)), limits) {}

  private:
    static listing list(std::filesystem::path const& folder, std::vector<std::string> classes) {
        std::vector<item> items;
        std::vector<std::filesystem::path> const subfolders = detail::entries_of(folder, is_class);
        if (subfolders.empty())
            fail("cannot read ", detail::in_quotes(folder.native()),
                 ": it has no subfolder, but each class of images needs one");
        bool const given = !classes.empty();
        for (std::filesystem::path const& subfolder : subfolders) {
            std::string const name = subfolder.filename().string();
            if (!given) classes.push_back(name);
            auto const found = std::find(classes.begin(), classes.end(), name);
            if (found == classes.end())
                fail("cannot read ", detail::in_quotes(subfolder.native()), ": it is none of the ", classes.size(),
                     " known classes");
            std::vector<std::filesystem::path> const images = detail::entries_of(subfolder, detail::is_image_file);
            if (images.empty())
                fail("cannot read ", detail::in_quotes(subfolder.native()),
                     ": it has no image (.jpg, .jpeg, .png or .bmp)");
            for (std::filesystem::path const& image : images)
                items.push_back({name + "/" + image.filename().string(), static_cast<int>(found - classes.begin())});
        }
        return {std::move(classes), std::move(items)};
    }

    /// A folder, but not a link that leads back to the one that holds it, or further up. Throws when nobody can tell.
    static bool is_class(std::filesystem::path const& path) {
        std::error_code problem;
        bool const folder = std::filesystem::is_directory(path, problem);
        if (problem && problem != std::errc::too_many_symbolic_link_levels) // a class of a disk that is not there, say
            fail("cannot read ", detail::in_quotes(path.native()), ": ", problem.message());
        if (!folder) return false;
        if (!std::filesystem::is_symlink(path, problem)) return true;
        auto const target = std::filesystem::canonical(path, problem);
        auto const here = std::filesystem::canonical(path.parent_path(), problem);
        return !problem && std::mismatch(target.begin(), target.end(), here.begin(), here.end()).first != target.end();
    }
};

} // namespace chrnn::CHRNN_ABI
