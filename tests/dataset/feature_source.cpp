#include "dataset/sample_images.hpp"

#include <chrnn/data/feature_source.hpp>
#include <chrnn/data/loader.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

constexpr index_t rows = 4, columns = 5;

/// Features that are the pixels themselves: every view of every image as a loader crops it.
struct pixels {
    random_images const data;
    std::shared_ptr<std::vector<float>> numbers = std::make_shared<std::vector<float>>();
    std::optional<features> all;

    explicit pixels(index_t images, crop_policy kept, std::set<index_t> bad = {}) : data(images, bad) {
        features_info info{.views = count_of(kept), .numbers = rows * columns};
        for (index_t i = 0; i < images; ++i) {
            info.labels.push_back(data.label(i)), info.there.push_back(!bad.contains(i));
            for (index_t view = 0; view < info.views; ++view) {
                std::vector<float> one(rows * columns);
                if (info.there.back()) write_crop(data.load(i, 1), rows, columns, static_cast<int>(view), {}, 1.f, one);
                numbers->insert(numbers->end(), one.begin(), one.end());
            }
        }
        all.emplace(std::move(info), *numbers, numbers);
    }
};

struct whole_batch {
    std::vector<float> inputs;
    std::vector<int> targets;
    std::vector<index_t> items;
    index_t number;
    bool operator==(whole_batch const&) const = default;
};
std::vector<whole_batch> epoch_of(batch_source<int>& source, index_t epoch, index_t first = 0) {
    std::vector<whole_batch> all;
    source.start(epoch, first);
    while (auto const b = source.next())
        all.push_back({{b->inputs.begin(), b->inputs.end()},
                       {b->targets.begin(), b->targets.end()},
                       {b->items.begin(), b->items.end()},
                       b->number});
    return all;
}

} // namespace

TEST_CASE("features come as a loader delivers their images: the same order, views, gaps and last batch") {
    for (auto const& bad : {std::set<index_t>{}, std::set<index_t>{0, 3, 4, 9}})
        for (crop_policy views : {crop_policy::centre, crop_policy::random_of_ten, crop_policy::ten})
            for (bool shuffled : {false, true}) {
                INFO(bad.size() << " bad, " << count_of(views) << " views, shuffled " << shuffled);
                pixels const kept(11, crop_policy::ten, bad);
                feature_source source(*kept.all, {.batch = 3, .views = views, .shuffled = shuffled, .seed = 5});
                loader images(kept.data, {},
                              {.channels = 1,
                               .rows = rows,
                               .columns = columns,
                               .batch = 3,
                               .crops = views,
                               .shuffled = shuffled,
                               .seed = 5,
                               .scale = 1,
                               .on_bad_file = bad_file::skip});
                CHECK(source.batches() == images.batches());
                for (index_t epoch : {0, 1, 7}) CHECK(epoch_of(source, epoch) == epoch_of(images, epoch));
                CHECK(epoch_of(source, 2, 2) == epoch_of(images, 2, 2));
            }
}
TEST_CASE("an epoch of features begins when it is started, and ends at its last batch") {
    pixels const kept(4, crop_policy::centre);
    feature_source source(*kept.all, {.batch = 4});
    CHECK_FALSE(source.next());
    CHECK(epoch_of(source, 0).size() == 1);
    CHECK_FALSE(source.next());
    CHECK(epoch_of(source, 0, 1).empty());
    CHECK_THROWS_WITH(source.start(0, 2), "there is no batch 2 of epoch 0: an epoch has 1 batches");
}
TEST_CASE("batches of no item and views that were not kept are refused") {
    pixels const kept(4, crop_policy::centre);
    CHECK_THROWS_WITH(feature_source(*kept.all, {.batch = 0}), "a batch cannot have 0 items");
    CHECK_THROWS_WITH(feature_source(*kept.all, {.batch = 2, .views = crop_policy::ten}),
                      "of the ten views only the one at the centre was kept as features");
}
