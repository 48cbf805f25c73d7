#include <chrnn/io/checkpoint.hpp>

#include "fit/small_scenes.hpp"
#include "io/complaint.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

using half_dropped = model<plain_scenes<0.5>>;

/// A model and its training.
struct prepared {
    half_dropped net;
    trainer<half_dropped> train;

    explicit prepared(std::uint64_t from = 1) : net(batch{16}, seed{from}, threads{1}), train(net, {.rate = 0.001}) {}
};

fit_options epochs_of(index_t epochs) {
    fit_options options{.epochs = epochs, .progress = progress_style::none};
    return options;
}
synthetic_scenes const& forty_scenes() {
    static synthetic_scenes const all(40, 32);
    return all;
}
mean_image gray(index_t channels = 3, index_t side = 32) {
    return {channels, side, side, std::vector<float>(static_cast<std::size_t>(channels * side * side), 77.25f)};
}
/// What a model knows that was trained on the scenes scaled by 0.03.
preprocessing known() { return {32, 32, gray(), 0.03f, forty_scenes().classes()}; }

/// A checkpoint of a training whose model has that preprocessing.
void write_checkpoint(std::filesystem::path const& path, preprocessing const& p) {
    prepared one;
    one.net.preprocessing() = p;
    save_checkpoint(path, one.train);
}
/// What loading says, which must change nothing.
std::string refusal_of(std::filesystem::path const& path) {
    prepared one(7);
    one.net.preprocessing() = known();
    auto const before = bits(one.net);
    std::string const what = complaint([&] { load_checkpoint(path, one.train); });
    CHECK((bits(one.net) == before));
    CHECK(one.net.preprocessing() == known());
    CHECK(one.net.seed_value() == 7);
    return what;
}

} // namespace

TEST_CASE("a checkpoint of a model that was loaded, before any training, keeps its preprocessing") {
    temporary_folder const folder;
    prepared first;
    fit(first.train, forty_scenes(), epochs_of(1));
    save(first.net, folder / "model");

    prepared second(2), third(3);
    load(second.net, folder / "model");
    save_checkpoint(folder / "run", second.train);
    auto const mean = read_tensor<float>(read_safetensors(folder / "run"), "preprocessing.mean");
    CHECK(mean.shape == std::vector<index_t>{3, 32, 32});
    CHECK(mean.values == first.net.preprocessing().mean.values);
    load_checkpoint(folder / "run", third.train);
    CHECK(third.net.preprocessing() == first.net.preprocessing());
    CHECK((bits(third.net) == bits(second.net)));
    CHECK(third.train.state().data == 0);
}

TEST_CASE("a training that goes on from a checkpoint prepares images by the mean and the scale that it began with") {
    temporary_folder const folder;
    prepared whole, first, second(9);
    fit_options options = epochs_of(2);
    options.mean = gray();
    options.images.scale = 0.03f;
    fit(whole.train, forty_scenes(), options);

    options.epochs = 1;
    fit(first.train, forty_scenes(), options);
    save_checkpoint(folder / "run", first.train);
    load_checkpoint(folder / "run", second.train);
    CHECK(second.net.preprocessing() == known());
    fit(second.train, forty_scenes(), epochs_of(2));
    CHECK((bits(second.net) == bits(whole.net)));
    CHECK(second.net.preprocessing() == known());
    CHECK(second.train.state().history[1].train_loss == whole.train.state().history[1].train_loss);
}

TEST_CASE("a checkpoint without preprocessing leaves the model without one") {
    temporary_folder const folder;
    write_checkpoint(folder / "run", {});
    prepared one(7);
    one.net.preprocessing() = known();
    load_checkpoint(folder / "run", one.train);
    CHECK(one.net.preprocessing() == preprocessing{});
}

TEST_CASE("a checkpoint whose preprocessing does not fit the network changes nothing") {
    temporary_folder const folder;
    auto const path = folder / "run";
    std::string const file = "'" + path.string() + "'";
    auto const said_of = [&](auto const& change) {
        preprocessing p = known();
        change(p);
        write_checkpoint(path, p);
        return refusal_of(path);
    };
    CHECK(said_of([](preprocessing& p) { p.classes.pop_back(); }) ==
          file + " tells 7 classes apart, but the network 8");
    CHECK(said_of([](preprocessing& p) { p.classes.push_back("another"); }) ==
          file + " tells 9 classes apart, but the network 8");
    CHECK(said_of([](preprocessing& p) { p.rows = 27, p.mean = {}; }) ==
          "the images of " + file + ", 27x32, are smaller than the input 3x28x28 of the network");
    CHECK(said_of([](preprocessing& p) { p.mean = gray(1); }) ==
          "the mean image in " + file + " has 1 channels, but the input of the network 3");
    CHECK(said_of([](preprocessing& p) { p.mean = gray(3, 30); }) ==
          "the preprocessing in " + file +
              " makes no sense: its mean image is F32 of [3, 30, 30], its images are of 32x32");
    CHECK(said_of([](preprocessing& p) { p.mean.values[5] = NAN; }) ==
          "the preprocessing in " + file + " makes no sense: not all numbers of its mean image are finite");
}

TEST_CASE("a class whose name has two lines is not saved in a checkpoint, and the old one survives") {
    temporary_folder const folder;
    write_checkpoint(folder / "run", known());
    std::string const old = contents(folder / "run");
    preprocessing p = known();
    p.classes[3] = "two\nlines";
    CHECK(complaint([&] { write_checkpoint(folder / "run", p); }) ==
          "a class cannot be called 'two\\x0alines': it has two lines");
    CHECK((contents(folder / "run") == old));
    CHECK(folder.size() == 1);
}
