/// The label folder: images and the labels of their pixels as files.
#pragma once

#include <chrnn/data/folder_entries.hpp>
#include <chrnn/data/image_files.hpp>
#include <chrnn/data/label_png.hpp>
#include <chrnn/data/labelled_images.hpp>
#include <chrnn/data/text_lines.hpp>

#include <map>

namespace chrnn::CHRNN_ABI {

/// `<folder>/images/a.jpg` (or `.jpeg`, `.png`, `.bmp`, in capitals or not) with `<folder>/labels/a.png`, which holds
/// the class number of every pixel as `decode_labels` reads it. Images are numbered in the order of their names'
/// bytes; names that begin with a dot, files of other kinds and labels without an image are ignored. The names of the
/// classes are the lines of `<folder>/classes.txt`, if it is there, and otherwise "class 0", "class 1", ...
class label_folder : public labelled_images {
  public:
    /// Lists the files, but does not open them. Pixels with the label `ignored` do not count. An image may cost what
    /// `limits` say, and so may its labels. Throws when `classes` is not in 1 .. 256 or `ignored` not in 0 .. 255, a
    /// folder cannot be read, there is no image, an image has no labels, two images have the same, or classes.txt has
    /// not a name for each class.
    explicit label_folder(std::filesystem::path folder, index_t classes, int ignored = 255,
                          image_limits const& limits = {})
        : folder_(std::move(folder)), ignored_(ignored), limits_(limits) {
        if (classes < 1 || classes > 256) fail("the labels of pixels are of 1 to 256 classes, not ", classes);
        if (ignored < 0 || ignored > 255) fail("the label that does not count is one of 0 to 255, not ", ignored);
        name_classes(classes);
        list();
    }

    index_t size() const override { return std::ssize(items_); }
    std::vector<std::string> const& classes() const override { return classes_; }
    int ignored() const override { return ignored_; }
    std::string name(index_t i) const override { return "images/" + items_[static_cast<std::size_t>(i)].image; }
    labelled_image load(index_t i, index_t channels) const override {
        std::filesystem::path const labels = folder_ / "labels" / items_[static_cast<std::size_t>(i)].labels;
        return {detail::read_image(path(i), channels, limits_),
                decode_labels(read_file(labels, limits_.bytes), labels.string(), limits_)};
    }

    std::filesystem::path path(index_t i) const { return folder_ / name(i); }

  private:
    struct item {
        std::string image, labels; ///< names of files
    };

    static bool is_png(std::filesystem::path const& path) {
        return detail::is_image_file(path) && (path.extension() == ".png" || path.extension() == ".PNG");
    }

    void name_classes(index_t count) {
        std::filesystem::path const names = folder_ / "classes.txt";
        std::error_code unknown;
        if (std::filesystem::symlink_status(names, unknown).type() == std::filesystem::file_type::not_found) {
            for (index_t k = 0; k < count; ++k) classes_.push_back("class " + std::to_string(k));
            return;
        }
        classes_ = read_class_names(names);
        if (std::ssize(classes_) != count)
            fail("cannot read ", detail::in_quotes(names.native()), ": it names ", classes_.size(), " classes, not ",
                 count);
    }

    void list() {
        std::filesystem::path const images = folder_ / "images", labels = folder_ / "labels";
        std::map<std::string, std::string> maps; // by stem
        for (std::filesystem::path const& map : detail::entries_of(labels, is_png))
            if (auto const [other, fresh] = maps.emplace(map.stem().string(), map.filename().string()); !fresh)
                fail("cannot read ", detail::in_quotes(map.native()), ": ", detail::in_quotes(other->second),
                     " is for the same image");
        std::map<std::string, std::string> taken;
        for (std::filesystem::path const& image : detail::entries_of(images, detail::is_image_file)) {
            std::string const stem = image.stem().string();
            auto const map = maps.find(stem);
            if (map == maps.end())
                fail("cannot read ", detail::in_quotes(image.native()), ": its labels, ",
                     detail::in_quotes((labels / (stem + ".png")).native()), ", are not there");
            auto const [other, fresh] = taken.emplace(stem, image.filename().string());
            if (!fresh)
                fail("cannot read ", detail::in_quotes(image.native()), ": ", detail::in_quotes(other->second),
                     " has the same labels");
            items_.push_back({image.filename().string(), map->second});
        }
        if (items_.empty())
            fail("cannot read ", detail::in_quotes(images.native()), ": it has no image (.jpg, .jpeg, .png or .bmp)");
    }

    std::filesystem::path folder_;
    int ignored_;
    image_limits limits_;
    std::vector<std::string> classes_;
    std::vector<item> items_;
};

} // namespace chrnn::CHRNN_ABI
