#include "fit/small_scenes.hpp"
#include "temporary_folder.hpp"

#include <chrnn/fit/fit_features.hpp>
#include <chrnn/io/cached_features.hpp>
#include <chrnn/io/read_tensor.hpp>
#include <chrnn/io/safetensors.hpp>
#include <chrnn/network/frozen.hpp>

#include <catch2/catch.hpp>

#include <fstream>
#include <limits>

using namespace chrnn;
using Catch::Matchers::Contains;

namespace {

struct scenes : network<input<3, 28, 28>, frozen<conv<4, 7, stride<3>>, rectifier>, pyramid<3, 1>, dropout<0.5>,
                        dense<9>, rectifier, dropout<0.5>, dense<8>, softmax_cross_entropy> {};

synthetic_scenes const train(40, 32, 1), test(24, 32, 2);

double largest_difference(std::span<float const> a, std::span<float const> b) {
    REQUIRE(a.size() == b.size());
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(double(a[i]) - double(b[i])));
    return most;
}

/// Changes one byte of a file.
void flip(std::filesystem::path const& path, std::uintmax_t at) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    char const old = static_cast<char>(file.get());
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(old ^ 64));
}

/// The training images, of which some cannot be read, or all are dark.
struct with_gaps : dataset {
    dataset const& whole = train;
    bool broken = true, dark = false;
    index_t size() const override { return whole.size(); }
    index_t rows() const override { return whole.rows(); }
    index_t columns() const override { return whole.columns(); }
    std::vector<std::string> const& classes() const override { return whole.classes(); }
    int label(index_t i) const override { return whole.label(i); }
    std::string name(index_t i) const override { return whole.name(i); }
    bitmap load(index_t i, index_t channels) const override {
        if (broken && i % 13 == 3) fail(name(i), " cannot be read");
        bitmap image = whole.load(i, channels);
        for (auto& pixel : image.pixels) pixel = static_cast<std::uint8_t>(dark ? pixel / 2 : pixel);
        return image;
    }
};

} // namespace

TEST_CASE("training on features gives the weights that training on images gives") {
    temporary_folder const folder;
    sgd const rule{.rate = 0.05, .clip = 1};
    auto const views = GENERATE(crop_policy::random_of_ten, crop_policy::centre);
    model<scenes> on_images(batch{16}, seed{3}, threads{1}), on_features(batch{16}, seed{3}, threads{1});
    auto const before = std::vector<float>(on_images.parameters_span().begin(), on_images.parameters_span().end());

    auto const expected = fit(on_images, train, rule,
                              {.epochs = 4, .validation = &test, .crops = views, .progress = progress_style::none});
    auto const kept = cached_features(on_features, train, folder / "train", {.crops = views});
    auto const tests = cached_features(on_features, test, folder / "test", {.mean = kept.preprocessing().mean});
    auto const run =
        fit(on_features, kept, rule, {.epochs = 4, .validation = &tests, .progress = progress_style::none});

    CHECK(largest_difference(on_images.parameters_span(), on_features.parameters_span()) < 1e-6);
    CHECK(largest_difference(on_images.parameters_span(), before) > 1e-3);
    CHECK(on_images.preprocessing() == on_features.preprocessing());
    REQUIRE(run.history.size() == 4);
    CHECK(run.history[3].train_loss == Approx(expected.history[3].train_loss).epsilon(1e-5));
    CHECK(run.history[3].validation_loss == Approx(expected.history[3].validation_loss).epsilon(1e-5));

    for (crop_policy crops : {crop_policy::centre, crop_policy::ten}) {
        auto const by_images = evaluate(on_images, test, {.crops = crops}),
                   by_features = evaluate(on_features, tests, crops);
        CHECK(by_features.loss() == Approx(by_images.loss()).epsilon(1e-5));
        CHECK(by_features.count() == 24);
    }
}

TEST_CASE("what save sees of a training on features is the whole model") {
    temporary_folder const folder;
    model<scenes> net(batch{16}, seed{3}, threads{1});
    auto const kept = cached_features(net, train, folder / "train", {.crops = crop_policy::centre});
    std::vector<std::vector<float>> seen;
    feature_fit_options how{.epochs = 2, .progress = progress_style::none};
    how.save = [&](training_state const&) { seen.push_back(net.named_parameters().back().copy()); };
    fit(net, kept, sgd{.rate = 0.05}, how);
    REQUIRE(seen.size() == 2);
    CHECK(seen[0] != seen[1]);
    CHECK(seen[1] == net.named_parameters().back().copy());
    CHECK(net.preprocessing().classes == train.classes());
}

TEST_CASE("a training of the head alone goes on where it stood") {
    temporary_folder const folder;
    model<scenes> net(batch{16}, seed{3}, threads{1});
    auto const kept = cached_features(net, train, folder / "train");
    model<head_of<scenes>> once(batch{16}, seed{1}, threads{1}), twice(batch{16}, seed{1}, threads{1});
    trainer whole(once, sgd{.rate = 0.05}), parts(twice, sgd{.rate = 0.05});
    fit(whole, kept, {.epochs = 3, .progress = progress_style::none});
    fit(parts, kept, {.epochs = 1, .progress = progress_style::none});
    fit(parts, kept, {.epochs = 3, .progress = progress_style::none});
    CHECK(bits(once) == bits(twice));
    auto const others = cached_features(net, test, folder / "test");
    CHECK_THROWS_WITH(fit(parts, others, {.epochs = 4}), "the training began on other data than it is to go on with");
}

TEST_CASE("features are computed once, and anew for other weights, views, scales, labels or pixels") {
    temporary_folder const folder;
    auto const path = folder / "train";
    model<scenes> net(batch{16}, seed{3}, threads{1}), same(batch{7}, seed{3}, threads{1}),
        other(batch{16}, seed{4}, threads{1});
    auto const first = cached_features(net, train, path);
    CHECK(first.info().computed == 40);
    CHECK_FALSE(std::filesystem::exists(folder / "train.unfinished"));
    auto const again = cached_features(same, train, path);
    CHECK(again.info().computed == 0);
    CHECK(again.preprocessing() == first.preprocessing());
    CHECK(largest_difference(first.of(39, 9), again.of(39, 9)) == 0);
    CHECK(std::ranges::any_of(first.of(39, 9), [](float x) { return x != 0; }));

    auto const elsewhere = cached_features(other, train, path);
    CHECK(elsewhere.info().computed == 40);
    CHECK(largest_difference(first.of(39, 9), elsewhere.of(39, 9)) > 0); // what was mapped stays
    CHECK(cached_features(net, train, path).info().computed == 40);
    CHECK(cached_features(net, train, path, {.crops = crop_policy::ten}).info().computed == 0);
    CHECK(cached_features(net, train, path, {.crops = crop_policy::centre}).info().computed == 40);
    CHECK(cached_features(net, train, path, {.images = {.scale = 1.f}}).info().computed == 40);
    CHECK(cached_features(net, train, path, {.mean = mean_image{}}).info().computed == 40);
    CHECK(cached_features(net, test, path).info().computed == 24);
    with_gaps data; // of the same names and labels
    data.broken = false;
    CHECK(cached_features(net, data, path).info().computed == 40);
    CHECK(cached_features(net, train, path).info().computed == 0);
    data.dark = true;
    CHECK(cached_features(net, data, path).info().computed == 40);
}

TEST_CASE("what was interrupted goes on, and nothing takes it for whole") {
    temporary_folder const folder;
    auto const path = folder / "train";
    model<scenes> net(batch{16}, seed{3}, threads{1});
    auto const whole = cached_features(net, train, folder / "whole", {.crops = crop_policy::centre});
    feature_options how{.crops = crop_policy::centre};
    how.progress = [](index_t done, index_t) {
        if (done == 32) fail("stopped");
    };
    CHECK_THROWS_WITH(cached_features(net, train, path, how), "stopped");
    CHECK_FALSE(std::filesystem::exists(path));
    auto const rest = cached_features(net, train, path, {.crops = crop_policy::centre});
    CHECK(rest.info().computed == 8);
    for (index_t i = 0; i < 40; ++i) CHECK(largest_difference(whole.of(i, 0), rest.of(i, 0)) == 0);

    std::filesystem::rename(path, folder / "train.unfinished"); // ended behind the last row
    CHECK(cached_features(net, train, path, {.crops = crop_policy::centre}).info().computed == 0);
    CHECK(std::filesystem::exists(path));
    CHECK_FALSE(std::filesystem::exists(folder / "train.unfinished"));

    how.progress = [](index_t, index_t) { fail("stopped"); };
    model<scenes> other(batch{16}, seed{4}, threads{1});
    CHECK_THROWS_WITH(cached_features(other, train, path, how), "stopped");
    CHECK(cached_features(net, train, path, {.crops = crop_policy::centre}).info().computed == 0); // still there
}

TEST_CASE("features that were damaged or cut off are said to be and computed again") {
    temporary_folder const folder;
    auto const path = folder / "train";
    model<scenes> net(batch{16}, seed{3}, threads{1});
    std::vector<std::string> said;
    feature_options how;
    how.images.report = [&](std::string const& text) { said.push_back(text); };
    auto const whole = cached_features(net, train, folder / "whole", how);
    cached_features(net, train, path, how);
    CHECK(said.empty());
    auto const size = std::filesystem::file_size(path);
    auto const row = size_t(10 * whole.info().numbers) * sizeof(float);

    flip(path, size - 1);           // image 39
    flip(path, size - 5 * row + 2); // image 35
    auto const mended = cached_features(net, train, path, how);
    CHECK(mended.info().computed == 2);
    REQUIRE(said.size() == 1);
    CHECK_THAT(said[0], Contains("the features of 2 images were damaged and are computed again"));
    for (index_t i : {34, 35, 39}) CHECK(largest_difference(whole.of(i, 9), mended.of(i, 9)) == 0);

    flip(path, size - 40 * row - 3); // the mean image, without which no row is worth anything
    auto const anew = cached_features(net, train, path, how);
    CHECK(anew.preprocessing() == whole.preprocessing());
    CHECK(anew.info().computed == 40);

    std::filesystem::resize_file(path, size - 3 * row + 1);
    auto const longer = cached_features(net, train, path, how);
    CHECK(longer.info().computed == 3);
    CHECK(largest_difference(whole.of(39, 9), longer.of(39, 9)) == 0);
    CHECK(said.size() == 3);
    CHECK(std::filesystem::file_size(path) == size);

    // Wherever a byte is damaged, all are right behind it, or the file is refused.
    for (std::uintmax_t at = 0; at < size; at += at < 1000 ? 37 : 9973) {
        flip(path, at);
        try {
            auto const found = cached_features(net, train, path, how);
            for (index_t i = 0; i < 40; ++i) CHECK(largest_difference(whole.of(i, 3), found.of(i, 3)) == 0);
            CHECK(found.preprocessing() == whole.preprocessing());
        } catch (error const& refused) {
            CHECK_THAT(refused.what(), Contains("which is no file of features"));
            flip(path, at);
        }
    }
}

TEST_CASE("a file of another kind is refused and stays as it is, as is one that another process computes") {
    temporary_folder const folder;
    model<scenes> net(batch{16}, seed{3}, threads{1});
    auto const path = folder / "net.safetensors";
    for (std::string const& text :
         {std::string("weights that took a month"), std::string(), std::string(9000, '\xff')}) {
        write_file(path, text);
        CHECK_THROWS_WITH(cached_features(net, train, path),
                          Contains("net.safetensors', which is no file of features: give them another name"));
        CHECK(std::filesystem::file_size(path) == text.size());
    }
    write_file(folder / "test.unfinished", "weights that took a month");
    CHECK_THROWS_WITH(cached_features(net, train, folder / "test"), Contains("test.unfinished', which is no file of"));
    CHECK(std::filesystem::file_size(folder / "test.unfinished") == 25);
    detail::mapped_file const others((folder / "train.unfinished").native());
    CHECK_THROWS_WITH(cached_features(net, train, folder / "train"), Contains("is being written by another process"));
    CHECK_THROWS_WITH(cached_features(net, train, folder / "none" / "train"), Contains("No such file or directory"));
}

TEST_CASE("images that cannot be read are left out, and tried again the next time") {
    temporary_folder const folder;
    model<scenes> net(batch{16}, seed{3}, threads{1}), twin(batch{16}, seed{3}, threads{1});
    with_gaps data;
    image_options const skipping{.on_bad_file = bad_file::skip};
    CHECK_THROWS_WITH(cached_features(net, data, folder / "train"), Contains("cannot be read"));
    auto const kept = cached_features(net, data, folder / "train", {.images = skipping});
    CHECK(kept.info().computed == 37);
    sgd const rule{.rate = 0.05};
    fit(twin, data, rule, {.epochs = 2, .images = skipping, .progress = progress_style::none});
    fit(net, kept, rule, {.epochs = 2, .progress = progress_style::none});
    CHECK(largest_difference(net.parameters_span(), twin.parameters_span()) < 1e-6);
    CHECK(evaluate(net, kept).count() == 37);
    data.broken = false;
    CHECK(cached_features(net, data, folder / "train", {.images = skipping}).info().computed == 3);
    feature_options how{.mean = kept.preprocessing().mean, .images = skipping};
    CHECK(cached_features(net, data, folder / "train", how).info().computed == 40);
}

TEST_CASE("other readers of safetensors read features") {
    temporary_folder const folder;
    model<scenes> net(batch{16}, seed{3}, threads{1});
    auto const kept = cached_features(net, train, folder / "train");
    auto const file = read_safetensors(folder / "train");
    auto const all = read_tensor<float>(file, "features");
    CHECK(all.shape == std::vector<index_t>{40, 10, kept.info().numbers});
    CHECK(largest_difference(kept.of(39, 9), std::span(all.values).last(std::size_t(kept.info().numbers))) == 0);
    net.keep_outputs();
    std::vector<float> view(std::size_t(scenes::input.size()));
    detail::write_crop(train.load(7, 3), 28, 28, 4, kept.preprocessing().mean, kept.preprocessing().scale, view);
    net.predict(view);
    CHECK(largest_difference(kept.of(7, 4), net.output("relu1")) < 1e-6);
}

TEST_CASE("features that do not fit a model are refused") {
    temporary_folder const folder;
    model<scenes> net(batch{16}, seed{3}, threads{1}), other(batch{16}, seed{4}, threads{1});
    auto const kept = cached_features(net, train, folder / "train", {.crops = crop_policy::centre});
    std::string const foreign = "the features are of other frozen layers, or of other parameters, than the model has";
    CHECK_THROWS_WITH(fit(other, kept), foreign);
    CHECK_THROWS_WITH(evaluate(other, kept), foreign);
    std::vector<float> const before(net.parameters_span().begin(), net.parameters_span().end());
    CHECK_THROWS_WITH(fit(net, kept, {}, {.validation = &kept, .validation_crops = crop_policy::ten}),
                      "of the ten views only the one at the centre was kept as features");
    CHECK(std::ranges::equal(net.parameters_span(), before));
    CHECK_THROWS_WITH(evaluate(net, kept, crop_policy::ten),
                      "of the ten views only the one at the centre was kept as features");
    CHECK_THROWS_WITH(evaluate(net, kept, crop_policy::random_of_ten), Contains("not one of them at random"));
    auto const unlike = cached_features(other, test, folder / "test");
    CHECK_THROWS_WITH(fit(net, kept, sgd{}, {.validation = &unlike}),
                      "the features of the validation data are of other frozen layers, or of other parameters");
    auto const own_mean = cached_features(net, test, folder / "test");
    CHECK_THROWS_WITH(fit(net, kept, sgd{}, {.validation = &own_mean}), Contains("another mean image or scale"));
    fit(net, kept, sgd{}, {.epochs = 0});
    CHECK_THROWS_WITH(evaluate(net, own_mean), Contains("another mean image or scale"));
    other.parameters_span()[0] = std::numeric_limits<float>::infinity();
    CHECK_THROWS_WITH(cached_features(other, train, folder / "infinite"), Contains("is not finite"));
    model<head_of<network<input<3, 28, 28>, frozen<conv<4, 7>>, dense<8>, softmax_cross_entropy>>> wide(batch{16});
    trainer run(wide, sgd{});
    CHECK_THROWS_WITH(fit(run, kept), Contains("an image has 256 features, but the network takes 4x22x22"));
}
