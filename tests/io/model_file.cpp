#include "io/complaint.hpp"
#include "network/networks.hpp"
#include "temporary_folder.hpp"

#include <chrnn/data/crop.hpp>
#include <chrnn/io/model_file.hpp>
#include <chrnn/train/optimiser.hpp>

#include <catch2/catch.hpp>

#include <cstring>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {

struct tiny : network<input<3, 6, 5>, conv<4, 3>, rectifier, dropout<0.5>, dense<3>, softmax_cross_entropy> {};

/// What prediction needs of images of 8x7.
preprocessing prepared() {
    preprocessing p{8, 7, {3, 8, 7, std::vector<float>(3 * 8 * 7)}, 0.037f, {"sea", "a wood", "Straße, \"wet\""}};
    for (std::size_t i = 0; i < p.mean.values.size(); ++i) p.mean.values[i] = 90.f + static_cast<float>(i % 31) / 3;
    return p;
}
/// An image of another size than the network's.
bitmap picture() {
    bitmap image(11, 9, 3);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = static_cast<std::uint8_t>(random_stream{12}.below(256, i));
    return image;
}
template <class Scalar>
struct trained : model<tiny, cpu, Scalar> {
    explicit trained(std::uint64_t which = 1) : model<tiny, cpu, Scalar>(batch{2}, seed{which}, threads{1}) {}
    void train() {
        optimiser learn(*this, sgd{});
        for (std::uint64_t step = 0; step < 5; ++step) {
            both_passes(*this, random_images<tiny, Scalar>(2, step), random_labels<tiny>(2, step));
            learn.step(0.01);
        }
        this->preprocessing() = prepared();
    }
};
template <class Scalar>
std::vector<Scalar> numbers_of(trained<Scalar>& m) {
    return copy_of(m.parameters_span());
}
bool same_answers(std::vector<class_probability> const& a, std::vector<class_probability> const& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](auto const& x, auto const& y) { return x.name == y.name && x.probability == y.probability; });
}

} // namespace

TEMPLATE_TEST_CASE("a trained model, saved and loaded into another, calls an image the same", "", float, double) {
    temporary_folder const folder;
    trained<TestType> from, to(2);
    from.train();
    save(from, folder / "m", {{"note", "mine"}, {"scale", "not mine to give"}});
    CHECK(read_safetensors(folder / "m").metadata.at("note") == "mine");
    CHECK(complaint([&] { (void)to.classify(picture()); }) ==
          "the model does not know the names of its 3 classes: load them with its parameters");
    load_report const report = load(to, folder / "m");
    CHECK((report.kept.empty() && report.unused.empty()));
    CHECK(to.preprocessing() == prepared());
    CHECK(numbers_of(to) == numbers_of(from));
    auto const answers = from.classify(picture());
    CHECK(same_answers(to.classify(picture()), answers));
    CHECK(answers.size() == 3);
    CHECK((answers[0].probability >= answers[1].probability && answers[1].probability >= answers[2].probability));
    CHECK(answers[0].probability + answers[1].probability + answers[2].probability == Approx(1));

    // and it is the image, cropped at the centre, less the mean, times the scale, that is classified
    std::vector<float> x(static_cast<std::size_t>(tiny::input.size()));
    write_crop(resize(picture(), 8, 7), 6, 5, 0, prepared().mean, prepared().scale, x);
    auto const p = copy_of(to.predict(x));
    for (auto const& [name, probability] : answers) {
        auto const label = std::find(to.preprocessing().classes.begin(), to.preprocessing().classes.end(), name);
        CHECK(probability ==
              static_cast<double>(p[static_cast<std::size_t>(label - to.preprocessing().classes.begin())]));
    }
}
TEST_CASE("a file without a mean image gives one of zero, not the mean of before") {
    temporary_folder const folder;
    trained<float> from, to(2);
    from.train(), to.train();
    from.preprocessing().mean = {};
    save(from, folder / "m");
    load(to, folder / "m");
    CHECK(to.preprocessing() == from.preprocessing());
}
TEST_CASE("parameters saved without what prediction needs are loaded, and leave what the model knows") {
    temporary_folder const folder;
    trained<float> from, to(2), fresh(3);
    from.train();
    save_parameters(folder / "m", from.named_parameters(), {{"epoch", "3"}});
    to.preprocessing() = prepared();
    load(to, folder / "m");
    load(fresh, folder / "m");
    CHECK(numbers_of(to) == numbers_of(from));
    CHECK(to.preprocessing() == prepared());
    CHECK(fresh.preprocessing() == preprocessing{});
}
TEST_CASE("for fine-tuning parameters are loaded without the classes of another task") {
    temporary_folder const folder;
    trained<float> from, to(2);
    from.train();
    save(from, folder / "m");
    load_report const report = load(to, folder / "m", {.except = {"fc2"}});
    CHECK(report.kept == std::vector<std::string>{"fc2.weight", "fc2.bias"});
    CHECK(to.preprocessing() == preprocessing{});
    CHECK(to.named_parameters()[0].values[5] == from.named_parameters()[0].values[5]);
}
TEST_CASE("what makes no sense beside the parameters is refused in one sentence, and nothing has changed") {
    temporary_folder const folder;
    trained<float> from, to(2);
    from.train();
    to.train();
    to.preprocessing().classes = {"one", "two", "three"};
    auto const before = numbers_of(to);
    auto const known = to.preprocessing();
    std::map<std::string, std::string> good;
    std::vector<tensor_bytes> mean;
    add_preprocessing(from.preprocessing(), mean, good);
    auto const refused = [&](std::map<std::string, std::string> const& metadata, preprocessing const& p) {
        auto tensors = tensors_of(from.named_parameters());
        std::map<std::string, std::string> ignored;
        add_preprocessing(p, tensors, ignored);
        write_safetensors(folder / "m", std::move(tensors), metadata);
        std::string const said = complaint([&] { load(to, folder / "m"); });
        CHECK(numbers_of(to) == before);
        CHECK(to.preprocessing() == known);
        CHECK(said.find('\n') == std::string::npos);
        CHECK_THAT(said, Contains((folder / "m").string()));
        return said;
    };
    for (std::string const key : {"image_rows", "image_columns", "scale"}) {
        auto without = good;
        without.erase(key);
        CHECK_THAT(refused(without, prepared()),
                   Contains(key == "scale" ? "makes no sense: it has a mean image, but no classes or no scale"
                                           : "makes no sense: it has no " + key));
        for (std::string const text :
             {"", "x", "0", "-3", "8 ", "8x", "1e999", "nan", "inf", "99999999999999999999999"}) {
            auto damaged = good;
            damaged[key] = text;
            if (key == "scale" && text == "99999999999999999999999") continue; // large, but a number
            CHECK_THAT(refused(damaged, prepared()), Contains("makes no sense: its " + key + " is '" + text));
        }
    }
    auto damaged = good;
    damaged["classes"] = "sea\na wood\n";
    CHECK_THAT(refused(damaged, prepared()), Contains("tells 2 classes apart, but the network 3"));
    damaged["classes"] = "sea\na wood\nan end that is missi";
    CHECK_THAT(refused(damaged, prepared()), Contains("tells 2 classes apart, but the network 3"));
    damaged = good;
    damaged["image_rows"] = "9";
    CHECK_THAT(refused(damaged, prepared()), Contains("its mean image is F32 of [3, 8, 7], its images are of 9x7"));
    damaged["image_rows"] = "5";
    preprocessing p = prepared();
    p.mean = {};
    CHECK_THAT(refused(damaged, p), Contains("5x7, are smaller than the input 3x6x5 of the network"));
    p = prepared();
    p.mean.channels = 1, p.mean.values.resize(8 * 7);
    CHECK_THAT(refused(good, p), Contains("has 1 channels, but the input of the network 3"));
    p = prepared();
    p.mean.values[9] = NAN;
    CHECK_THAT(refused(good, p), Contains("not all numbers of its mean image are finite"));

    // parameters that do not fit leave the preprocessing, too
    save_parameters(folder / "m", std::vector<parameter_view<float>>(1, from.named_parameters()[0]), good);
    CHECK_THAT(complaint([&] { load(to, folder / "m"); }), Contains("missing"));
    CHECK(numbers_of(to) == before);
    CHECK(to.preprocessing() == known);
}
TEST_CASE("a class whose name has two lines is not saved") {
    temporary_folder const folder;
    trained<float> m;
    m.train();
    m.preprocessing().classes[1] = "two\nlines";
    CHECK_THAT(complaint([&] { save(m, folder / "m"); }), Contains("it has two lines"));
    CHECK(!std::filesystem::exists(folder / "m"));
}
