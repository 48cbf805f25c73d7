/// The path list: a data set given by a text file of image paths whose folders are the classes, as MIT Indoor 67 and
/// SUN 397 are divided into training and test images.
#pragma once

#include <chrnn/base/in_quotes.hpp>
#include <chrnn/data/image_files.hpp>
#include <chrnn/data/text_lines.hpp>

#include <map>

namespace chrnn::CHRNN_ABI {

/// Lines of `class/file`, which count from a root folder; a class may have several parts, and a slash or a dot with a
/// slash in front means nothing. Empty lines are ignored.
///
///     path_list train("TrainImages.txt", "Images");                             // MIT Indoor 67: kitchen/int474.jpg
///     path_list test("TestImages.txt", "Images", 256, train.classes());
///     path_list fold("Partitions/Training_01.txt", "SUN397", 256,               // SUN 397: /a/abbey/sun_aakbd.jpg
///                    read_class_names("Partitions/ClassName.txt"));             //          /a/abbey
class path_list : public detail::image_files {
  public:
    /// Reads the list, but does not open the images. Without `classes` they are those of the list in the order of their
    /// bytes. An image may cost what `limits` say. Throws when the list cannot be read or is empty, or an error that
    /// names the line where there is no class or one that is not among `classes`.
    path_list(std::filesystem::path const& list, std::filesystem::path root, index_t side = 256,
              std::vector<std::string> classes = {}, image_limits const& limits = {})
        : detail::image_files(std::move(root), side, read(list, std::move(classes)), limits) {}

  private:
    static listing read(std::filesystem::path const& list, std::vector<std::string> classes) {
        struct entry {
            std::string path, folder;
            index_t line;
        };
        std::vector<entry> entries;
        detail::each_line(list, [&](std::string_view line, index_t number) {
            std::string const path = from_root(line);
            std::size_t const slash = path.rfind('/');
            if (slash == path.npos || slash + 1 == path.size() || path.starts_with("../"))
                fail("cannot read ", detail::in_quotes(list.native()), ": line ", number, ": ",
                     detail::in_quotes(line, 80), " is not a class and a file, class/file");
            entries.push_back({path, path.substr(0, slash), number});
        });
        if (entries.empty()) fail("cannot read ", detail::in_quotes(list.native()), ": it lists no image");

        for (std::string& name : classes) name = from_root(name);
        bool const given = !classes.empty();
        if (!given) {
            for (entry const& one : entries) classes.push_back(one.folder);
            std::sort(classes.begin(), classes.end());
            classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
        }
        std::map<std::string_view, int> labels;
        for (std::string const& name : classes) labels.emplace(name, static_cast<int>(&name - classes.data()));
        std::vector<item> items;
        for (entry& one : entries) {
            auto const label = labels.find(one.folder);
            if (label == labels.end())
                fail("cannot read ", detail::in_quotes(list.native()), ": line ", one.line, ": ",
                     detail::in_quotes(one.folder, 80), " is none of the ", classes.size(), " known classes");
            items.push_back({std::move(one.path), label->second});
        }
        return {std::move(classes), std::move(items)};
    }

    static std::string from_root(std::string_view path) {
        path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
        return std::filesystem::path(path).lexically_normal().native();
    }
};

} // namespace chrnn::CHRNN_ABI
