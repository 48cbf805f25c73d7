/// The predictor: a model of whatever type, as evaluation sees it.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>
#include <chrnn/network/preprocessing.hpp>
#include <chrnn/shape/feature_shape.hpp>

#include <algorithm>
#include <span>
#include <string>

namespace chrnn::CHRNN_ABI {

/// An interface, so that evaluation is compiled once and not for every network; `predictor_of` makes one of a model.
class predictor {
  public:
    virtual ~predictor() = default;

    virtual feature_shape input() const = 0;
    virtual index_t classes() const = 0;
    virtual index_t capacity() const = 0; ///< the most images that it takes at a time

    /// Writes the class probabilities [n, classes()] of n images. Throws unless 1 <= n <= capacity(), the images are
    /// whole and there is place for the probabilities.
    virtual void predict(std::span<float const> images, std::span<float> probabilities) = 0;

    /// The first layer whose output for these images is not finite; empty if all are.
    virtual std::string first_not_finite(std::span<float const> images) = 0;

    /// How the model's images are prepared.
    virtual chrnn::preprocessing& preprocessing() = 0;
};

/// `Model` as a `Base`, which is `predictor` or derives from it. Refers to the model, which must outlive it.
template <class Model, class Base = predictor>
class predictor_of : public Base {
  public:
    explicit predictor_of(Model& net) : net(net) {}

    feature_shape input() const override { return Model::input; }
    index_t classes() const override { return Model::classes; }
    index_t capacity() const override { return net.capacity(); }
    void predict(std::span<float const> images, std::span<float> probabilities) override {
        auto const all = net.predict(images);
        if (probabilities.size() < all.size())
            fail("there is place for ", probabilities.size(), " probabilities, but ", std::ssize(all) / classes(),
                 " images have ", all.size());
        std::copy(all.begin(), all.end(), probabilities.begin());
    }
    std::string first_not_finite(std::span<float const> images) override { return net.first_not_finite(images); }
    chrnn::preprocessing& preprocessing() override { return net.preprocessing(); }

  protected:
    Model& net;
};

} // namespace chrnn::CHRNN_ABI
