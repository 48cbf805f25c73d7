#include "fit/thread_group.hpp"
#include "io/complaint.hpp"
#include "temporary_folder.hpp"

#include <chrnn/data/augment/cutout.hpp>
#include <chrnn/data/augment/horizontal_flip.hpp>
#include <chrnn/data/lakes.hpp>
#include <chrnn/fit/fit_labels.hpp>
#include <chrnn/io/checkpoint.hpp>
#include <chrnn/io/model_file.hpp>
#include <chrnn/layer/batch_normalisation.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/layer/rectifier.hpp>
#include <chrnn/loss/region_cross_entropy.hpp>
#include <chrnn/train/adam.hpp>

#include <catch2/catch.hpp>

#include <bit>

using namespace chrnn;
using Catch::Contains;

namespace {

/// Water and land by regions of 4 x 4 pixels.
template <index_t Classes>
struct labels_regions : network<input<3, 32, 32>, conv<6, 4, stride<4>>, batch_normalisation, rectifier, dropout<0.1>,
                                conv<Classes, 1>, region_cross_entropy<>> {};
using shores = labels_regions<3>;

adamw const quick_adamw{.rate = 0.02};

label_fit_options silently(index_t epochs) { return {.epochs = epochs, .progress = progress_style::none}; }

template <class Model>
std::vector<std::uint32_t> state_bits(Model& net) {
    std::vector<std::uint32_t> all{static_cast<std::uint32_t>(net.steps())};
    for (float x : net.parameters_span()) all.push_back(std::bit_cast<std::uint32_t>(x));
    return all;
}

/// Gray images of any size whose labels are as given.
class one_image : public labelled_images {
  public:
    one_image(std::vector<std::string> classes, bitmap labels)
        : classes_(std::move(classes)), labels_(std::move(labels)) {}

    index_t size() const override { return 1; }
    std::vector<std::string> const& classes() const override { return classes_; }
    std::string name(index_t) const override { return "the image"; }
    labelled_image load(index_t, index_t channels) const override {
        return {bitmap(labels_.rows, labels_.columns, channels), labels_};
    }

  private:
    std::vector<std::string> classes_;
    bitmap labels_;
};

/// One that nobody has read, when it is known already that there is no use.
class unreadable : public one_image {
  public:
    unreadable() : one_image({"a", "b", "c"}, bitmap(32, 32, 1)) {}
    labelled_image load(index_t, index_t) const override { fail("it was read"); }
};

} // namespace

TEST_CASE("a network learns to label the regions of images, and says of every pixel what it is") {
    synthetic_lakes const train(40, 32, 1), test(10, 50, 2);
    model<shores> net{batch{8}, seed{1}};
    auto how = silently(6);
    how.validation = &test;
    auto const trained = fit(net, train, quick_adamw, how);
    CHECK(trained.history.back().top1 > 0.85);
    CHECK(trained.history.back().validation_loss < trained.history.front().validation_loss);
    CHECK(net.preprocessing().classes == train.classes());
    CHECK(net.preprocessing().mean.values.size() == 3 * 32 * 32);

    index_t right = 0, all = 0;
    label_evaluate_options looking;
    looking.each = [&](index_t i, labelled_image const& truth, bitmap const& predicted) {
        REQUIRE(predicted.rows == 50);
        REQUIRE(predicted.columns == 50);
        CHECK(truth.labels == test.load(i, 3).labels);
        CHECK(predicted == label_image(net, truth.image));
        for (std::size_t k = 0; k < predicted.pixels.size(); ++k, ++all)
            right += predicted.pixels[k] == truth.labels.pixels[k];
    };
    region_metrics const found = evaluate(net, test, looking);
    CHECK(all == 10 * 50 * 50);
    CHECK(found.pixel_accuracy() == static_cast<double>(right) / static_cast<double>(all));
    CHECK(found.pixel_accuracy() > 0.8);
    CHECK(found.iou(1) > 0.5);
    CHECK(found.mean_iou() < 0.7); // a region alone is no lake
}
TEST_CASE("labels of an image are those of its regions, each as large as its part of the image") {
    model<shores> net{batch{2}, seed{3}};
    fit(net, synthetic_lakes(8, 32), quick_adamw, silently(1));
    bitmap const image = synthetic_lakes(1, 64, 9).load(0, 3).image;
    bitmap const labels = label_image(net, image);
    std::vector<float> x(3 * 32 * 32);
    write_input(image, net.preprocessing(), net.input, std::span(x));
    auto const output = net.predict(x);
    for (index_t r = 0; r < 64; ++r)
        for (index_t q = 0; q < 64; ++q) {
            auto const region = static_cast<std::size_t>(r / 8 * 8 + q / 8);
            auto const given = labels.at(r, q);
            for (std::size_t k = 0; k < 3; ++k)
                if (output[k * 64 + region] > output[given * 64u + region]) FAIL_CHECK("not the most probable");
        }
}
TEST_CASE("a training on labelled images goes on after an interruption to the same bits, whatever the workers") {
    temporary_folder const folder;
    synthetic_lakes const data(20, 32, 4);
    auto how = silently(3);
    how.augment = horizontal_flip{};
    how.workers = 0;
    model<shores> whole{batch{6}, seed{2}};
    fit(whole, data, quick_adamw, how);

    how.workers = 3;
    {
        model<shores> begun{batch{6}, seed{2}};
        trainer run(begun, quick_adamw);
        auto interrupted = how;
        interrupted.save_every = 3; // of four steps in an epoch
        interrupted.save = [&](training_state const& state) {
            save_checkpoint(folder / "a.checkpoint", run);
            if (state.epoch == 1 && state.batch > 0) fail("enough");
        };
        CHECK(complaint([&] { fit(run, data, interrupted); }) == "enough");
    }
    model<shores> resumed{batch{6}, seed{2}};
    trainer run(resumed, quick_adamw);
    load_checkpoint(folder / "a.checkpoint", run);
    CHECK(run.state().epoch == 1);
    CHECK(run.state().batch > 0);
    CHECK(complaint([&] { fit(run, synthetic_lakes(21, 32, 4), how); }) ==
          "the training began on other data than it is to go on with");
    fit(run, data, how);
    CHECK(state_bits(resumed) == state_bits(whole));
    CHECK(resumed.preprocessing() == whole.preprocessing());
}
TEST_CASE("a model that labels regions is saved with the names of its classes") {
    temporary_folder const folder;
    model<shores> net{batch{4}, seed{3}}, other{batch{1}, seed{5}};
    fit(net, synthetic_lakes(4, 32), quick_adamw, silently(1));
    save(net, folder / "a.safetensors");
    load(other, folder / "a.safetensors");
    CHECK(other.preprocessing() == net.preprocessing());
    bitmap const image = synthetic_lakes(1, 40, 9).load(0, 3).image;
    CHECK(label_image(other, image) == label_image(net, image));
    model<labels_regions<4>> fifth{batch{1}, seed{5}};
    CHECK(complaint([&] { load(fifth, folder / "a.safetensors"); }) != "");
}
TEST_CASE("bad images are skipped by choice, in training, in validation and in evaluation, each named once") {
    struct one_bad : synthetic_lakes {
        using synthetic_lakes::synthetic_lakes;
        labelled_image load(index_t i, index_t channels) const override {
            if (i == 2) fail("the third is bad");
            return synthetic_lakes::load(i, channels);
        }
    };
    one_bad const data(8, 32), others(4, 32, 2);
    model<shores> net{batch{3}, seed{1}};
    auto how = silently(2);
    how.validation = &others;
    CHECK(complaint([&] { fit(net, data, quick_adamw, how); }) == "the third is bad");
    CHECK(net.steps() == 0);

    std::vector<std::string> named;
    how.on_bad_file = bad_file::skip;
    how.report = [&](std::string const& message) { named.push_back(message); };
    struct counting : callback {
        index_t samples = 0;
        void after_step(training_moment& now) override { samples = std::max(samples, now.state.samples); }
    } counted;
    how.callbacks = {&counted};
    auto const state = fit(net, data, quick_adamw, how);
    CHECK(counted.samples == 7); // in an epoch
    CHECK(net.steps() == 6);
    CHECK(named == std::vector<std::string>{"the third is bad", "the third is bad"}); // of each set
    CHECK(net.preprocessing().mean ==
          mean_of(detail::images_alone(data, 32, 32), 3, bad_file::skip)); // of those that are read
    CHECK(state.history.back().top1 > 0);

    CHECK(complaint([&] { evaluate(net, others); }) == "the third is bad");
    CHECK(evaluate(net, others, {.on_bad_file = bad_file::skip}).matrix().items() == 3 * 32 * 32);

    struct all_bad : one_bad {
        using one_bad::one_bad;
        labelled_image load(index_t, index_t) const override { fail("bad"); }
    };
    all_bad const none(2, 32);
    CHECK(complaint([&] { fit(net, none, quick_adamw, how); }) ==
          "no image of the data set can be read, so it has no mean image");
    how.validation = &none;
    CHECK(complaint([&] { fit(net, data, quick_adamw, how); }) == "no label of the validation data counts");
}
TEST_CASE("an epoch of labelled images is what was asked for, and goes on to the same bits") {
    synthetic_lakes const data(9, 32, 4), others(3, 32, 2);
    auto how = silently(2);
    how.validation = &others;
    how.sampling = weighted({4, 1, 1, 1, 1, 1, 1, 1, 1}, 14);
    model<shores> whole{batch{4}, seed{2}};
    fit(whole, data, quick_adamw, how);
    CHECK(whole.steps() == 8);
    auto interrupted = how;
    interrupted.save_every = 1;
    model<shores> begun{batch{4}, seed{2}};
    trainer run(begun, quick_adamw);
    interrupted.save = [&](training_state const&) {
        if (begun.steps() == 6) fail("enough");
    };
    CHECK(complaint([&] { fit(run, data, interrupted); }) == "enough");
    how.workers = 0;
    fit(run, data, how);
    CHECK(state_bits(begun) == state_bits(whole));
}
TEST_CASE("of labelled images that cannot be read the first of several processes names each, once") {
    struct some_bad : synthetic_lakes {
        std::string kind;
        some_bad(index_t count, std::uint64_t seed, std::string of) : synthetic_lakes(count, 32, seed), kind(of) {}
        labelled_image load(index_t i, index_t channels) const override {
            if (i % 3 == 1) fail(kind, " ", i, " cannot be read");
            return synthetic_lakes::load(i, channels);
        }
    };
    some_bad const data(9, 4, "lake"), others(5, 2, "other");
    std::vector<std::string> named[2];
    auto const errors = in_processes(2, [&](process_group& group) {
        model<shores> net{batch{2}, seed{2}, threads{1}};
        trainer run(net, quick_adamw, group);
        auto how = silently(2);
        how.validation = &others;
        how.shards = 2;
        how.workers = 0;
        how.on_bad_file = bad_file::skip;
        how.report = [&](std::string const& one) { named[group.rank()].push_back(one.substr(0, one.find(" cannot"))); };
        fit(run, data, how);
    });
    CHECK(errors == std::vector<std::string>(2));
    std::ranges::sort(named[0]);
    CHECK(named[0] == std::vector<std::string>{"lake 1", "lake 4", "lake 7", "other 1", "other 4"});
    CHECK(named[1].empty());
}
TEST_CASE("processes that share updates label as one does, to the bit, and hear of what another could not read") {
    synthetic_lakes const data(11, 32, 4), others(7, 32, 2);
    auto how = silently(2);
    how.validation = &others;
    how.augment = horizontal_flip{};
    how.shards = 3;
    how.workers = 0;
    model<shores> whole{batch{2}, seed{2}};
    float const loss = fit(whole, data, quick_adamw, how).history.back().validation_loss;
    CHECK(whole.steps() == 12);
    auto const in_two = [&](auto const& data_of) {
        return in_processes(2, [&](process_group& group) {
            model<shores> net{batch{2}, seed{2}, threads{1}};
            trainer run(net, quick_adamw, group);
            auto const history = fit(run, data_of(group), how).history;
            CHECK(history.back().validation_loss == loss);
            CHECK(state_bits(net) == state_bits(whole));
        });
    };
    CHECK(in_two([&](process_group&) -> labelled_images const& { return data; }) == std::vector<std::string>(2));
    struct bad : synthetic_lakes {
        using synthetic_lakes::synthetic_lakes;
        labelled_image load(index_t, index_t) const override { fail("no disk"); }
    };
    bad const worse(11, 32, 4);
    auto const said = in_two([&](process_group& group) -> labelled_images const& {
        return group.rank() == 1 ? static_cast<labelled_images const&>(worse) : data;
    });
    CHECK(said == std::vector<std::string>{"process 1: no disk", "no disk"});
}
TEST_CASE("pixels that do not count are not counted, and regions of them alone teach nothing") {
    std::vector<std::string> const classes{"sea", "land", "lake"};
    bitmap labels(32, 32, 1);
    std::fill(labels.pixels.begin(), labels.pixels.end(), 255);
    labels.at(3, 3) = 1;
    one_image const data(classes, labels);
    model<shores> net{batch{1}, seed{3}};
    auto const state = fit(net, data, quick_adamw, silently(2));
    CHECK(std::isfinite(state.history.back().train_loss));
    CHECK(evaluate(net, data).matrix().items() == 1);
}
TEST_CASE("labelled images that do not fit are refused before anything is written") {
    temporary_folder const folder;
    model<shores> net{batch{2}, seed{3}};
    auto const before = state_bits(net);
    auto how = silently(1);
    how.log = (folder / "log.csv").string();
    auto const said = [&](labelled_images const& data) { return complaint([&] { fit(net, data, quick_adamw, how); }); };
    CHECK(said(one_image({"a", "b"}, bitmap(8, 8, 1))) == "the labelled images have 2 classes, but the network has 3");
    bitmap labels(8, 8, 1);
    labels.at(7, 7) = 3;
    CHECK_THAT(said(one_image({"a", "b", "c"}, labels)),
               Contains("the image has the label 3, but there are 3 classes"));
    CHECK_THAT(said(one_image({"a", "b\nc", "d"}, bitmap(8, 8, 1))), Contains("it has two lines"));
    CHECK(said(synthetic_lakes(0)) == "there are no labelled images");
    one_image const others({"a", "b", "c"}, bitmap(8, 8, 1));
    how.validation = &others;
    CHECK(said(synthetic_lakes(2, 32)) == "the classes of the validation data are not those of the training data");
    how.validation = nullptr;
    how.augment = cutout{.probability = 2};
    CHECK_THAT(said(unreadable()), Contains("probability"));
    how.augment = {};
    how.workers = -1;
    CHECK_THAT(said(unreadable()), Contains("-1 workers"));
    how.workers = 0;
    how.sampling = balanced();
    CHECK(said(unreadable()) == "only samples that have one class each can be balanced");
    how.sampling = weighted({1, 1});
    CHECK(said(unreadable()) == "there are 2 weights for 1 items");
    how.sampling = {};
    how.epochs = -1;
    CHECK_THAT(said(unreadable()), Contains("cannot have -1 epochs"));
    CHECK_THAT(said(synthetic_lakes(2, 32)), Contains("cannot have -1 epochs"));
    CHECK(!std::filesystem::exists(folder / "log.csv"));
    CHECK(state_bits(net) == before);
    CHECK(net.preprocessing().classes.empty());
    CHECK(complaint([&] { label_image(net, bitmap(8, 8, 3)); }) ==
          "the model does not know how images become its input: load that with its parameters");

    fit(net, synthetic_lakes(2, 32), quick_adamw, silently(1));
    CHECK(complaint([&] { evaluate(net, others); }) ==
          "the classes of the labelled images are not those that the model was trained on");
    CHECK_THAT(complaint([&] { label_image(net, bitmap(8, 8, 1)); }), Contains("an image of 1 channels does not fit"));
}
