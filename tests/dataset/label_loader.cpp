#include <chrnn/data/augment/horizontal_flip.hpp>
#include <chrnn/data/augment/rotation.hpp>
#include <chrnn/data/label_loader.hpp>
#include <chrnn/data/lakes.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace chrnn;
using Catch::Contains;

namespace {

/// Images of several sizes, whose left half has a lower class; some of them, on wish, cannot be read.
class halves : public labelled_images {
  public:
    explicit halves(index_t count, std::set<index_t> bad = {}) : count_(count), bad_(std::move(bad)) {}

    index_t size() const override { return count_; }
    std::vector<std::string> const& classes() const override { return classes_; }
    std::string name(index_t i) const override { return "image " + std::to_string(i); }
    labelled_image load(index_t i, index_t channels) const override {
        ++loads;
        if (bad_.contains(i)) fail(name(i), " cannot be read");
        index_t const side = 8 + 4 * (i % 3);
        labelled_image one{bitmap(side, side, channels), bitmap(side, side, 1)};
        random_stream const random{1, static_cast<std::uint64_t>(i)};
        for (std::size_t k = 0; k < one.image.pixels.size(); ++k)
            one.image.pixels[k] = static_cast<std::uint8_t>(random.below(256, k));
        for (index_t r = 0; r < side; ++r)
            for (index_t q = 0; q < side; ++q) one.labels.at(r, q) = r < side / 4 ? 255 : q < side / 2 ? 0 : 1;
        return one;
    }
    mutable std::atomic<int> loads = 0;

  private:
    index_t count_;
    std::set<index_t> bad_;
    std::vector<std::string> classes_{"left", "right"};
};

label_loader_options small(int workers = 2) {
    return {.channels = 1, .rows = 8, .columns = 8, .regions = 4, .ignored = -1, .batch = 3, .workers = workers};
}

/// All that an epoch delivers, one after another.
std::vector<double> epoch_of(label_loader& source, index_t epoch, index_t first = 0) {
    std::vector<double> all;
    source.start(epoch, first);
    while (auto const batch = source.next()) {
        all.push_back(static_cast<double>(batch->number));
        all.insert(all.end(), batch->items.begin(), batch->items.end());
        all.insert(all.end(), batch->inputs.begin(), batch->inputs.end());
        all.insert(all.end(), batch->targets.begin(), batch->targets.end());
    }
    return all;
}

} // namespace

TEST_CASE("a label loader delivers images with the labels of their regions") {
    halves const data(7);
    label_loader source(data, {}, small());
    CHECK(source.batches() == 3);
    CHECK(!source.next()); // before an epoch begins
    source.start(0);
    index_t met = 0;
    while (auto const batch = source.next()) {
        auto const count = static_cast<index_t>(batch->items.size());
        CHECK(count == (batch->number < 2 ? 3 : 1));
        REQUIRE(std::ssize(batch->inputs) == count * 64);
        REQUIRE(std::ssize(batch->targets) == count * 16);
        for (std::size_t k = 0; k < batch->items.size(); ++k, ++met) {
            CHECK(batch->items[k] == met);
            std::vector<float> expected(64);
            detail::write_crop(resize(data.load(met, 1).image, 8, 8), 8, 8, 0, {}, preprocessing::usual_scale,
                               expected);
            auto const image = batch->inputs.subspan(k * 64, 64);
            CHECK(std::vector(image.begin(), image.end()) == expected);
            auto const labels = batch->targets.subspan(k * 16, 16);
            CHECK(std::vector(labels.begin(), labels.end()) ==
                  std::vector{-1, -1, -1, -1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1});
        }
    }
    CHECK(met == 7);
    CHECK(!source.next());
}
TEST_CASE("a label loader delivers the same bits with any number of workers and any cache") {
    synthetic_lakes const data(17, 48);
    auto const made = [&](int workers, index_t cache) {
        label_loader source(data, {},
                            {.rows = 32,
                             .columns = 32,
                             .regions = 8,
                             .batch = 5,
                             .augment = horizontal_flip{} | rotation{},
                             .shuffled = true,
                             .seed = 4,
                             .workers = workers,
                             .cache_bytes = cache});
        auto all = epoch_of(source, 0);
        for (index_t epoch : {1, 2}) {
            auto const more = epoch_of(source, epoch);
            all.insert(all.end(), more.begin(), more.end());
        }
        return all;
    };
    auto const alone = made(0, 0);
    CHECK(made(1, 1 << 20) == alone);
    CHECK(made(3, 0) == alone);
    CHECK(made(8, 20'000) == alone); // of which some find their place in the cache
}
TEST_CASE("a label loader goes on in the middle of an epoch, and every epoch has an order of its own") {
    halves const data(11);
    auto how = small();
    how.shuffled = true;
    label_loader source(data, {}, how);
    auto const whole = epoch_of(source, 2), rest = epoch_of(source, 2, 2), other = epoch_of(source, 3);
    CHECK(std::equal(rest.rbegin(), rest.rend(), whole.rbegin()));
    CHECK(whole != other);
    source.start(2);
    (void)source.next();
    CHECK(epoch_of(source, 2) == whole); // in the middle of another
}
TEST_CASE("images and labels are mirrored together, and ignored labels are what the network ignores") {
    halves const data(40);
    auto how = small();
    how.augment = horizontal_flip{};
    how.ignored = 77;
    label_loader source(data, {}, how);
    source.start(0);
    int mirrored = 0;
    while (auto const batch = source.next())
        for (std::size_t k = 0; k < batch->items.size(); ++k) {
            std::vector<float> straight(64), turned(64);
            bitmap const image = resize(data.load(batch->items[k], 1).image, 8, 8);
            detail::write_crop(image, 8, 8, 0, {}, preprocessing::usual_scale, straight);
            detail::write_crop(image, 8, 8, 5, {}, preprocessing::usual_scale, turned);
            auto const labels = batch->targets.subspan(k * 16, 16);
            bool const is_turned = labels[4] == 1;
            auto const seen = batch->inputs.subspan(k * 64, 64);
            CHECK(std::vector(seen.begin(), seen.end()) == (is_turned ? turned : straight));
            CHECK(labels[0] == 77);
            CHECK(labels[7] == (is_turned ? 0 : 1));
            mirrored += is_turned;
        }
    CHECK(mirrored > 8);
    CHECK(mirrored < 32);
}
TEST_CASE("label loaders that share an epoch deliver its batches between them, under their numbers") {
    halves const data(20); // 7 batches
    auto how = small();
    how.shuffled = true;
    label_loader whole(data, {}, how);
    how.share = {3, 0, 2};
    label_loader most(data, {}, how);
    how.share = {3, 2, 3};
    label_loader others(data, {}, how);
    for (index_t first : {0, 3, 7}) {
        whole.start(1, first), most.start(1, first), others.start(1, first);
        while (auto const expected = whole.next()) {
            auto const found = (expected->number % 3 == 2 ? others : most).next();
            REQUIRE(found);
            CHECK(found->number == expected->number);
            CHECK(std::ranges::equal(found->items, expected->items));
            CHECK(std::ranges::equal(found->inputs, expected->inputs));
            CHECK(std::ranges::equal(found->targets, expected->targets));
        }
        CHECK(!most.next());
        CHECK(!others.next());
    }
}
TEST_CASE("a label loader reads each image once, if the cache has room") {
    halves const data(6);
    label_loader source(data, {}, small());
    for (index_t epoch : {0, 1, 2}) epoch_of(source, epoch);
    CHECK(data.loads == 6);
}
TEST_CASE("the first item of a batch that cannot be read is named, and the next batch is delivered") {
    halves const data(9, {4, 5});
    for (int workers : {0, 3}) {
        label_loader source(data, {}, small(workers));
        source.start(0);
        CHECK(source.next()->number == 0);
        CHECK(complaint([&] { source.next(); }) == "image 4 cannot be read");
        auto const last = source.next();
        REQUIRE(last);
        CHECK(last->items[0] == 6);
        CHECK(last->targets[4] == 0);
    }
}
TEST_CASE("bad items are skipped by choice: named once, and their batches shorter, for any number of workers") {
    halves const data(11, {0, 3, 4, 5, 8}), good(11);
    label_loader whole(good, {}, small(0));
    whole.start(0);
    (void)whole.next(), (void)whole.next();
    auto const third = whole.next();
    std::vector<float> const seventh(third->inputs.begin() + 64, third->inputs.begin() + 128);
    for (int workers : {0, 1, 3, 7}) {
        std::vector<std::string> named;
        auto how = small(workers);
        how.on_bad_file = bad_file::skip;
        how.report = [&](std::string const& message) { named.push_back(message); };
        label_loader source(data, {}, how);
        std::vector<std::vector<index_t>> items;
        std::vector<index_t> numbers;
        source.start(0);
        while (auto const batch = source.next()) {
            items.emplace_back(batch->items.begin(), batch->items.end());
            numbers.push_back(batch->number);
            REQUIRE(batch->inputs.size() == batch->items.size() * 64);
            REQUIRE(batch->targets.size() == batch->items.size() * 16);
            for (std::size_t k = 0; k < batch->items.size(); ++k) CHECK(batch->targets[k * 16 + 6] == 1);
            if (batch->number == 2) CHECK(std::vector(batch->inputs.begin() + 64, batch->inputs.end()) == seventh);
        }
        CHECK(items ==
              std::vector<std::vector<index_t>>{{1, 2}, {6, 7}, {9, 10}}); // the second of four has no good one
        CHECK(numbers == std::vector<index_t>{0, 2, 3});
        CHECK(epoch_of(source, 1) == epoch_of(source, 0));
        CHECK(named.size() == 5);
        CHECK(named[1] == "image 3 cannot be read");
    }
}
TEST_CASE("a gap in a batch is closed by the items behind it, labels and all") {
    struct quarters : halves { // whose labels tell which image it is
        using halves::halves;
        labelled_image load(index_t i, index_t channels) const override {
            labelled_image one = halves::load(i, channels);
            std::fill(one.labels.pixels.begin(), one.labels.pixels.end(), static_cast<std::uint8_t>(i % 2));
            return one;
        }
    };
    quarters const data(3, {1});
    auto how = small();
    how.on_bad_file = bad_file::skip;
    label_loader source(data, {}, how);
    source.start(0);
    auto const batch = source.next();
    REQUIRE(batch->items.size() == 2);
    CHECK(batch->items[1] == 2);
    CHECK(batch->targets[16] == 0);
    std::vector<float> expected(64);
    detail::write_crop(resize(data.load(2, 1).image, 8, 8), 8, 8, 0, {}, preprocessing::usual_scale, expected);
    CHECK(std::vector(batch->inputs.begin() + 64, batch->inputs.end()) == expected);
}
TEST_CASE("what is wrong with labels makes an item bad, but no lack of memory does") {
    struct wrong : halves {
        using halves::halves;
        labelled_image load(index_t i, index_t channels) const override {
            if (i == 7) throw std::bad_alloc();
            labelled_image one = halves::load(i, channels);
            if (i == 1) one.labels = bitmap(3, 3, 1);
            if (i == 4) one.labels.at(0, 0) = 2;
            return one;
        }
    };
    wrong const data(9);
    auto how = small();
    std::vector<std::string> named;
    how.on_bad_file = bad_file::skip;
    how.report = [&](std::string const& message) { named.push_back(message); };
    label_loader source(data, {}, how);
    source.start(0);
    CHECK(source.next()->items.size() == 2);
    CHECK(source.next()->items.size() == 2);
    CHECK_THROWS_AS(source.next(), std::bad_alloc);
    CHECK(!source.next());
    REQUIRE(named.size() == 2);
    CHECK(named[0] == "image 1 has 12 x 12 pixels, but its labels are 3 x 3");
    CHECK_THAT(named[1], Contains("image 4 has the label 2, but there are 2 classes"));
}
TEST_CASE("an epoch of labelled images may be drawn by weights, with replacement or without, in any number") {
    halves const data(6);
    auto how = small();
    how.augment = horizontal_flip{} | rotation{};
    auto const items_of = [&](label_loader& source, index_t epoch) {
        std::vector<index_t> all;
        source.start(epoch);
        while (auto const batch = source.next()) all.insert(all.end(), batch->items.begin(), batch->items.end());
        return all;
    };
    how.sampling = weighted_without_replacement({1, 0, 1, 1, 0, 1}, 4);
    label_loader without(data, {}, how);
    CHECK(without.batches() == 2);
    auto found = items_of(without, 0);
    std::ranges::sort(found);
    CHECK(found == std::vector<index_t>{0, 2, 3, 5});

    how.sampling = weighted({0, 0, 0, 1, 0, 0}, 20);
    label_loader with(data, {}, how);
    CHECK(with.batches() == 7);
    CHECK(items_of(with, 0) == std::vector<index_t>(20, 3));
    CHECK(items_of(with, 1).size() == 20);
    std::set<std::vector<float>> views; // each time another
    with.start(0);
    while (auto const batch = with.next())
        for (std::size_t k = 0; k < batch->items.size(); ++k)
            views.emplace(batch->inputs.begin() + static_cast<std::ptrdiff_t>(k * 64),
                          batch->inputs.begin() + static_cast<std::ptrdiff_t>(k * 64 + 64));
    CHECK(views.size() == 20);
    auto const whole = epoch_of(with, 2), rest = epoch_of(with, 2, 3);
    CHECK(std::equal(rest.rbegin(), rest.rend(), whole.rbegin()));
    how.workers = 0;
    label_loader alone(data, {}, how);
    CHECK(epoch_of(alone, 2) == whole);
}
TEST_CASE("a label loader refuses numbers that make no sense") {
    halves const data(2), none(0);
    auto const said = [&](auto change) {
        auto how = small();
        change(how);
        return complaint([&] { label_loader(data, {}, how); });
    };
    CHECK(said([](auto& o) { o.batch = 0; }) == "a batch cannot have 0 items");
    CHECK(said([](auto& o) { o.workers = -1; }) == "a loader cannot have -1 workers");
    CHECK(said([](auto& o) { o.channels = 2; }) == "an image has 1 or 3 channels, not 2");
    CHECK(said([](auto& o) { o.regions = 9; }) == "images of 8 x 8 pixels have no 9 x 9 regions");
    CHECK(said([](auto& o) { o.augment = rotation{.degrees = -1}; }) != "");
    CHECK(said([](auto& o) { o.sampling = balanced(); }) == "only samples that have one class each can be balanced");
    CHECK(said([](auto& o) { o.sampling = weighted({1}); }) == "there are 1 weights for 2 items");
    CHECK(complaint([&] { label_loader(none, {}, small()); }) == "there are no labelled images");
    CHECK_THAT(complaint([&] {
                   label_loader(data, {1, 4, 4, std::vector<float>(16)}, small());
               }),
               Contains("does not fit images of 1 x 8 x 8"));
}
