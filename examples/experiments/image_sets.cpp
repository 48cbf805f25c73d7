#include "image_sets.hpp"

#include "any_network.hpp"

#include <chrnn/data/class_subset.hpp>
#include <chrnn/data/synthetic.hpp>
#include <chrnn/images.hpp>

#include <optional>

namespace experiment {

namespace {

index_t side_of_images() { return side_of_crops() * 8 / 7; } // crops of 224 from images of 256

class folders : public image_sets {
  public:
    explicit folders(std::string const& folder) : folder_(folder) {}

    dataset const& train() override {
        if (!train_) train_.emplace(folder_ / "train", side_of_images());
        return *train_;
    }
    dataset const& test() override {
        if (!test_) test_.emplace(folder_ / "test", side_of_images(), train().classes());
        return *test_;
    }

  private:
    std::filesystem::path folder_;
    std::optional<image_folder> train_, test_;
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

std::unique_ptr<image_sets> folder_sets(std::string const& folder) { return std::make_unique<folders>(folder); }

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
