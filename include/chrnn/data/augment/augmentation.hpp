/// The augmentation: random changes to the images that a network is trained on.
#pragma once

#include <chrnn/data/augment/augmented_image.hpp>
#include <chrnn/data/dice.hpp>

#include <functional>
#include <vector>

namespace chrnn::CHRNN_ABI {

/// A value with its numbers as members, such as `random_resized_crop`. `check()` throws when they make no sense;
/// `apply(image, random)` changes the image, by what it draws from the dice alone; several threads call it at once.
template <class Step>
concept augmentation_step = requires(Step const step, augmented_image& image, dice& random) {
    step.check();
    step.apply(image, random);
};

/// Steps, one after another; without any it is empty, and images stay as they are.
///
///     augmentation augment = random_resized_crop{} | horizontal_flip{} | colour_jitter{.brightness = 0.4};
class augmentation {
  public:
    augmentation() = default;
    template <augmentation_step Step>
    augmentation(Step const& step)
        : steps_{{[step] { step.check(); }, [step](augmented_image& to, dice& random) { step.apply(to, random); }}} {}

    bool empty() const { return steps_.empty(); }

    /// Throws when a step's numbers make no sense.
    void check() const {
        for (link const& one : steps_) one.check();
    }

    /// Makes `to` the augmented image, with its labels, if it has any. What comes out follows from the image and
    /// `random` alone; if no step has brought it to its size, the centre is cut out. Throws when it is too small for
    /// that.
    void apply(augmented_image& to, bitmap const& image, std::span<int const> labels, random_stream random) const {
        to.begin(image, labels);
        for (std::size_t place = 0; place < steps_.size(); ++place) {
            dice own{random, place << 32}; // a step more changes no numbers of those before it
            steps_[place].apply(to, own);
        }
        bitmap const& now = to.image();
        if (now.rows == to.rows() && now.columns == to.columns()) return;
        if (now.rows < to.rows() || now.columns < to.columns())
            fail("an augmented image of ", to.rows(), " x ", to.columns(), " pixels cannot be cut out of one of ",
                 now.rows, " x ", now.columns);
        to.resize_part(detail::centre_box(to.rows(), to.columns(), now.rows, now.columns), to.rows(), to.columns());
    }

    augmentation& operator|=(augmentation const& then) {
        steps_.insert(steps_.end(), then.steps_.begin(), then.steps_.end());
        return *this;
    }

  private:
    struct link {
        std::function<void()> check;
        std::function<void(augmented_image&, dice&)> apply;
    };
    std::vector<link> steps_;
};

/// The steps of one, then those of the other; a step by itself is an augmentation.
inline augmentation operator|(augmentation first, augmentation const& then) { return first |= then; }

} // namespace chrnn::CHRNN_ABI
