#include <chrnn/report/report_file.hpp>
#include <chrnn/report/tensorboard_log.hpp>

#include "fit/points.hpp"
#include "io/complaint.hpp"
#include "report/event_reader.hpp"
#include "report/markup.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace points;
using Catch::Contains;

namespace {

/// The steps at which a tag has a value of that kind.
std::vector<std::uint64_t> steps_of(std::vector<read_event> const& all, std::string const& tag,
                                    std::string const& kind = "scalar") {
    std::vector<std::uint64_t> found;
    for (read_event const& one : all)
        if (one.tag == tag && one.kind == kind) found.push_back(one.step);
    return found;
}
using steps = std::vector<std::uint64_t>;

/// Stops, and says so, behind so many steps; or fails.
struct stopping : callback {
    std::uint64_t after;
    explicit stopping(std::uint64_t after) : after(after) {}
    void after_step(training_moment& now) override {
        if (now.steps == after) now.stop();
    }
};

} // namespace

TEST_CASE("TensorBoard is told of steps, epochs, parameters and gradients, each at the number of steps done") {
    temporary_folder const folder;
    samples<int> const data = drawn(37), validation = drawn(9, 2); // five steps an epoch
    training<> one;
    tensorboard_log log(folder / "events", {.settings = {{"rate", "0.1\n0.2"}}, .every = 2, .histograms_every = 2});
    CHECK_THROWS_AS(log.file(), error);
    auto how = quietly(2, {&log});
    how.validation = &validation;
    fit(one.run, data, how);

    auto const all = events_in(folder / "events");
    CHECK(steps_of(all, "step/loss") == steps{2, 4, 6, 8, 10});
    CHECK(steps_of(all, "step/rate") == steps{2, 4, 6, 8, 10});
    CHECK(steps_of(all, "step/gradient length") == steps{2, 4, 6, 8, 10});
    for (auto const* tag : {"loss/training", "loss/validation", "accuracy/training", "accuracy/validation",
                            "accuracy/validation, top 5", "epoch/number", "epoch/seconds", "epoch/images a second"}) {
        INFO(tag);
        CHECK(steps_of(all, tag) == steps{5, 10});
    }
    std::size_t found = 0;
    for (auto const& own : one.net.named_parameters()) {
        CHECK(steps_of(all, "parameters/" + own.name, "histogram") == steps{10});
        CHECK(steps_of(all, "gradients/" + own.name, "histogram") == steps{10});
        for (read_event const& event : all)
            if (event.tag == "parameters/" + own.name) {
                CHECK(event.numbers[0] == *std::min_element(own.begin(), own.end()));
                CHECK(event.numbers[2] == static_cast<float>(own.size()));
                ++found;
            }
    }
    CHECK(found > 0);
    CHECK(steps_of(all, "settings", "text") == steps{0});
    CHECK(std::find_if(all.begin(), all.end(), [](auto const& e) { return e.text == "    rate: 0.1 0.2\n"; }) !=
          all.end());
    auto const last = std::find_if(all.rbegin(), all.rend(), [](auto const& e) { return e.tag == "loss/validation"; });
    REQUIRE(last != all.rend());
    CHECK(last->numbers[0] == one.run.state().history[1].validation_loss);
}

TEST_CASE("a training that goes on tells TensorBoard nothing twice") {
    temporary_folder const folder;
    samples<int> const data = drawn(37);
    training<> one;
    {
        tensorboard_log log(folder.path(), {.every = 1, .histograms_every = 0});
        stopping stop(7);
        fit(one.run, data, quietly(3, {&log, &stop}));
        log.file().scalar("step/loss", 9, 8); // of steps that no checkpoint has
        log.file().scalar("loss/training", 9, 10);
    }
    tensorboard_log log(folder.path(), {.every = 1, .histograms_every = 0});
    fit(one.run, data, quietly(3, {&log}));
    CHECK(folder.size() == 2);
    auto const all = events_in(folder.path());
    CHECK(steps_of(all, "step/loss") == steps{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
    CHECK(steps_of(all, "loss/training") == steps{5, 10, 15});
    for (read_event const& event : all) CHECK(event.numbers != std::vector<float>{9});
}

TEST_CASE("TensorBoard is told of updates, not of the batches that only add to one") {
    temporary_folder const folder;
    samples<int> const data = drawn(40); // five steps an epoch
    training<> one;
    tensorboard_log every(folder / "1", {.every = 1, .histograms_every = 0});
    tensorboard_log third(folder / "3", {.every = 3, .histograms_every = 0});
    auto how = quietly(2, {&every, &third});
    how.accumulate = 2;
    fit(one.run, data, how);
    CHECK(steps_of(events_in(folder / "1"), "step/loss") == steps{2, 4, 5, 7, 9, 10});
    CHECK(steps_of(events_in(folder / "3"), "step/loss") == steps{4, 7, 9});
}

TEST_CASE("a TensorBoard log with numbers that make no sense is refused") {
    CHECK(complaint([] { tensorboard_log("x", {.every = -1}); }) ==
          "TensorBoard cannot be told of every -1 steps, and of histograms every 1 epochs");
    CHECK(complaint([] { tensorboard_log("x", {.histograms_every = -2}); }) != "");
}

TEST_CASE("a report's file follows the training and is finished when it is said to be") {
    temporary_folder const folder;
    training_report told{.title = "points"};
    report_file page(folder / "report.html", told);
    struct looking : callback {
        std::filesystem::path path;
        std::vector<std::string> seen;
        void look() { seen.push_back(tagged(markup(contents(path)), "dd").at(0).text); }
        void begin(training_moment&) override { look(); }
        void after_epoch(training_moment&) override {
            auto const all = markup(contents(path));
            CHECK(tagged(all, "input").size() == 1);
            for (element const& one : tagged(all, "dd"))
                if (one.text.ends_with(" of 2")) seen.push_back(one.text);
        }
    } looks;
    looks.path = folder / "report.html";
    training<> one;
    fit(one.run, drawn(16), quietly(2, {&page, &looks}));
    CHECK(looks.seen == std::vector<std::string>{"0 of 2", "1 of 2", "2 of 2"});
    page.finish();
    CHECK(tagged(markup(contents(folder / "report.html")), "input").empty());
    CHECK(told.history.size() == 2);

    report_file nowhere(folder / "no" / "report.html", told);
    training<> other;
    CHECK_THAT(complaint([&] { fit(other.run, drawn(16), quietly(2, {&nowhere})); }), Contains("cannot write"));
    CHECK(other.net.steps() == 0);
}
