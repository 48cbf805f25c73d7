#include <chrnn/fit/history.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {
epoch_record record(index_t epoch, float accuracy, float top1 = epoch_record::none) {
    return {.epoch = epoch, .train_accuracy = accuracy, .top1 = top1};
}
} // namespace

TEST_CASE("a record becomes a line with the shortest digits that are exact, and nothing where there is no validation") {
    epoch_record const r{12, 0.01f, 1.5f, 0.75f, 1 / 3.f, 0.6f, 1, 12.34f, 213.4f};
    CHECK(text_of(r) == "12,0.01,1.5,0.75,0.33333334,0.6,1,12.34,213.4\n");
    CHECK(text_of(epoch_record{1, 0.01f, 2, 0}) == "1,0.01,2,0,,,,0,0\n");
}

TEST_CASE("a history reads back exactly") {
    std::vector<epoch_record> const history = {{1, 0.01f, 2.0794415f, 0.125f, 1e-9f, 1 / 7.f, 0.9f, 1.25f, 1e6f},
                                               {2, 1e-20f, 3e38f, 1 / 3.f}};
    std::string const text = text_of(history);
    CHECK(text == std::string(history_heading) + text_of(history[0]) + text_of(history[1]));
    auto const back = history_from(text);
    REQUIRE(back);
    REQUIRE(back->size() == 2);
    CHECK(text_of(*back) == text);
    CHECK(back->at(0).top1 == 1 / 7.f);
    CHECK(back->at(1).train_loss == 3e38f);
    CHECK_FALSE(back->at(1).validated());
    CHECK(history_from(history_heading)->empty());
}

TEST_CASE("text that is no history is not read as one") {
    std::string const heading(history_heading);
    for (char const* rows :
         {"1,0.01,2,0,,,,0", "1,0.01,2,0,,,,0,0", "1,0.01,2,0,,,,0,0,0\n", "2,0.01,2,0,,,,0,0\n", ",0.01,2,0,,,,0,0\n",
          "1,0.01,x,0,,,,0,0\n", "1,0.01,2 ,0,,,,0,0\n", "1,0.01,2,0,,,,0,0\n1,0.01,2,0,,,,0,0\n", "\n"}) {
        INFO(rows);
        CHECK_FALSE(history_from(heading + rows));
    }
    CHECK_FALSE(history_from(""));
    CHECK_FALSE(history_from("epoch,rate\n"));
    CHECK(history_from(heading + "1,0.01,2,0,,,,0,0\n"));
}

TEST_CASE("the best epoch is the first with the best accuracy, in validation where there is one") {
    CHECK(best_epoch({}) == 0);
    CHECK(best_epoch({record(1, 0)}) == 1);
    CHECK(best_epoch({record(1, 0.2f), record(2, 0.7f), record(3, 0.7f), record(4, 0.5f)}) == 2);
    CHECK(best_epoch({record(1, 0.9f, 0.1f), record(2, 0.1f, 0.3f), record(3, 1, 0.2f)}) == 2);
}
