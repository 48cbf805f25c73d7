#include <chrnn/report/command_text.hpp>
#include <chrnn/report/machine_facts.hpp>
#include <chrnn/report/training_page.hpp>

#include "io/complaint.hpp"
#include "report/markup.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {

std::string const hostile = "<script>alert('\"&\xff')</script>";
std::string const harmless = "<script>alert('\"&\uFFFD')</script>";

judged_image judged(std::string const& truth, std::vector<class_probability> guesses) {
    judged_image one{bitmap(2, 3, 3), "a/" + hostile + ".png", truth, std::move(guesses), 1.2345};
    return one;
}

training_report whole() {
    training_report r{.title = "Run of " + hostile};
    r.settings = {{"rate", "0.02"}, {hostile, hostile}};
    r.machine = machine_facts();
    r.command = "train " + hostile;
    r.epochs = 3;
    r.history = {{1, 0.1f, 2.5f, 0.25f, 2.25f, 0.375f, 0.75f, 60, 100},
                 {2, 0.002f, 1.5f, 0.5f, 1.75f, 0.625f, 1, 65, 90}};
    r.classes = {"beach", hostile};
    r.test.emplace(2);
    for (int truth : {0, 0, 0, 1}) r.test->add(std::span<double const>(std::vector{0.75, 0.25}), truth);
    r.worst = {judged(hostile, {{"beach", 0.75}, {hostile, 0.25}})};
    r.least_certain = {judged("beach", {{"beach", 0.5625}})};
    static std::vector<std::uint8_t> const pixels(12);
    boxed_image const region{{pixels, 2, 2, 3}, {{0, 1}, {0, 2}}, hostile};
    r.neighbours = {{region, {{"hidden state", {region, region}}}}};
    return r;
}

std::vector<std::string> texts_of(std::vector<element> const& all, std::string const& tag) {
    std::vector<std::string> found;
    for (element const& one : tagged(all, tag)) found.push_back(one.text);
    return found;
}
bool holds(std::vector<std::string> const& all, std::string const& text) {
    return std::find(all.begin(), all.end(), text) != all.end();
}
using none = std::vector<std::string>;

} // namespace

TEST_CASE("a training's page shows the figures, and nothing of it keeps anybody out") {
    auto const all = markup(training_page(whole()));
    CHECK(barriers(all) == none{});
    CHECK(texts_of(all, "h2") == none{"Result", "Course of the training", "Confusion of classes", "The worst mistakes",
                                      "The least certain", "Regions and their nearest neighbours", "Settings",
                                      "Machine", "To repeat it"});
    auto const figures = texts_of(all, "dd");
    CHECK(figures == none{"75.0%", "0.562", "4", "62.5%", "2", "2 of 3", "2:05"});
    auto const cells = texts_of(all, "td");
    for (auto const* text : {"0.002", "1.500", "50.0%", "1.750", "62.5%", "100.0%", "65.0", "90", "0.02"}) {
        INFO(text);
        CHECK(holds(cells, text));
    }
    std::vector<std::string> labels;
    for (element const& one : tagged(all, "svg"))
        if (one.attributes.contains("aria-label")) labels.push_back(one.attributes.at("aria-label"));
    REQUIRE(labels.size() == 4);
    CHECK(labels[0] == "loss over epochs: training, 2 epochs, at last 1.500; validation, 2 epochs, at last 1.750");
    CHECK(labels[1] == "accuracy over epochs: training, 2 epochs, at last 50.0%; validation, 2 epochs, at last 62.5%");
    CHECK(labels[2] == "learning rate over epochs: rate, 2 epochs, at last 0.002");
    CHECK(labels[3] == "A region of " + harmless + ". Nearest by hidden state: " + harmless + ", " + harmless + ". ");
}

TEST_CASE("foreign text in a page is text") {
    std::string const page = training_page(whole());
    CHECK_THAT(page, !Contains("alert('"));
    auto const all = markup(page);
    CHECK(tagged(all, "script").size() == 1);
    CHECK(texts_of(all, "h1") == none{"Run of " + harmless});
    CHECK(texts_of(all, "code") == none{"train " + harmless});
    CHECK(holds(texts_of(all, "td"), harmless));
    CHECK(holds(texts_of(all, "p"), "is " + harmless));
}

TEST_CASE("a page's confusion matrix has the counts, and the right ones are marked in more than color") {
    auto const all = markup(training_page(whole()));
    std::vector<std::string> counts, kinds;
    for (element const& one : tagged(all, "td"))
        if (one.attributes.contains("style")) counts.push_back(one.text), kinds.push_back(one.attributes.at("class"));
    CHECK(counts == none{"3", "0", "1", "0"});
    CHECK(kinds == none{"right", "none", "wrong", "right"});

    training_report many{.title = "many"};
    many.test.emplace(50);
    for (int k = 0; k < 50; ++k) many.classes.push_back("class " + std::to_string(k));
    auto const took = [&](int truth, std::size_t guess) {
        std::vector<double> p(50);
        p[guess] = 1;
        many.test->add(std::span<double const>(p), truth);
    };
    took(9, 7), took(3, 7), took(3, 7), took(7, 7), took(9, 2), took(4, 2), took(4, 2), took(4, 2);
    auto const large = markup(training_page(many));
    CHECK(barriers(large) == none{});
    CHECK(texts_of(large, "td") == none{"class 2", "3", "class 7", "2", "class 2", "1", "class 7", "1"});
}

TEST_CASE("a page's images come with their probabilities, and say in words what was right") {
    auto const all = markup(training_page(whole()));
    auto const images = tagged(all, "img");
    REQUIRE(images.size() == 2);
    for (element const& one : images) {
        CHECK_THAT(one.attributes.at("src"), Catch::StartsWith("data:image/png;base64,iVBOR"));
        CHECK(one.number("width") == 3);
        CHECK(one.number("height") == 2);
    }
    CHECK(images[0].attributes.at("alt") == "An image of the class " + harmless);
    auto const words = texts_of(all, "p");
    CHECK(holds(words, "\u2717 taken for beach"));
    CHECK(holds(words, "\u2713 rightly beach"));
    auto const items = texts_of(all, "li");
    for (std::string const& text :
         {std::string("beach 75.0%"), harmless + " 25.0%", std::string("beach 56.2%"), std::string("loss 1.23")}) {
        INFO(text);
        CHECK(holds(items, text));
    }
}

TEST_CASE("a page that is not finished loads itself anew, and a finished one does not") {
    training_report r = whole();
    auto const follows = [&] {
        auto const all = markup(training_page(r));
        CHECK(barriers(all) == none{});
        bool const refreshes = !tagged(all, "noscript").empty(), box = !tagged(all, "input").empty();
        CHECK(refreshes == box);
        return box;
    };
    CHECK(follows());
    r.finished = true;
    CHECK(!follows());
}

TEST_CASE("a report of nothing yet is a page, too, and gaps in a history are gaps") {
    auto const empty = markup(training_page({.title = "", .epochs = 3}));
    CHECK(texts_of(empty, "h2") == none{"Result"});
    CHECK(texts_of(empty, "dd") == none{"0 of 3", "0:00"});
    training_report losses{.title = "no labels"};
    losses.history = {{1, 0.1f, 0.5f, NAN, NAN, NAN, NAN, 1, 10}};
    auto const all = markup(training_page(losses));
    CHECK(barriers(all) == none{});
    CHECK(tagged(all, "figure").size() == 2);
    CHECK(holds(texts_of(all, "td"), "\u2013"));
}

TEST_CASE("a report that does not fit together is refused in a sentence") {
    training_report r = whole();
    r.classes.pop_back();
    CHECK(complaint([&] { training_page(r); }) == "a report of a test on 2 classes has the names of 1");
    r = whole();
    r.worst[0].image.pixels.pop_back();
    CHECK(complaint([&] { training_page(r); }) == "an image in a page has 17 bytes, not 2 x 3 x 3");
}

TEST_CASE("a command is written as the shell takes it") {
    char const* const arguments[] = {"./train", "--out=a/b", "two words", "it's", "", "$HOME", nullptr};
    CHECK(command_text(6, arguments) == "./train --out=a/b 'two words' 'it'\\''s' '' '$HOME'");
}

TEST_CASE("the machine's facts are there") {
    for (named_text const& one : machine_facts()) {
        INFO(one.name);
        CHECK(!one.text.empty());
        CHECK(one.text != "0");
    }
}
