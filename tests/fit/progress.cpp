#include <chrnn/fit/progress.hpp>

#include "temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <pty.h>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;
using Catch::EndsWith;
using Catch::StartsWith;

namespace {

progress_point const third{3, 30, 120, 480, 1.2344, 0.5678, 213.4, 3723};

/// What `act(progress)` writes to a file.
template <class Act>
std::string written(progress_style style, Act act) {
    temporary_folder const folder;
    std::FILE* const file = std::fopen((folder / "out").c_str(), "w");
    {
        progress shown(style, file);
        act(shown);
    }
    std::fclose(file);
    return contents(folder / "out");
}

epoch_record const second_of_thirty{2, 0.01f, 1.2344f, 0.5678f, 1.5f, 0.25f, 0.9f, 12.34f, 213.4f};

} // namespace

TEST_CASE("a duration is written in minutes and seconds, and in hours when there are any") {
    CHECK(duration_text(0) == "0:00");
    CHECK(duration_text(42.4) == "0:42");
    CHECK(duration_text(59.6) == "1:00");
    CHECK(duration_text(725) == "12:05");
    CHECK(duration_text(3600) == "1:00:00");
    CHECK(duration_text(100 * 3600 + 62) == "100:01:02");
    CHECK(duration_text(-1) == "-:--");
    CHECK(duration_text(NAN) == "-:--");
    CHECK(duration_text(INFINITY) == "-:--");
}

TEST_CASE("a speed has three digits") {
    CHECK(speed_text(1234.5) == "1234 images/s");
    CHECK(speed_text(213.4) == "213 images/s");
    CHECK(speed_text(21.34) == "21.3 images/s");
    CHECK(speed_text(0.5) == "0.50 images/s");
}

TEST_CASE("the bar fills as the epoch goes on, and its line as wide as the terminal") {
    std::string const rest = "120/480  loss 1.234  accuracy 56.8%  213 images/s  1:02:03 left";
    CHECK(bar_text(third, 99) == "epoch 3/30 [=====>                ] " + rest);
    CHECK(bar_text(third, 99).size() == 99);
    CHECK(bar_text(third, 81) == "epoch 3/30 [=>  ] " + rest);
    CHECK(bar_text(third, 80) == "epoch 3/30 " + rest); // no room for a bar
    CHECK(bar_text(third, 20) == ("epoch 3/30 " + rest).substr(0, 20));
    CHECK(bar_text(third, 0) == "");
    CHECK(bar_text(third, 1000).size() == 11 + 62 + 1 + rest.size());

    progress_point at = third;
    at.batch = 0;
    CHECK_THAT(bar_text(at, 99), Contains("[>                       ] 0/480"));
    at.batch = at.batches;
    CHECK_THAT(bar_text(at, 99), Contains("[======================] 480/480"));
}

TEST_CASE("the line of an epoch says all that is known of it") {
    CHECK(epoch_text(second_of_thirty, 30) ==
          "epoch 2/30: rate 0.01, loss 1.234, accuracy 56.8%, validation loss 1.500, "
          "top-1 25.0%, top-5 90.0%, 12.3 s, 213 images/s");
    CHECK(epoch_text({1, 1e-5f, 2, 0.125f}, 1) ==
          "epoch 1/1: rate 1e-05, loss 2.000, accuracy 12.5%, 0.0 s, 0.00 images/s");
}

TEST_CASE("elsewhere than on a terminal there is one plain line for every epoch") {
    CHECK(written(progress_style::automatic, [](progress& shown) {
              CHECK_FALSE(shown.due());
              shown.show(second_of_thirty, 30);
              shown.show(second_of_thirty, 30);
          }) == epoch_text(second_of_thirty, 30) + "\n" + epoch_text(second_of_thirty, 30) + "\n");
    CHECK(written(progress_style::none, [](progress& shown) {
              CHECK_FALSE(shown.due());
              shown.show(second_of_thirty, 30);
          }) == "");
}

TEST_CASE("on a terminal the bar is drawn in place, at most ten times a second, and gives way to the epoch's line") {
    auto const text = written(progress_style::bar, [](progress& shown) {
        CHECK(shown.due());
        shown.show(third);
        CHECK_FALSE(shown.due());
        shown.show(second_of_thirty, 30);
    });
    CHECK(text == "\r" + bar_text(third, 99) + "\x1b[K\r\x1b[K" + epoch_text(second_of_thirty, 30) + "\n");
    CHECK_THAT(written(progress_style::bar, [](progress& shown) { shown.show(third); }), EndsWith("left\x1b[K\n"));
}

TEST_CASE("a terminal is noticed, and its width") {
    int ours = -1, theirs = -1;
    winsize window{};
    window.ws_col = 90;
    REQUIRE(::openpty(&ours, &theirs, nullptr, nullptr, &window) == 0);
    std::FILE* const terminal = ::fdopen(theirs, "w");
    {
        progress shown(progress_style::automatic, terminal);
        CHECK(shown.due());
        shown.show(third);
    }
    std::string text(500, ' ');
    text.resize(static_cast<std::size_t>(::read(ours, text.data(), text.size())));
    CHECK_THAT(text, StartsWith("\r" + bar_text(third, 89) + "\x1b[K"));
    std::fclose(terminal);
    ::close(ours);
}
