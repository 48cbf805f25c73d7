#include <chrnn/backend/cuda/memory.hpp>
#include <chrnn/backend/cuda/stage.hpp>
#include <chrnn/backend/cuda/stream.hpp>
#include <chrnn/backend/cuda/upload_slot.hpp>
#include <chrnn/cuda.hpp>

#include <catch2/catch.hpp>

#include <numeric>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

/// Numbers first, first + 1, ...
std::vector<float> numbers(std::size_t n, float first) {
    std::vector<float> all(n);
    std::iota(all.begin(), all.end(), first);
    return all;
}

/// A stage that sends on a stream of its own, and where the numbers arrive.
struct staged {
    shared_stream stream = std::make_shared<device_stream>();
    upload_stage stage{stream->device()};
    device_storage<double> there;

    explicit staged(std::size_t n) : there(static_cast<index_t>(n), "numbers", device_memory(stream)) {}

    std::vector<double> arrived() {
        std::vector<double> all(static_cast<std::size_t>(there.size()));
        check(cudaMemcpyAsync(all.data(), there.data(), all.size() * sizeof(double), cudaMemcpyDeviceToHost, *stream),
              "copy to the host");
        check(cudaStreamSynchronize(*stream), "wait for the device");
        return all;
    }
    bool holds(std::vector<float> const& expected) {
        return std::ranges::equal(arrived(), expected, {}, {}, [](float x) { return static_cast<double>(x); });
    }
    void send(std::vector<float> const& from) { stage.send(std::span(from), there.data(), *stream); }
    auto prefetch(std::vector<float> const& from) { return stage.prefetch<double>(std::span(from)); }
    void deliver(upload_stage::ticket t, std::vector<float> const& from) {
        stage.deliver(t, std::span(from), there.data(), *stream);
    }
};

constexpr std::size_t few = 100, many = 5000; // numbers: the second travel in slots of their own

} // namespace

TEST_CASE("memory of a device begins as zero and is handed over by moving") {
    gpu on;
    device_storage<int> first = on.take<int>(1000, "numbers");
    int const* const place = first.data();
    device_storage<int> second(std::move(first));
    CHECK(second.data() == place);
    CHECK(first.size() == 0);
    std::vector<int> found(1000, -1);
    on.download(static_cast<int const*>(second.data()), std::span(found));
    CHECK(std::ranges::count(found, 0) == 1000);
}
TEST_CASE("a slot grows to the largest that it carries, and what it carried before has arrived by then") {
    staged few_there(few), many_there(many);
    auto const copying = std::make_shared<device_stream>();
    upload_slot slot(copying);
    auto const small = numbers(few, 1), large = numbers(many, -5);
    slot.fetch<double>(std::span(small));
    slot.deliver(small.size(), few_there.there.data(), *few_there.stream);
    slot.fetch<double>(std::span(large));
    check(cudaStreamSynchronize(*copying), "wait"); // the smaller memory is gone now, the first delivery may be to come
    slot.deliver(large.size(), many_there.there.data(), *many_there.stream);
    CHECK(few_there.holds(small));
    CHECK(many_there.holds(large));
}
TEST_CASE("numbers that are sent may change at once") {
    for (std::size_t n : {few, many}) {
        staged to(n);
        auto from = numbers(n, 1);
        auto const sent = from;
        to.send(from);
        std::ranges::fill(from, -1.f);
        CHECK(to.holds(sent));
    }
}
TEST_CASE("numbers that were prefetched arrive, however many were sent between") {
    for (std::size_t n : {few, many})
        for (int between = 0; between < 5; ++between) {
            INFO(n << " numbers, " << between << " others between");
            staged to(n);
            auto const ahead = numbers(n, 1), other = numbers(n, -7);
            auto const ticket = to.prefetch(ahead);
            for (int i = 0; i < between; ++i) {
                to.send(other);
                CHECK(to.holds(other));
            }
            to.deliver(ticket, ahead);
            CHECK(to.holds(ahead));
        }
}
TEST_CASE("two tickets are each their own numbers, in either order") {
    for (bool swapped : {false, true}) {
        staged to(many);
        auto const one = numbers(many, 1), two = numbers(many, 10000);
        auto const first = to.prefetch(one), second = to.prefetch(two);
        if (swapped) {
            to.deliver(second, two);
            CHECK(to.holds(two));
        }
        to.deliver(first, one);
        CHECK(to.holds(one));
        if (!swapped) {
            to.deliver(second, two);
            CHECK(to.holds(two));
        }
    }
}
