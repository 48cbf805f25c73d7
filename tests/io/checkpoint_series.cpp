#include <chrnn/io/checkpoint_series.hpp>

#include "fit/small_scenes.hpp"
#include "io/complaint.hpp"
#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;
using Catch::Contains;

namespace {

struct training {
    model<plain_scenes<0.5>> net;
    trainer<model<plain_scenes<0.5>>> run;

    explicit training(std::uint64_t from = 1) : net(batch{2}, seed{from}), run(net, sgd{}) {}

    /// As if an epoch had ended with this accuracy.
    void end_epoch(float accuracy) {
        net.parameters_span()[0] += 1;
        net.set_steps(net.steps() + 1);
        run.state().history.push_back({.epoch = run.state().epoch + 1, .top1 = accuracy});
        ++run.state().epoch;
    }
    float mark() { return net.parameters_span()[0]; }
};

} // namespace

TEST_CASE("the newest checkpoints and the best are kept, and no others") {
    temporary_folder const folder;
    checkpoint_series kept(folder / "run", 3);
    training one;
    std::vector<float> marks;
    for (float accuracy : {0.1f, 0.5f, 0.2f, 0.3f, 0.4f}) {
        one.end_epoch(accuracy);
        marks.push_back(one.mark());
        kept.save(one.run);
    }
    CHECK(folder.size() == 4);
    training other(2);
    for (index_t age = 0; age < 3; ++age) {
        load_checkpoint(kept.older(age), other.run);
        CHECK(other.mark() == marks[static_cast<std::size_t>(4 - age)]);
    }
    load_checkpoint(kept.best(), other.run);
    CHECK(other.mark() == marks[1]);
    CHECK(kept.load(other.run));
    CHECK(other.mark() == marks[4]);
}
TEST_CASE("a training goes on from the checkpoint before one that is damaged, and says so") {
    temporary_folder const folder;
    checkpoint_series const made(folder / "run");
    checkpoint_series kept = made;
    training one, other(2);
    for (int i = 0; i < 2; ++i) {
        one.end_epoch(0.5f);
        kept.save(one.run);
    }
    float const before = one.mark() - 1;
    std::filesystem::resize_file(kept.newest(), 100);
    std::vector<std::string> said;
    CHECK(kept.load(other.run, [&](std::string const& problem) { said.push_back(problem); }));
    CHECK(other.mark() == before);
    REQUIRE(said.size() == 1);
    CHECK_THAT(said[0], Contains("run'"));
    std::filesystem::remove(kept.newest()); // or gone
    CHECK(kept.load(other.run));
}
TEST_CASE("a series without a checkpoint begins, and one that can load none says what is wrong with the newest") {
    temporary_folder const folder;
    checkpoint_series kept(folder / "run");
    training one;
    CHECK(!kept.load(one.run));
    kept.save(one.run);
    kept.save(one.run);
    model<plain_scenes<0.25>> other_net(batch{2});
    trainer other(other_net, sgd{});
    CHECK_THAT(complaint([&] { kept.load(other); }), Contains("run': it was made by another network"));
    CHECK_THROWS_WITH(checkpoint_series("run", 0), "at least the newest checkpoint is kept, not 0");
}
TEST_CASE("a save that fails leaves the checkpoints that there were") {
    temporary_folder const folder;
    checkpoint_series kept(folder / "run", 3);
    training one, other(2);
    for (int i = 0; i < 3; ++i) {
        one.end_epoch(0.5f);
        kept.save(one.run);
    }
    float const good = one.mark();
    one.net.parameters_span()[0] = std::numeric_limits<float>::infinity();
    for (int i = 0; i < 3; ++i) CHECK_THROWS_AS(kept.save(one.run), error);
    for (index_t age = 0; age < 3; ++age) {
        load_checkpoint(kept.older(age), other.run);
        CHECK(other.mark() == (age == 0 ? good : good - static_cast<float>(std::max<index_t>(age - 1, 0))));
    }
}
