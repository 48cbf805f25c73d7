#include <chrnn/data/augment/random_resized_crop.hpp>
#include <chrnn/data/feature_source.hpp>
#include <chrnn/data/loader.hpp>
#include <chrnn/data/sample_source.hpp>

#include "dataset/sample_images.hpp"
#include "io/complaint.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace chrnn;
using namespace chrnn::detail;

namespace {

// 3 of class 0, 12 of class 1, 1 of class 7, and one of none.
std::vector<int> const labels{1, 1, 0, 1, 1, 1, 1, 7, 1, 1, 0, 1, 1, -1, 1, 0, 1};
constexpr index_t count = 17;

std::vector<index_t> epoch_of(sampling const& how, index_t epoch, std::uint64_t seed = 1) {
    sample_order order(count, how, labels, seed, true);
    order.start(epoch);
    return {order.items().begin(), order.items().end()};
}
std::vector<int> times(std::vector<index_t> const& items) {
    std::vector<int> all(count);
    for (index_t item : items) ++all[static_cast<std::size_t>(item)];
    return all;
}

} // namespace

TEST_CASE("balanced classes come equally often to one, and so do the items of a class") {
    std::map<int, int> more; // epochs in which a class had one item more
    std::vector<int> in_all(count);
    for (index_t epoch = 0; epoch < 300; ++epoch) {
        auto const items = epoch_of(balanced(), epoch);
        REQUIRE(items.size() == 17);
        auto const often = times(items);
        std::map<int, std::vector<int>> by_class;
        for (std::size_t i = 0; i < labels.size(); ++i) by_class[labels[i]].push_back(often[i]), in_all[i] += often[i];
        CHECK(by_class[-1] == std::vector{0});
        for (int label : {0, 1, 7}) {
            auto const [least, most] = std::minmax_element(by_class[label].begin(), by_class[label].end());
            CHECK(*most - *least <= 1);
            int const own = std::accumulate(by_class[label].begin(), by_class[label].end(), 0);
            CHECK((own == 5 || own == 6));
            more[label] += own == 6;
        }
    }
    for (int label : {0, 1, 7}) CHECK(std::abs(more[label] - 200) < 40); // 5 deviations of a binomial of 300 and 2/3
    for (std::size_t i : {0u, 16u}) CHECK(std::abs(in_all[i] - 300 * 17 / 36) < 45); // of the twelve
}

TEST_CASE("an epoch may have any number of balanced items") {
    CHECK(epoch_of(balanced(2), 0).size() == 2);
    auto const often = times(epoch_of(balanced(90), 0));
    CHECK(often[7] == 30);
    CHECK((often[2] == 10 && often[10] == 10 && often[15] == 10));
    auto const items = epoch_of(balanced(90), 0);
    int changes = 0;
    for (std::size_t i = 1; i < items.size(); ++i)
        changes += labels[static_cast<std::size_t>(items[i])] != labels[static_cast<std::size_t>(items[i - 1])];
    CHECK(changes > 40); // 60 are expected, as the classes are mixed
}

TEST_CASE("weighted items come in proportion to their weights, and those of weight 0 never") {
    std::vector<double> weights(count, 1);
    weights[0] = weights[4] = weights[16] = 0, weights[2] = 6;
    auto const often = times(epoch_of(weighted(weights, 20000), 3));
    CHECK((often[0] == 0 && often[4] == 0 && often[16] == 0));
    for (std::size_t i : {1u, 2u, 3u, 15u}) {
        double const expected = 20000 * weights[i] / 19, deviation = std::sqrt(expected);
        CHECK(std::abs(often[i] - expected) < 5 * deviation);
    }
    CHECK(epoch_of(weighted(weights), 3).size() == 17);
}

TEST_CASE("without replacement no item comes twice, and the first one is drawn by its weight") {
    std::vector<double> weights(count, 1);
    weights[0] = 0, weights[2] = 5;
    int first = 0, second = 0;
    for (index_t epoch = 0; epoch < 2000; ++epoch) {
        auto const items = epoch_of(weighted_without_replacement(weights, 16), epoch);
        auto const often = times(items);
        CHECK((often[0] == 0 && *std::max_element(often.begin(), often.end()) == 1));
        first += items[0] == 2, second += items[1] == 2;
    }
    CHECK(std::abs(first - 500) < 100); // of 20 the item has 5; five deviations
    CHECK(std::abs(second - 395) < 90); // 3/4 by 5/19
    CHECK(epoch_of(weighted_without_replacement(weights, 3), 0).size() == 3);
}

TEST_CASE("what an epoch consists of follows from the seed and the epoch alone") {
    std::vector<double> const weights(count, 2);
    for (sampling const& how : {sampling(), balanced(), weighted(weights), weighted_without_replacement(weights, 17)}) {
        auto const items = epoch_of(how, 5);
        sample_order order(count, how, labels, 1, true);
        for (index_t epoch : {9, 5}) order.start(epoch);
        CHECK(std::ranges::equal(order.items(), items));
        CHECK(epoch_of(how, 6) != items);
        CHECK(epoch_of(how, 5, 2) != items);
    }
}

TEST_CASE("without sampling the order is what it was before there was any") {
    std::vector<index_t> expected(count);
    order_samples(expected, 4, 1, true);
    CHECK(epoch_of({}, 4) == expected);
}

TEST_CASE("sampling that makes no sense is refused") {
    auto const refusal = [](sampling const& how) { return complaint([&] { epoch_of(how, 0); }); };
    CHECK(refusal(balanced(-1)) == "an epoch cannot have -1 items");
    CHECK(refusal(weighted({1, 2})) == "there are 2 weights for 17 items");
    CHECK(refusal(weighted(std::vector<double>(count))) == "the weights of all items add up to 0");
    std::vector<double> weights(count, 1);
    weights[3] = -1;
    CHECK(refusal(weighted(weights)) == "the weight of an item is a number that is not negative, not -1");
    weights[3] = NAN;
    CHECK(refusal(weighted(weights)) == "the weight of an item is a number that is not negative, not nan");
    weights[3] = 0;
    CHECK(refusal(weighted_without_replacement(weights, 17)) ==
          "an epoch of 17 items cannot be drawn without replacement from 16 whose weight is not 0");
    CHECK(refusal({.items = 500}) == "an epoch in which every item comes once has 17 items, not 500");
    CHECK(refusal({.items = 5}) == "an epoch in which every item comes once has 17 items, not 5");
    CHECK(refusal({.weights = weights}) == "weights of items are for sampling that is weighted");
    CHECK(complaint([] { sample_order(2, balanced(), {}, 1, true); }) ==
          "only samples that have one class each can be balanced");
    CHECK(complaint([] {
              sample_order(2, balanced(), std::vector{-1, -1}, 1, true);
          }) == "there is no sample of a class that could be balanced");
}

TEST_CASE("a loader delivers balanced images, the same with any workers and cache, wherever it begins") {
    random_images const data(30);
    auto const all = [&](int workers, index_t cache, index_t first) {
        loader images(data, {},
                      {.rows = 4,
                       .columns = 4,
                       .batch = 8,
                       .crops = crop_policy::random_of_ten,
                       .shuffled = true,
                       .sampling = balanced(60),
                       .workers = workers,
                       .cache_bytes = cache});
        CHECK(images.batches() == 8);
        images.start(0), images.next();
        images.start(2, first);
        std::vector<float> numbers;
        while (auto const batch = images.next()) {
            numbers.insert(numbers.end(), batch->inputs.begin(), batch->inputs.end());
            numbers.insert(numbers.end(), batch->items.begin(), batch->items.end());
            numbers.insert(numbers.end(), batch->targets.begin(), batch->targets.end());
        }
        return numbers;
    };
    auto const expected = all(0, 0, 0);
    for (int workers : {0, 1, 4})
        for (index_t cache : {0, 700, 1 << 20}) CHECK((all(workers, cache, 0) == expected));
    auto const rest = all(2, 1 << 20, 5);
    CHECK(std::equal(rest.rbegin(), rest.rend(), expected.rbegin()));
}

TEST_CASE("an image that comes twice in an epoch is seen in views of their own") {
    random_images const data(1);
    for (index_t batch : {1, 40}) {
        loader_options how{.rows = 4, .columns = 4, .batch = batch, .sampling = balanced(40), .workers = 0};
        how.crops = crop_policy::random_of_ten;
        loader images(data, {}, how);
        images.start(0);
        std::set<std::vector<float>> views;
        while (auto const found = images.next())
            for (auto at = found->inputs.begin(); at != found->inputs.end(); at += 48) views.emplace(at, at + 48);
        CHECK(views.size() > 5);
    }
}

TEST_CASE("an image that comes twice in an epoch is augmented anew, the same by any workers, wherever it begins") {
    random_images const data(1);
    auto const images = [&](int workers, index_t first) {
        loader_options how{.rows = 4, .columns = 4, .batch = 8, .augment = random_resized_crop{}};
        how.sampling = balanced(40);
        how.workers = workers;
        loader source(data, {}, how);
        source.start(3, first);
        std::vector<std::vector<float>> all;
        while (auto const found = source.next())
            for (auto at = found->inputs.begin(); at != found->inputs.end(); at += 48) all.emplace_back(at, at + 48);
        return all;
    };
    auto const whole = images(0, 0);
    CHECK(std::set(whole.begin(), whole.end()).size() > 20);
    CHECK((images(4, 0) == whole));
    auto const rest = images(2, 3);
    REQUIRE(rest.size() == 16);
    CHECK(std::equal(rest.begin(), rest.end(), whole.begin() + 24));
}

TEST_CASE("features that come twice in an epoch come in views of their own") {
    std::vector<float> const numbers{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    features const kept({.views = 10, .numbers = 1, .labels = {0}, .there = {true}}, numbers, nullptr);
    feature_source source(kept, {.batch = 40, .views = crop_policy::random_of_ten, .sampling = balanced(40)});
    source.start(0);
    auto const found = source.next();
    CHECK(std::set<float>(found->inputs.begin(), found->inputs.end()).size() > 5);
}

TEST_CASE("samples and features are drawn as images are") {
    random_images const data(30);
    sampling const how = balanced(50);
    loader images(data, {}, {.rows = 4, .columns = 4, .batch = 50, .shuffled = true, .sampling = how, .workers = 0});
    std::vector<int> own;
    for (index_t i = 0; i < 30; ++i) own.push_back(data.label(i));
    std::vector<float> const numbers(30, 1);
    samples<int> const in_memory(numbers, own);
    sample_source<int> plain(in_memory, 50, 1, how);
    features const kept({.numbers = 1, .labels = own, .there = std::vector<bool>(30, true)}, numbers, nullptr);
    feature_source front(kept, {.batch = 50, .shuffled = true, .sampling = how});
    images.start(3), plain.start(3), front.start(3);
    CHECK((plain.batches() == 1 && front.batches() == 1));
    auto const first = images.next(), second = plain.next(), third = front.next();
    CHECK(std::ranges::equal(first->items, second->items));
    CHECK(std::ranges::equal(first->items, third->items));
    CHECK(std::ranges::equal(first->targets, third->targets));
    std::vector<std::vector<float>> const vectors(3, {1, 2});
    samples<float> const to_vectors(std::vector<float>{1, 2, 3}, vectors);
    CHECK(complaint([&] { sample_source<float>(to_vectors, 2, 1, balanced()); }) ==
          "only samples that have one class each can be balanced");
}
