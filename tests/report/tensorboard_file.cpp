#include <chrnn/report/tensorboard_file.hpp>

#include "io/complaint.hpp"
#include "io/full_disk.hpp"
#include "report/event_reader.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;
using Catch::EndsWith;
using floats = std::vector<float>;

TEST_CASE("checksums are masked as TFRecord masks them") { CHECK(masked_crc32c("123456789") == 0xC78AB0E5); }

TEST_CASE("a histogram counts every finite value once") {
    value_histogram const four(floats{0, 1, 2, 3, 4, 4, NAN, INFINITY, -INFINITY}, 4);
    CHECK(four.ends == std::vector<double>{1, 2, 3, 4});
    CHECK(four.counts == std::vector<double>{1, 1, 1, 3});
    CHECK(std::vector{four.least, four.most, four.count, four.sum, four.squares} ==
          std::vector<double>{0, 4, 6, 14, 46});
    for (floats const& flat : {floats{}, floats{NAN}, floats{-2, -2, -2}}) {
        value_histogram const one(flat);
        CHECK(one.ends == std::vector<double>{one.least});
        CHECK(one.counts == std::vector<double>{one.count});
        CHECK(one.count == (flat.size() == 3 ? 3 : 0));
    }
}

TEST_CASE("a value lies in the interval whose ends are around it, whatever a division rounds to") {
    using range = std::pair<float, float>;
    for (auto const& [low, high] :
         {range{124352.f, 135080.f}, {-6876.f, -2472.f}, {-10.09375f, -1.2265625f}, {11.71875f, 4491.71875f}}) {
        floats values{low, high};
        for (double const end : value_histogram(values).ends)
            if (auto const value = static_cast<float>(end); value < high) values.push_back(value);
        value_histogram const found(values);
        std::vector<double> counts(found.ends.size());
        for (float const x : values) // as the definition says
            ++counts[static_cast<std::size_t>(
                std::upper_bound(found.ends.begin(), found.ends.end() - 1, static_cast<double>(x)) -
                found.ends.begin())];
        CHECK(found.counts == counts);
    }
}

TEST_CASE("what a TensorBoard file was told is read back") {
    temporary_folder const folder;
    std::vector<std::uint8_t> const pixels{1, 2, 3, 4, 5, 6};
    tensorboard_file file(folder / "new" / "events");
    file.scalar("loss", 0.5, 7);
    file.image("beach", {pixels, 1, 2, 3}, 300);
    file.histogram("weights", floats{-1, 0, 1}, 8);
    file.text("set\xfftings", "rate: \u00bc \xff", 0);

    auto const all = events(contents(file.path()));
    REQUIRE(all.size() == 6);
    CHECK(all[0].kind == "version");
    CHECK(all[0].text == "brain.Event:2");
    CHECK(all[1].kind == "start");
    CHECK(all[1].step == 0);
    CHECK(all[2].kind == "scalar");
    CHECK(all[2].tag == "loss");
    CHECK(all[2].step == 7);
    CHECK(all[2].numbers == floats{0.5});
    CHECK(all[3].kind == "image");
    CHECK(all[3].step == 300);
    CHECK(all[3].numbers == floats{1, 2, 3});
    CHECK_THAT(all[3].text, Catch::StartsWith("\x89PNG"));
    CHECK(all[4].kind == "histogram");
    CHECK(all[4].numbers == floats{-1, 1, 3, 0, 2});
    CHECK(all[4].ends.size() == 30);
    CHECK(all[4].counts.size() == 30);
    CHECK(all[5].kind == "text");
    CHECK(all[5].tag == "set\uFFFDtings");
    CHECK(all[5].text == "rate: \u00bc \uFFFD");
}

TEST_CASE("a damaged byte anywhere is noticed, and a file that was cut keeps its whole records") {
    temporary_folder const folder;
    tensorboard_file file(folder.path());
    file.scalar("loss", 0.5, 1);
    std::string const whole = contents(file.path());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        std::string damaged = whole;
        damaged[i] ^= 4;
        CHECK_THROWS_AS(records(damaged), error);
    }
    std::size_t const last = records(whole).back().size() + 16;
    CHECK(records(whole.substr(0, whole.size() - last)).size() == 2);
    CHECK_THAT(complaint([&] { records(whole.substr(0, whole.size() - 1)); }), Contains("record 2 is cut off"));
}

TEST_CASE("a file for a training that goes on stands behind the others and takes back what it does again") {
    temporary_folder const folder;
    folder.write("events.out.tfevents.9000000000.elsewhere.1", "");
    tensorboard_file first(folder.path());
    for (std::uint64_t step : {10, 20, 30}) first.scalar("loss", 1.0 / static_cast<double>(step), step);
    tensorboard_file second(folder.path(), 20);
    CHECK(first.path() < second.path());
    CHECK_THAT(second.path().native(), Contains("events.out.tfevents.9000000002."));
    second.scalar("loss", 5, 30);
    auto const all = events_in(folder.path());
    REQUIRE(all.size() == 3);
    CHECK(all[1].step == 20);
    CHECK(all[2].step == 30);
    CHECK(all[2].numbers == floats{5});
    tensorboard_file const anew(folder.path());
    CHECK(events_in(folder.path()).empty());
}

TEST_CASE("a TensorBoard file that cannot be written says why") {
    temporary_folder const folder;
    auto const path = folder.write("file", "x");
    CHECK_THAT(complaint([&] { tensorboard_file{path / "below"}; }),
               Contains("cannot make the folder") && EndsWith("Not a directory"));
    tensorboard_file file(folder.path());
    std::string const before = contents(file.path());
    std::vector<std::uint8_t> const pixels(5);
    CHECK_THAT(complaint([&] {
                   file.image("i", {pixels, 1, 2, 3}, 1);
               }),
               Contains("an image for TensorBoard has 5 bytes, not 1 x 2 x 3"));
    CHECK(contents(file.path()) == before);
    full_disk const full(before.size() + 5);
    CHECK_THAT(complaint([&] { file.scalar("loss", 1, 1); }),
               Contains("cannot write '" + file.path().native()) && EndsWith("File too large"));
}
