#include "dataset/sample_images.hpp"

#include <chrnn/data/loader.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;
using Catch::Contains;

namespace {

loader_options const four_at_a_time{.channels = 1, .rows = 4, .columns = 5, .batch = 4};

loader_options with(auto change) {
    loader_options options = four_at_a_time;
    change(options);
    return options;
}

/// A batch that keeps its contents.
struct kept {
    std::vector<float> images;
    std::vector<int> labels;
    std::vector<index_t> items;
    index_t number;
    bool operator==(kept const&) const = default;
};

kept keep(loader::batch const& b) {
    return {{b.inputs.begin(), b.inputs.end()},
            {b.targets.begin(), b.targets.end()},
            {b.items.begin(), b.items.end()},
            b.number};
}

std::vector<kept> epoch_of(loader& images, index_t epoch, index_t first = 0) {
    std::vector<kept> all;
    images.start(epoch, first);
    while (auto const batch = images.next()) all.push_back(keep(*batch));
    return all;
}

std::vector<index_t> items_of(std::vector<kept> const& batches) {
    std::vector<index_t> all;
    for (kept const& b : batches) all.insert(all.end(), b.items.begin(), b.items.end());
    return all;
}

std::vector<float> viewed(dataset const& data, index_t item, int number, mean_image const& mean = {}) {
    std::vector<float> crop(4 * 5);
    write_crop(data.load(item, 1), 4, 5, number, mean, four_at_a_time.scale, crop);
    return crop;
}

} // namespace

TEST_CASE("a loader delivers the data set in its own order, the last batch as short as it is") {
    random_images const data(10);
    mean_image const mean = mean_of(data, 1);
    loader images(data, mean, four_at_a_time);
    CHECK(images.batches() == 3);
    auto const all = epoch_of(images, 0);
    REQUIRE(all.size() == 3);
    CHECK(items_of(all) == std::vector<index_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    CHECK(all[2].items.size() == 2);
    for (kept const& b : all) {
        REQUIRE(b.images.size() == b.items.size() * 20);
        REQUIRE(b.labels.size() == b.items.size());
        CHECK(b.number == &b - all.data());
        for (std::size_t i = 0; i < b.items.size(); ++i) {
            CHECK(b.labels[i] == data.label(b.items[i]));
            CHECK(std::vector<float>(b.images.begin() + 20 * i, b.images.begin() + 20 * (i + 1)) ==
                  viewed(data, b.items[i], 0, mean));
        }
    }
    CHECK_FALSE(images.next());
    CHECK(epoch_of(images, 1) == all);
}

TEST_CASE("the order of a shuffled epoch follows from the seed and the epoch") {
    random_images const data(50);
    auto const shuffled = [](std::uint64_t seed) {
        return with([&](loader_options& o) { o.shuffled = true, o.seed = seed; });
    };
    loader one(data, {}, shuffled(1)), again(data, {}, shuffled(1)), other(data, {}, shuffled(2));
    auto const first = items_of(epoch_of(one, 0));
    epoch_of(again, 3);
    CHECK(items_of(epoch_of(again, 0)) == first);
    CHECK(items_of(epoch_of(one, 1)) != first);
    CHECK(items_of(epoch_of(other, 0)) != first);
    auto sorted = first;
    std::sort(sorted.begin(), sorted.end());
    for (index_t i = 0; i < 50; ++i) CHECK(sorted[i] == i);
}

TEST_CASE("a training loader's batches are the same for any number of workers, cached or not") {
    random_images const data(23);
    auto const training = [&](int workers, index_t cache) {
        loader images(data, {}, with([&](loader_options& o) {
                          o.shuffled = true, o.crops = crop_policy::random_of_ten, o.workers = workers,
                          o.cache_bytes = cache;
                      }));
        std::vector<kept> all = epoch_of(images, 0);
        for (kept& b : epoch_of(images, 1)) all.push_back(std::move(b));
        return all;
    };
    auto const expected = training(0, 0);
    for (int workers : {0, 1, 2, 3, 7})
        for (index_t cache : {0, 300, 1 << 20}) CHECK(training(workers, cache) == expected);
}

TEST_CASE("an interrupted epoch goes on with the batches that were left") {
    random_images const data(23);
    auto const options =
        with([](loader_options& o) { o.shuffled = true, o.crops = crop_policy::random_of_ten, o.workers = 3; });
    loader whole(data, {}, options), later(data, {}, options);
    auto const all = epoch_of(whole, 5);
    for (index_t first = 0; first <= 6; ++first)
        CHECK(epoch_of(later, 5, first) == std::vector<kept>(all.begin() + first, all.end()));
    CHECK_THROWS_WITH(later.start(0, 7), Contains("no batch 7"));
    CHECK_THROWS_AS(later.start(-1), error);
}

TEST_CASE("an epoch may be left at any batch for another") {
    random_images const data(40);
    loader images(data, {}, with([](loader_options& o) { o.workers = 3; }));
    auto const all = epoch_of(images, 0);
    for (index_t stop = 0; stop < 10; ++stop) {
        images.start(0);
        for (index_t i = 0; i < stop; ++i) images.next();
        CHECK(epoch_of(images, 0, stop) == std::vector<kept>(all.begin() + stop, all.end()));
    }
}

TEST_CASE("before an epoch is started there is no batch, and a loader may end amid an epoch") {
    random_images const data(40);
    loader images(data, {}, four_at_a_time);
    CHECK_FALSE(images.next());
    images.start(0);
    images.next();
}

TEST_CASE("random views are among the ten, all ten occur, and another epoch draws others") {
    random_images const data(60);
    loader images(data, {}, with([](loader_options& o) { o.crops = crop_policy::random_of_ten; }));
    auto const drawn = [&](index_t epoch) {
        std::vector<int> numbers;
        for (kept const& b : epoch_of(images, epoch))
            for (std::size_t i = 0; i < b.items.size(); ++i) {
                std::vector<float> const image(b.images.begin() + 20 * i, b.images.begin() + 20 * (i + 1));
                int number = 0;
                while (number < 10 && viewed(data, b.items[i], number) != image) ++number;
                numbers.push_back(number);
            }
        return numbers;
    };
    auto const first = drawn(0);
    std::set<int> const kinds(first.begin(), first.end());
    CHECK(kinds == std::set<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    CHECK(drawn(1) != first);
}

TEST_CASE("ten views of an item stand one after another in the batch") {
    random_images const data(5);
    loader images(data, {}, with([](loader_options& o) { o.crops = crop_policy::ten; }));
    CHECK(images.crops() == 10);
    auto const all = epoch_of(images, 0);
    REQUIRE(all.size() == 2);
    CHECK(all[0].labels.size() == 4);
    REQUIRE(all[0].images.size() == 4 * 10 * 20);
    for (index_t i = 0; i < 4; ++i)
        for (int v = 0; v < 10; ++v) {
            auto const begin = all[0].images.begin() + (i * 10 + v) * 20;
            CHECK(std::vector<float>(begin, begin + 20) == viewed(data, i, v));
        }
}

TEST_CASE("a bad file stops the run with its name, at its place in the order, for any number of workers") {
    random_images const data(12, {6, 9});
    for (int workers : {0, 1, 3, 7}) {
        loader images(data, {}, with([&](loader_options& o) { o.workers = workers; }));
        images.start(0);
        CHECK(images.next()->items[0] == 0);
        CHECK_THROWS_WITH(images.next(), "image 6 cannot be read");
    }
}

TEST_CASE("bad files are skipped by choice: named once, and their batches shorter, for any number of workers") {
    random_images const data(14, {0, 5, 6, 8, 9, 10, 11});
    for (int workers : {0, 1, 3, 7}) {
        std::vector<std::string> named;
        loader images(data, {}, with([&](loader_options& o) {
                          o.workers = workers, o.on_bad_file = bad_file::skip, o.crops = crop_policy::ten;
                          o.report = [&](std::string const& message) { named.push_back(message); };
                      }));
        auto const all = epoch_of(images, 0);
        REQUIRE(all.size() == 3); // the third of four has no good item
        CHECK(all[0].items == std::vector<index_t>{1, 2, 3});
        CHECK(all[1].items == std::vector<index_t>{4, 7});
        CHECK(all[2].items == std::vector<index_t>{12, 13});
        CHECK(all[2].number == 3);
        CHECK(all[0].labels == std::vector<int>{data.label(1), data.label(2), data.label(3)});
        auto const of_seven = all[1].images.begin() + 200;
        CHECK(std::vector<float>(of_seven, of_seven + 20) == viewed(data, 7, 0));
        CHECK(epoch_of(images, 1) == all);
        CHECK(named.size() == 7);
        CHECK(named[1] == "image 5 cannot be read");
    }
}

TEST_CASE("a failure that is not about a file is passed on whatever the policy") {
    struct forgetful : random_images {
        using random_images::random_images;
        bitmap load(index_t i, index_t channels) const override {
            if (i == 5) throw std::bad_alloc();
            return random_images::load(i, channels);
        }
    };
    forgetful const data(12);
    loader images(data, {}, with([](loader_options& o) { o.on_bad_file = bad_file::skip; }));
    images.start(0);
    images.next();
    CHECK_THROWS_AS(images.next(), std::bad_alloc);
    CHECK(images.next()->items[0] == 8);
    CHECK(epoch_of(images, 0, 2).size() == 1);
}

TEST_CASE("images are decoded once while the cache has room, and every time beyond it") {
    for (int workers : {0, 3}) {
        random_images const data(10);
        auto const loads = [&](index_t cache) {
            data.loads = 0;
            loader images(data, {}, with([&](loader_options& o) { o.cache_bytes = cache, o.workers = workers; }));
            for (index_t epoch = 0; epoch < 3; ++epoch) epoch_of(images, epoch);
            return data.loads.load();
        };
        CHECK(loads(10 * 48) == 10);
        CHECK(loads(4 * 48) == 10 + 6 + 6);
        CHECK(loads(0) == 30);
    }
}

TEST_CASE("a loader refuses what does not fit together with one sentence about it") {
    random_images const data(10);
    auto const refused = [&](auto change) { return loader(data, {}, with(change)); };
    CHECK_THROWS_WITH(refused([](loader_options& o) { o.rows = 7; }), Contains("a crop of 7 x 5"));
    CHECK_THROWS_WITH(refused([](loader_options& o) { o.batch = 0; }), Contains("0 items"));
    CHECK_THROWS_WITH(refused([](loader_options& o) { o.workers = -1; }), Contains("-1 workers"));
    CHECK_THROWS_WITH(refused([](loader_options& o) { o.channels = 2; }), Contains("not 2"));
    CHECK_THROWS_WITH(loader(data, {1, 5, 8, std::vector<float>(40)}, four_at_a_time),
                      Contains("mean image of 1 x 5 x 8"));
    random_images const empty(0);
    CHECK_THROWS_WITH(loader(empty, {}, four_at_a_time), Contains("empty"));
    struct mislabelled : random_images {
        using random_images::random_images;
        int label(index_t i) const override { return i == 7 ? 3 : 0; }
    };
    mislabelled const wrong(10);
    CHECK_THROWS_WITH(loader(wrong, {}, four_at_a_time), Contains("image 7 has label 3, but there are 3 classes"));
}

TEST_CASE("a data set that does not keep to its size is found out") {
    struct shapeless : random_images {
        using random_images::random_images;
        bitmap load(index_t, index_t channels) const override { return bitmap(7, 8, channels); }
    };
    shapeless const data(3);
    loader images(data, {}, four_at_a_time);
    images.start(0);
    CHECK_THROWS_WITH(images.next(), "image 0 came as 7 x 8 x 1 with 56 values, not as 6 x 8 x 1");
}
