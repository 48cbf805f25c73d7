#include <chrnn/backend/cpu/team.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif

using namespace chrnn;
using namespace chrnn::detail;

TEST_CASE("every task runs once, on a worker of the team, for any number of tasks and threads") {
    for (index_t threads : {1, 2, 3, 7}) {
        team workers(threads);
        CHECK(workers.threads() == threads);
        for (index_t tasks : {0, 1, 2, 3, 6, 7, 8, 100, 5000}) {
            std::vector<std::atomic<int>> runs(static_cast<std::size_t>(tasks));
            std::atomic<int> strangers = 0;
            workers.run(tasks, [&](index_t number, index_t worker) {
                ++runs[static_cast<std::size_t>(number)];
                if (worker < 0 || worker >= threads) ++strangers;
            });
            CHECK(strangers == 0);
            CHECK(std::all_of(runs.begin(), runs.end(), [](auto const& one) { return one == 1; }));
        }
    }
}

TEST_CASE("run returns when all is done, ten thousand rounds on end") {
    for (index_t threads : {2, 3, 7}) {
        team workers(threads);
        std::vector<index_t> numbers(16); // not atomic: rounds must not overlap
        bool complete = true;
        for (index_t round = 1; round <= 10000; ++round) {
            index_t const tasks = 2 + round % 15;
            workers.run(tasks, [&](index_t number, index_t) { numbers[static_cast<std::size_t>(number)] += round; });
            index_t sum = 0;
            for (index_t& one : numbers) sum += std::exchange(one, 0);
            complete = complete && sum == tasks * round;
        }
        CHECK(complete);
    }
}

TEST_CASE("a team works after it slept") {
    team workers(3);
    std::atomic<index_t> sum = 0;
    for (int round = 0; round < 5; ++round) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20)); // longer than its threads look for work
        workers.run(10, [&](index_t number, index_t) { sum += number; });
    }
    CHECK(sum == 5 * 45);
}

TEST_CASE("two workers never share a number") {
    team workers(3);
    std::atomic<int> inside[3] = {};
    std::atomic<bool> alone = true;
    for (int round = 0; round < 200; ++round)
        workers.run(30, [&](index_t, index_t worker) {
            if (inside[worker]++ != 0) alone = false;
            std::this_thread::yield();
            --inside[worker];
        });
    CHECK(alone);
}

TEST_CASE("teams come and go, used or not") {
    for (int i = 0; i < 50; ++i) {
        team unused(3);
        team used(2);
        std::atomic<int> runs = 0;
        used.run(5, [&](index_t, index_t) { ++runs; });
        CHECK(runs == 5);
    }
    CHECK(team(0).threads() == team::processors());
    CHECK(team::processors() >= 1);
}

TEST_CASE("a team of fewer than no threads is refused") {
    CHECK_THROWS_WITH(team(-1), "a team cannot have -1 threads");
}

#if defined(__linux__)
TEST_CASE("a team that is told no number has a thread for each processor that its caller may run on") {
    cpu_set_t all;
    REQUIRE(::sched_getaffinity(0, sizeof all, &all) == 0);
    CHECK(team().threads() == CPU_COUNT(&all));
    index_t of_one = 0;
    std::jthread([&] {
        int first = 0;
        while (!CPU_ISSET(first, &all)) ++first;
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(first, &one);
        if (::sched_setaffinity(0, sizeof one, &one) == 0) of_one = team().threads();
    }).join();
    CHECK(of_one == 1);
}
#endif
