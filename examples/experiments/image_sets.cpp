#include "image_sets.hpp"

#include "any_network.hpp"

#include <chrnn/data/class_subset.hpp>
#include <chrnn/data/kept_images.hpp>
#include <chrnn/data/synthetic.hpp>
#include <chrnn/images.hpp>

#include <functional>
#include <optional>

namespace experiment {

namespace {

index_t side_of_images() { return side_of_crops() * 8 / 7; } // crops of 224 from images of 256

/// Sets that two functions open, the second with the classes of the first.
class opened_sets : public image_sets {
  public:
    using set = std::unique_ptr<dataset>;
    using classes = std::vector<std::string> const&;
    opened_sets(std::function<set()> train, std::function<set(classes)> test)
        : open_train_(std::move(train)), open_test_(std::move(test)) {}

    dataset const& train() override {
        if (!train_) keep(train_, kept_train_, open_train_());
        return kept_train_ ? *kept_train_ : *train_;
    }
    dataset const& test() override {
        if (!test_) keep(test_, kept_test_, open_test_(train().classes()));
        return kept_test_ ? *kept_test_ : *test_;
    }

  private:
    /// Every run of an experiment looks at all images in every epoch: those of small sets are decoded once.
    static void keep(set& opened, std::optional<kept_images>& kept, set just_opened) {
        constexpr index_t most_bytes = index_t{1} << 30;
        opened = std::move(just_opened);
        if (opened->size() * opened->rows() * opened->columns() * 3 <= most_bytes) kept.emplace(*opened);
    }

    std::function<set()> open_train_;
    std::function<set(classes)> open_test_;
    set train_, test_;
    std::optional<kept_images> kept_train_, kept_test_;
};

class scenes : public image_sets {
  public:
    scenes(index_t train, index_t test, std::vector<int> const& classes)
        : drawn_train_(train, side_of_images(), 1), drawn_test_(test, side_of_images(), 2),
          train_(drawn_train_, classes), test_(drawn_test_, classes) {}

    dataset const& train() override { return train_; }
    dataset const& test() override { return test_; }

  private:
    synthetic_scenes drawn_train_, drawn_test_;
    class_subset train_, test_;
};

} // namespace

std::unique_ptr<image_sets> folder_sets(std::string const& name) {
    std::filesystem::path const folder = name;
    index_t const side = side_of_images();
    using classes = opened_sets::classes;
    if (std::filesystem::exists(folder / "TrainImages.txt"))
        return std::make_unique<opened_sets>(
            [=] { return std::make_unique<path_list>(folder / "TrainImages.txt", folder / "Images", side); },
            [=](classes known) {
                return std::make_unique<path_list>(folder / "TestImages.txt", folder / "Images", side, known);
            });
    if (std::filesystem::exists(folder / "Partitions")) {
        auto const list = [=](char const* part) {
            return std::make_unique<path_list>(folder / "Partitions" / part, folder / "SUN397", side,
                                               read_class_names(folder / "Partitions" / "ClassName.txt"));
        };
        return std::make_unique<opened_sets>([=] { return list("Training_01.txt"); },
                                             [=](classes) { return list("Testing_01.txt"); });
    }
    auto const train = [=] { return std::make_unique<image_folder>(folder / "train", side); };
    if (auto const labels = folder / "ILSVRC2012_validation_ground_truth.txt"; std::filesystem::exists(labels))
        return std::make_unique<opened_sets>(train, [=](classes known) {
            auto const names = read_class_names(folder / "map_clsloc.txt", name_part::first_word);
            return std::make_unique<label_file>(labels, folder / "val", names, side, known);
        });
    return std::make_unique<opened_sets>(
        train, [=](classes known) { return std::make_unique<image_folder>(folder / "test", side, known); });
}

std::unique_ptr<image_sets> scene_sets(index_t train, index_t test, scene_part part) {
    std::vector<int> classes;
    std::vector<std::string> const names = synthetic_scenes(0).classes();
    for (std::size_t k = 0; k < names.size(); ++k)
        if (part == scene_part::all || (part == scene_part::rows) == names[k].starts_with("rows"))
            classes.push_back(static_cast<int>(k));
    index_t const all = std::ssize(names), wanted = std::ssize(classes);
    return std::make_unique<scenes>(train * all / wanted, test * all / wanted, classes);
}

std::unique_ptr<image_sets> sets_of(std::string const& folder, index_t scenes) {
    return folder.empty() ? scene_sets(scenes, scenes / 4) : folder_sets(folder);
}

} // namespace experiment
