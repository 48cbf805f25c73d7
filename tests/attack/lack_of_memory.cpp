// Every operation with memory lacking at every allocation that it makes, on whichever thread or on one of them: it says
// so or does without, ends, and what it was to change is as before.
#include "attack/scarce_memory.hpp"
#include "fit/small_scenes.hpp"
#include "images/pictures.hpp"
#include "temporary_folder.hpp"

#include <chrnn/caffe/tensors.hpp>
#include <chrnn/files.hpp>
#include <chrnn/images.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <thread>

using namespace chrnn;

namespace {

using net = plain_scenes<0.5>;

fit_options quiet(int workers) {
    fit_options options{.epochs = 1, .progress = progress_style::none};
    options.images.workers = workers;
    return options;
}

/// Checks that a save leaves the file at `path` as it is or replaces it whole, and leaves nothing beside it.
template <class Save>
void check_that_it_replaces(lack how, std::filesystem::path const& path, Save const& save) {
    auto const old = read_file(path);
    refuse_every_allocation(how, save, [&](bool refused) {
        CHECK(((read_file(path) == old) || !refused));
        std::filesystem::directory_iterator const beside(path.parent_path());
        CHECK(std::distance(begin(beside), end(beside)) == 1);
    });
    CHECK(read_file(path) != old);
}

/// Images in files, of which some are damaged.
image_folder partly_damaged(temporary_folder const& folder) {
    for (int i = 0; i < 6; ++i)
        folder.write((i % 2 ? "a/" : "b/") + std::to_string(i) + ".png", encoded(any_picture(9, 9, 3, i), "png"));
    folder.write("a/7.png", "no image");
    folder.write("b/8.png", "none either");
    return image_folder(folder.path(), 8);
}

/// What an epoch on two threads makes of a model.
std::vector<std::uint64_t> trained(int workers) {
    synthetic_scenes const data(20, 32);
    model<net> m(batch{8}, seed{1}, threads{2});
    trainer run(m, sgd{});
    fit(run, data, quiet(workers));
    return bits(m);
}

} // namespace

TEST_CASE("a model is saved, or the old file survives and nothing lies beside it, where memory is lacking") {
    lack const how = GENERATE(lack::once, lack::for_good);
    temporary_folder const folder;
    model<net> m;
    auto const path = folder / "model.safetensors";
    save(m, path);
    m.parameters_span()[0] = 7;
    check_that_it_replaces(how, path, [&] { save(m, path); });
}
TEST_CASE("a model is loaded whole or not at all where memory is lacking") {
    lack const how = GENERATE(lack::once, lack::for_good);
    temporary_folder const folder;
    auto const path = folder / "model.safetensors";
    model<net> from(batch{1}, seed{1}), to(batch{1}, seed{2});
    from.preprocessing() = {.rows = 32, .columns = 32, .classes = {"1", "2", "3", "4", "5", "6", "7", "8"}};
    save(from, path);
    auto const before = bits(to);
    refuse_every_allocation(
        how, [&] { load(to, path); },
        [&](bool refused) {
            CHECK((bits(to) == (refused ? before : bits(from))));
            CHECK(to.preprocessing().classes.empty() == refused);
        });
}
TEST_CASE("a checkpoint is saved and loaded whole or not at all where memory is lacking") {
    lack const how = GENERATE(lack::once, lack::for_good);
    temporary_folder const folder;
    synthetic_scenes const data(20, 32);
    model<net> first(batch{8}, seed{1}), second(batch{8}, seed{2});
    trainer run(first, sgd{}), other(second, sgd{});
    auto const path = folder / "run";
    save_checkpoint(path, run);
    fit(run, data, quiet(0));
    check_that_it_replaces(how, path, [&] { save_checkpoint(path, run); });
    auto const before = bits(second);
    refuse_every_allocation(
        how, [&] { load_checkpoint(path, other); },
        [&](bool refused) {
            CHECK((bits(second) == (refused ? before : bits(first))));
            CHECK(other.state().history.empty() == refused);
        });
}
TEST_CASE("a training in which memory is lacking ends or comes to its bits, and can be done again") {
    lack const how = GENERATE(lack::once, lack::for_good);
    whose const of = GENERATE(whose::anybody, whose::others);
    int const workers = GENERATE(0, 2);
    auto const expected = trained(workers);
    std::optional<std::vector<std::uint64_t>> found;
    refuse_every_allocation(
        how, of,
        [&] {
            found.reset();
            found = trained(workers);
        },
        [&](bool refused) { CHECK((found ? *found == expected : refused)); });
}
TEST_CASE("a training beside another comes to its bits while that lacks memory, whichever allocation fails") {
    lack const how = GENERATE(lack::once, lack::for_good);
    auto const alone = trained(2);
    long same = 0, all = 0;
    {
        std::jthread const beside([&](std::stop_token const& stop) {
            do try {
                    ++all;
                    same += trained(2) == alone;
                } catch (std::exception const&) {
                }
            while (!stop.stop_requested());
        });
        refuse_every_allocation(
            how, whose::own, [] { trained(2); }, [](bool) {});
    }
    CHECK(same == all);
}
TEST_CASE("a loader that meets damaged files where memory is lacking ends, and its next epoch begins") {
    lack const how = GENERATE(lack::once, lack::for_good);
    whose const of = GENERATE(whose::anybody, whose::own, whose::others);
    int const workers = GENERATE(0, 2);
    temporary_folder const folder;
    image_folder const data = partly_damaged(folder);
    loader batches(data, mean_image{3, 8, 8, std::vector<float>(3 * 8 * 8)},
                   {.rows = 8, .columns = 8, .batch = 3, .workers = workers, .on_bad_file = bad_file::skip});
    index_t epoch = 0, items = 0, wrong = 0;
    std::map<index_t, std::vector<float>> expected; // the pixels of each
    auto const whole = [&](auto const& visit) {
        items = 0;
        for (batches.start(epoch++); auto batch = batches.next();)
            for (std::size_t i = 0; i < batch->items.size(); ++i, ++items)
                visit(batch->items[i], batch->inputs.subspan(i * 3 * 8 * 8, 3 * 8 * 8));
    };
    auto const compare = [&](index_t item, std::span<float const> pixels) {
        wrong += !std::ranges::equal(pixels, expected.at(item));
    };
    whole([&](index_t item, std::span<float const> pixels) { expected[item] = {pixels.begin(), pixels.end()}; });
    refuse_every_allocation(
        how, of, [&] { whole(compare); },
        [&](bool refused) {
            CHECK((refused || items == 6));
            whole(compare);
            CHECK(items == 6);
            CHECK(wrong == 0);
        });
}
TEST_CASE("a folder of images is listed and decoded, or not, where memory is lacking") {
    lack const how = GENERATE(lack::once, lack::for_good);
    temporary_folder const folder;
    partly_damaged(folder);
    refuse_every_allocation(
        how,
        [&] {
            image_folder const data(folder.path(), 8);
            for (index_t i = 0; i < data.size(); ++i) try {
                    (void)data.load(i, 3);
                } catch (error const&) {
                }
        },
        [](bool) {});
}
TEST_CASE("an array is written and read, or not, where memory is lacking") {
    lack const how = GENERATE(lack::once, lack::for_good);
    temporary_folder const folder;
    std::vector<float> const numbers(12);
    refuse_every_allocation(
        how,
        [&] {
            save_npy(folder / "numbers.npy", numbers, {3, 4});
            (void)load_npy<float>(folder / "numbers.npy");
        },
        [&](bool) { CHECK(folder.size() <= 1); });
}
TEST_CASE("a model of Caffe's is read, or not, where memory is lacking") {
    lack const how = GENERATE(lack::once, lack::for_good);
    auto const path = std::filesystem::path(__FILE__).parent_path() / "../data/caffe/small_v1.caffemodel";
    tensor_file tensors;
    refuse_every_allocation(
        how, [&] { tensors = caffe_tensors(read_caffe_model(path)); },
        [&](bool refused) { CHECK(tensors.entries.size() == (refused ? 0 : 6)); });
}
TEST_CASE("a folder is locked, or not, where memory is lacking, and is free again behind that") {
    lack const how = GENERATE(lack::once, lack::for_good);
    temporary_folder const folder;
    refuse_every_allocation(
        how, [&] { folder_lock{folder.path()}; },
        [&](bool) {
            CHECK_NOTHROW(folder_lock{folder.path()});
            CHECK(folder.size() == 0);
        });
}
TEST_CASE("lists of images are read, or not, where memory is lacking") {
    lack const how = GENERATE(lack::once, lack::for_good);
    temporary_folder const folder;
    auto const numbered = folder.write("numbered", std::string("a/1.png 0\nb/2.png 1\n"));
    auto const plain = folder.write("plain", std::string("beach/1.png\nforest/2.png\n"));
    std::size_t read = 0;
    refuse_every_allocation(
        how,
        [&] {
            read = 0;
            list_file const first(numbered, folder.path());
            path_list const second(plain, folder.path());
            read = first.classes().size() + second.classes().size() + read_class_names(plain).size();
        },
        [&](bool refused) { CHECK(read == (refused ? 0 : 6)); });
}
