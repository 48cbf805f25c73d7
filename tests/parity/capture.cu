#include <chrnn/backend/cuda/capture.hpp>
#include <chrnn/cuda.hpp>

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

struct add_to {
    int* number;
    int more;
    CHRNN_INLINE void operator()(index_t) const { *number += more; }
};

int number_at(gpu& on, device_storage<int> const& from) {
    int found = 0;
    on.download(from.data(), std::span(&found, 1));
    return found;
}

} // namespace

TEST_CASE("what is captured is asked for twice and done every time") {
    gpu on;
    auto number = on.take<int>(1, "a number");
    int asked = 0;
    {
        cuda_capture capture;
        for (int times = 1; times <= 5; ++times) {
            capture.run(on, [&] {
                ++asked;
                on.parallel_for(1, 1, add_to{number.data(), 3});
            });
            CHECK(number_at(on, number) == 3 * times);
        }
    } // whose end waits for its work
    CHECK(asked == 2);
}
TEST_CASE("a backend that is told not to capture does all work directly") {
    gpu on;
    on.capture_passes(false);
    auto number = on.take<int>(1, "a number");
    cuda_capture capture;
    int asked = 0;
    for (int times = 0; times < 4; ++times)
        capture.run(on, [&] {
            ++asked;
            on.parallel_for(1, 1, add_to{number.data(), 1});
        });
    CHECK(asked == 4);
    CHECK(number_at(on, number) == 4);
}
TEST_CASE("work that fails the first time is done directly the next time, too") {
    gpu on;
    auto number = on.take<int>(1, "a number");
    cuda_capture capture;
    int asked = 0;
    auto const run = [&] {
        capture.run(on, [&] {
            if (++asked == 1) throw std::runtime_error("not loaded");
            on.parallel_for(1, 1, add_to{number.data(), 1});
        });
    };
    CHECK_THROWS_WITH(run(), "not loaded");
    for (int i = 0; i < 4; ++i) run();
    CHECK(asked == 3); // one that failed, one directly, one captured
    CHECK(number_at(on, number) == 4);
}
TEST_CASE("work that fails while it is captured leaves the backend as it was") {
    gpu on;
    auto number = on.take<int>(1, "a number");
    cuda_capture capture;
    bool fails = false;
    auto const run = [&] {
        capture.run(on, [&] {
            on.parallel_for(1, 1, add_to{number.data(), 1});
            if (fails) throw std::runtime_error("not now");
        });
    };
    run();
    fails = true;
    CHECK_THROWS_WITH(run(), "not now");
    CHECK(number_at(on, number) == 1); // nothing of what was captured has run
    fails = false;
    run();
    run();
    CHECK(number_at(on, number) == 3);
}
