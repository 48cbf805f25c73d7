#include <chrnn/base/pages.hpp>

#include "process_memory.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

using chrnn::detail::give_back_pages;

TEST_CASE("whole pages are given back, what lies before and behind them stays") {
    auto const page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    std::vector<std::byte> all(64 << 20, std::byte{7});
    auto const bytes = std::span(all).subspan(100, all.size() - 200);
    long const before = memory_in("VmRSS");
    give_back_pages(bytes);
    CHECK(before - memory_in("VmRSS") > 60 << 20);
    auto const kept = [](std::byte one) { return one == std::byte{7}; };
    CHECK(std::ranges::all_of(std::span(all).first(100), kept));
    CHECK(std::ranges::all_of(std::span(all).last(100), kept));

    std::ranges::fill(all, std::byte{9}); // they are their owner's
    CHECK(std::ranges::all_of(all, [](std::byte one) { return one == std::byte{9}; }));
    give_back_pages(std::span(all).subspan(1, page - 2)); // no whole page, or the half of two
    give_back_pages({});
    CHECK(std::ranges::all_of(all, [](std::byte one) { return one == std::byte{9}; }));
}
