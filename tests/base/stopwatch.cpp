#include <chrnn/base/stopwatch.hpp>

#include <catch2/catch.hpp>

#include <thread>

using chrnn::detail::stopwatch;

TEST_CASE("a stopwatch adds the seconds of its life") {
    double seconds = 1;
    {
        stopwatch const first(seconds);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        CHECK(seconds == 1); // it adds at its end
    }
    CHECK(seconds >= 1.005);
    double const before = seconds;
    {
        stopwatch const second(seconds);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    CHECK(seconds >= before + 0.005);
}
