#include "distance.hpp"
#include "fit/small_scenes.hpp"

#include <chrnn/data/subset.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {

/// A model with weights large enough that it is of some opinion.
template <class Model>
struct opinionated : Model {
    explicit opinionated(index_t capacity) : Model(batch{capacity}, seed{3}, threads{2}) {
        for (auto& w : this->parameters_span()) w *= 2;
    }
};
using small = model<small_scenes>;
using plain = model<plain_scenes<0.5>, cpu, double>;

/// Some of the scenes, so that the classes are not equally many.
subset some(synthetic_scenes const& scenes) {
    std::vector<index_t> items;
    for (index_t i = 0; i < scenes.size(); ++i)
        if (i % 3 != 1 && i != 10) items.push_back(i);
    return {scenes, items};
}

} // namespace

TEMPLATE_TEST_CASE("evaluation agrees with one image and view after another, whatever the batches", "", small, plain) {
    synthetic_scenes const scenes(40, 32, 7);
    subset const data = some(scenes);
    mean_image const mean = mean_of(data, 3);
    opinionated<TestType> alone(1);

    for (int views : {1, 10}) {
        metrics expected(8);
        std::vector<std::vector<double>> probabilities;
        std::vector<float> image(3 * 28 * 28);
        for (index_t i = 0; i < data.size(); ++i) {
            std::vector<double> sum(8);
            for (int view = 0; view < views; ++view) {
                write_crop(data.load(i, 3), 28, 28, view, mean, 0.03f, image);
                auto const p = alone.predict(std::span<float const>(image));
                for (std::size_t k = 0; k < 8; ++k) sum[k] += p[k] / double(views);
            }
            expected.add(std::span<double const>(sum), data.label(i));
            probabilities.push_back(sum);
        }
        CHECK(expected.top1() < expected.top5());

        for (index_t capacity : {1, 7, 26, 64}) { // of 26 items: 7 leave a short last batch, and cut through views
            INFO(views << " views, batches of " << capacity);
            opinionated<TestType> net(capacity);
            index_t next = 0;
            double furthest = 0;
            evaluate_options options{.crops = views == 10 ? crop_policy::ten : crop_policy::centre, .mean = mean};
            options.images.scale = 0.03f;
            options.each = [&](index_t item, std::span<double const> p) {
                CHECK(item == next++);
                for (std::size_t k = 0; k < 8; ++k)
                    furthest = farther(furthest, std::abs(p[k] - probabilities[static_cast<std::size_t>(item)][k]));
            };
            metrics const found = evaluate(net, data, options);
            CHECK(next == data.size());
            CHECK(furthest < 1e-5);
            CHECK(found.count() == data.size());
            CHECK(found.loss() == Approx(expected.loss()).epsilon(1e-4));
            CHECK(std::equal(found.confusion().begin(), found.confusion().end(), expected.confusion().begin()));
            CHECK(found.top5() == expected.top5());
        }
    }
}

TEST_CASE("a loader's batches may be larger than the model's") {
    synthetic_scenes const data(23, 32, 7);
    opinionated<small> net(7);
    predictor_of one(net);
    for (crop_policy views : {crop_policy::centre, crop_policy::ten}) {
        loader images(data, {}, image_options().loading(one, 9, views)); // 90 images: parts cut through items
        metrics const expected = evaluate(net, data, {.crops = views}), found = evaluate(one, images);
        CHECK(found.count() == 23);
        CHECK(found.loss() == Approx(expected.loss()).epsilon(1e-5));
        CHECK(std::equal(found.confusion().begin(), found.confusion().end(), expected.confusion().begin()));
    }
}

TEST_CASE("evaluation does not depend on threads") {
    synthetic_scenes const data(20, 32, 7);
    double loss = 0;
    for (index_t count : {1, 2, 3, 7}) {
        model<small_scenes> net{batch{8}, seed{3}, threads{count}};
        double const found = evaluate(net, data, {.images = {.workers = static_cast<int>(count) - 1}}).loss();
        if (count == 1) loss = found;
        CHECK(found == loss);
    }
}

TEST_CASE("evaluation refuses data with another number of classes") {
    struct two_classes : synthetic_scenes {
        using synthetic_scenes::synthetic_scenes;
        std::vector<std::string> names{"a", "b"};
        std::vector<std::string> const& classes() const override { return names; }
    };
    model<small_scenes> net{batch{8}};
    CHECK(complaint([&] { evaluate(net, two_classes(8, 32)); }) == "the data set has 2 classes, but the network has 8");
}

TEST_CASE("evaluation takes the centre view or all ten, none at random") {
    model<plain_scenes<0.5>> net{batch{8}};
    CHECK(complaint([&] { evaluate(net, synthetic_scenes(8, 32), {.crops = crop_policy::random_of_ten}); }) ==
          "evaluation takes the centre view of an image or all ten, not one of them at random");
}

TEST_CASE("a trainer is evaluated with its own mean image") {
    synthetic_scenes const data(40, 32), other(20, 32, 7);
    model<small_scenes> net{batch{16}, seed{3}};
    trainer run(net);
    fit(run, data, {.epochs = 1, .progress = progress_style::none});
    for (crop_policy views : {crop_policy::centre, crop_policy::ten}) {
        metrics const found = evaluate(run, other, {.crops = views});
        metrics const expected = evaluate(net, other, {.crops = views, .mean = net.preprocessing().mean});
        CHECK(found.count() == 20);
        CHECK(found.loss() == expected.loss());
        CHECK(std::ranges::equal(found.confusion(), expected.confusion()));
        CHECK(found.loss() == evaluate(net, other, {.crops = views}).loss()); // the model knows its mean image itself
    }
}

TEST_CASE("what a model was trained on is what it is evaluated on, or the difference is named") {
    synthetic_scenes const data(40, 32), other(20, 32, 7);
    model<small_scenes> net{batch{16}, seed{3}};
    fit(net, data, {}, {.epochs = 1, .progress = progress_style::none});
    mean_image const gray{3, 32, 32, std::vector<float>(3 * 32 * 32, 100)};
    CHECK_THAT(
        complaint([&] { evaluate(net, other, {.mean = gray}); }),
        Contains("the mean image to be subtracted is not the one that the model was trained with: one of 3x32x32 "
                 "with mean 100.000000, but the model's is one of 3x32x32 with mean "));
    CHECK_THAT(complaint([&] { evaluate(net, other, {.mean = mean_image{}}); }), Contains("trained with: none, but"));
    CHECK(complaint([&] { evaluate(net, other, {.images = {.scale = 1}}); }) ==
          "images would be scaled by 1, but the model was trained on images scaled by 0.015625");

    struct renamed : synthetic_scenes {
        std::vector<std::string> names = synthetic_scenes::classes();
        explicit renamed(index_t n) : synthetic_scenes(n, 32) { names[2] = "another"; }
        std::vector<std::string> const& classes() const override { return names; }
    };
    CHECK(complaint([&] { evaluate(net, renamed(20)); }) ==
          "class 2 of the data set is 'another', but the model was trained on '" + data.classes()[2] + "'");
    net.preprocessing().classes.pop_back();
    CHECK(complaint([&] { evaluate(net, other); }) == "the data set has 8 classes, but the model was trained on 7");
}

TEST_CASE("a prediction that has no place is refused, and nothing is written") {
    model<plain_scenes<0.5>> net{batch{2}};
    predictor_of one(net);
    std::vector<float> const images(2 * 3 * 28 * 28);
    std::vector<float> room(16, -1);
    CHECK(complaint([&] { one.predict(images, std::span(room).first(15)); }) ==
          "there is place for 15 probabilities, but 2 images have 16");
    CHECK(room == std::vector<float>(16, -1));
    one.predict(images, room);
    CHECK(room[15] > 0);
}

TEST_CASE("predictions that are not finite are refused with the layer") {
    model<small_scenes> net{batch{8}};
    for (auto const& one : net.named_parameters())
        if (one.name == "fc3.bias") one.values[2] = NAN;
    CHECK(complaint([&] { evaluate(net, synthetic_scenes(8, 32)); }) ==
          "predictions are not finite, first in the layer fc3");
}
