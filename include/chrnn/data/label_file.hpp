/// The label file: a data set of the images in one folder, whose classes stand in a text file by number, as the
/// validation images of ILSVRC 2012 come.
#pragma once

#include <chrnn/base/in_quotes.hpp>
#include <chrnn/data/folder_entries.hpp>
#include <chrnn/data/image_files.hpp>
#include <chrnn/data/text_lines.hpp>

#include <charconv>

namespace chrnn::CHRNN_ABI {

/// Line i holds the class of image i, the images in the order of their names' bytes. Classes are numbered from 1.
/// Empty lines are ignored.
///
///     image_folder train("train");                                               // n01440764/n01440764_10026.JPEG
///     label_file test("ILSVRC2012_validation_ground_truth.txt", "val",           // 490; ILSVRC2012_val_00000001.JPEG
///                     read_class_names("map_clsloc.txt", name_part::first_word), // n02119789 1 kit_fox
///                     256, train.classes());
class label_file : public detail::image_files {
  public:
    /// Lists the images, but does not open them. `names` are the classes by their numbers in the file; with `classes`
    /// (those of a trained network, say, in another order), labels count into these. An image may cost what `limits`
    /// say. Throws when the file or the folder cannot be read, there are no labels or not as many as images, or an
    /// error that names the line of what is no number of a class.
    label_file(std::filesystem::path const& labels, std::filesystem::path const& folder, std::vector<std::string> names,
               index_t side = 256, std::vector<std::string> classes = {}, image_limits const& limits = {})
        : detail::image_files(folder, side, read(labels, folder, names, classes.empty() ? names : std::move(classes)),
                              limits) {}

  private:
    static listing read(std::filesystem::path const& labels, std::filesystem::path const& folder,
                        std::vector<std::string> const& names, std::vector<std::string> classes) {
        std::vector<int> places; // of `names` among `classes`
        for (std::string const& name : names) {
            auto const found = std::find(classes.begin(), classes.end(), name);
            places.push_back(found == classes.end() ? -1 : static_cast<int>(found - classes.begin()));
        }
        std::vector<int> numbers;
        detail::each_line(labels, [&](std::string_view line, index_t number) {
            auto const refuse = [&](auto const&... reason) {
                fail("cannot read ", detail::in_quotes(labels.native()), ": line ", number, ": ", reason...);
            };
            index_t label = 0;
            auto const [rest, problem] = std::from_chars(line.data(), line.data() + line.size(), label);
            if (problem != std::errc() || rest != line.data() + line.size() || label < 1 || label > std::ssize(names))
                refuse(detail::in_quotes(line, 80), " is not the number of a class, 1 to ", names.size());
            int const place = places[static_cast<std::size_t>(label - 1)];
            if (place < 0)
                refuse("the class ", label, ", ", detail::in_quotes(names[static_cast<std::size_t>(label - 1)]),
                       ", is none of the ", classes.size(), " known classes");
            numbers.push_back(place);
        });
        if (numbers.empty()) fail("cannot read ", detail::in_quotes(labels.native()), ": it holds no label");

        std::vector<std::filesystem::path> const images = detail::entries_of(folder, detail::is_image_file);
        if (images.size() != numbers.size())
            fail("cannot read ", detail::in_quotes(labels.native()), ": it holds ", numbers.size(), " labels, but ",
                 detail::in_quotes(folder.native()), " holds ", images.size(), " images");
        std::vector<item> items;
        for (std::size_t i = 0; i < images.size(); ++i) items.push_back({images[i].filename().string(), numbers[i]});
        return {std::move(classes), std::move(items)};
    }
};

} // namespace chrnn::CHRNN_ABI
