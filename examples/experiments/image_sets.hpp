/// The images of an experiment: a set to train on and a set to test on, each opened when it is first asked for.
#pragma once

#include <chrnn/data/dataset.hpp>

#include <memory>
#include <string>

namespace experiment {

using namespace chrnn;

class image_sets {
  public:
    virtual ~image_sets() = default;
    virtual dataset const& train() = 0;
    /// Nothing but the final test calls it: hyper-parameters are chosen without.
    virtual dataset const& test() = 0;
};

/// The images in a folder, resized so that crops of `side_of_crops()` are 7/8 of them, in one of the forms in which
/// owners distribute them:
///   train/<class>/, test/<class>/
///   TrainImages.txt, TestImages.txt, Images/                     MIT Indoor 67
///   Partitions/Training_01.txt, Testing_01.txt, ClassName.txt, SUN397/     SUN 397, its first division
///   train/<class>/, val/, ILSVRC2012_validation_ground_truth.txt, map_clsloc.txt     ILSVRC 2012
/// Throws, when a set is first asked for, what the data sets throw.
std::unique_ptr<image_sets> folder_sets(std::string const& folder);

/// Which of the drawn scenes.
enum class scene_part { all, rows, others };

/// `train` drawn scenes to train on and `test` others for testing, of all classes or of those whose textures follow
/// each other along rows, or of the others.
std::unique_ptr<image_sets> scene_sets(index_t train, index_t test, scene_part part = scene_part::all);

/// Those of `folder`; if it is empty, `scenes` drawn scenes and a quarter as many.
std::unique_ptr<image_sets> sets_of(std::string const& folder, index_t scenes);

} // namespace experiment
