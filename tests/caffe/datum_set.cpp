#include "caffe/database.hpp"
#include "caffe/files.hpp"
#include "caffe/written.hpp"
#include "io/complaint.hpp"
#include "temporary_folder.hpp"

#include <chrnn/caffe.hpp>
#include <chrnn/data/loader.hpp>

#include <catch2/catch.hpp>

#include <thread>

using namespace chrnn;
using Catch::Contains;
using Catch::EndsWith;

namespace {

/// The stored image, drawn here.
bitmap drawn(index_t channels) {
    bitmap image(17, 15, channels);
    for (int r = 0; r < 17; ++r)
        for (int q = 0; q < 15; ++q)
            for (int c = 0; c < channels; ++c)
                image.at(r, q, c) = static_cast<std::uint8_t>(caffe_files::pixel(channels == 1 ? 1 : c, r, q));
    return image;
}

std::string stored(std::string const& name) { return contents(caffe_files::path(name + ".datum")); }

/// The three images that Python wrote; their labels are 2, 1 and 0.
database_entries three() {
    return {{"00_raw", stored("raw")}, {"01_encoded", stored("encoded")}, {"02_grey", stored("grey")}};
}

/// A raw datum of 1 x 1 pixels of one channel.
std::string tiny(std::uint64_t label, std::string const& data = "a") {
    return written::number(1, 1) + written::number(2, 1) + written::number(3, 1) + written::bytes(4, data) +
           written::number(5, label);
}

/// What a set of these entries, or its only image, ends in.
std::string refusal(database_entries const& entries, std::vector<std::string> classes = {}, unsigned flags = 0) {
    temporary_folder const folder;
    write_database(folder / "db", entries, flags);
    return complaint([&] { datum_set(folder / "db", 1, classes).load(0, 1); });
}

} // namespace

TEST_CASE("datums of planes and of encoded files give the same pixels, in red, green, blue") {
    temporary_folder const folder;
    write_database(folder / "db", three());
    datum_set const set(folder / "db", 17);
    CHECK(set.size() == 3);
    CHECK(set.classes() == std::vector<std::string>{"0", "1", "2"});
    CHECK(set.label(0) == 2);
    CHECK(set.label(1) == 1);
    CHECK(set.label(2) == 0);
    CHECK(set.name(1) == "01_encoded");
    CHECK(set.load(0, 3) == resize(drawn(3), 17, 17));
    CHECK(set.load(1, 3) == resize(drawn(3), 17, 17));
    CHECK(set.load(2, 1) == resize(drawn(1), 17, 17));
    CHECK(set.load(2, 3) == resize(detail::with_channels(drawn(1), 3), 17, 17));
    CHECK(set.load(0, 1) == resize(detail::with_channels(drawn(3), 1), 17, 17));
}

TEST_CASE("a database may be a single file, given with names of classes, and opened twice") {
    temporary_folder const folder;
    write_database(folder / "db", three(), 0, MDB_NOSUBDIR);
    std::filesystem::remove(folder / "db-lock");
    datum_set const set(folder / "db", 17, {"a", "b", "c", "d"}), again(folder / "db", 17, {"a", "b", "c", "d"});
    CHECK(set.classes().size() == 4);
    CHECK(set.fingerprint() == again.fingerprint());
    CHECK(set.load(0, 3) == again.load(0, 3));
    CHECK(folder.size() == 1); // nothing was written
}

TEST_CASE("a loader takes a datum set, with as many workers as one likes") {
    temporary_folder const folder;
    database_entries entries;
    for (char a = 'a'; a <= 'p'; ++a)
        for (char b = 'a'; b <= 'p'; ++b) entries.push_back({{a, b}, tiny(3, {static_cast<char>(a * 7 + b)})});
    write_database(folder / "db", entries);
    datum_set const set(folder / "db", 1);
    auto const epoch = [&](int workers) {
        loader images(set, {},
                      {.channels = 1,
                       .rows = 1,
                       .columns = 1,
                       .batch = 32,
                       .shuffled = true,
                       .workers = workers,
                       .cache_bytes = 0});
        std::vector<float> all;
        for (images.start(0); auto const batch = images.next();)
            all.insert(all.end(), batch->inputs.begin(), batch->inputs.end());
        return all;
    };
    auto const alone = epoch(0);
    CHECK(alone.size() == 256);
    CHECK(epoch(7) == alone);

    std::vector<std::jthread> readers; // each entry at once by several
    std::atomic<int> wrong = 0;
    for (int reader = 0; reader < 4; ++reader)
        readers.emplace_back([&] {
            for (index_t i = 0; i < set.size(); ++i) {
                auto const& key = entries[static_cast<std::size_t>(i)].first;
                wrong += set.load(i, 1).at(0, 0) != static_cast<std::uint8_t>(key[0] * 7 + key[1]);
            }
        });
    readers.clear();
    CHECK(wrong == 0);
}

TEST_CASE("what is no database is refused in one sentence") {
    temporary_folder const folder;
    auto const refused = [&](std::string const& name) { return complaint([&] { datum_set(folder / name); }); };
    CHECK_THAT(refused("nowhere"), Contains("cannot read ") && Contains("/nowhere': No such file"));
    std::filesystem::create_directory(folder / "empty");
    CHECK_THAT(refused("empty"), Contains("/empty': No such file"));
    folder.write("text", std::string(10000, 'x'));
    CHECK_THAT(refused("text"), Contains("/text': ") && Contains("INVALID"));
    folder.write("nothing", std::string());
    CHECK(!refused("nothing").empty());
    write_database(folder / "none", {});
    CHECK_THAT(refused("none"), EndsWith("/none': it is empty"));
    write_database(folder / "one", {{"a", tiny(0)}});
    CHECK_THAT(complaint([&] { datum_set(folder / "one", 0); }), EndsWith("to a side of 0 pixels"));
}

TEST_CASE("a database that is cut short is refused before it is read") {
    temporary_folder const folder;
    database_entries entries;
    for (char a = 'a'; a <= 'z'; ++a) entries.push_back({{a}, tiny(0, std::string(3000, a))});
    write_database(folder / "db", entries, 0, MDB_NOSUBDIR);
    std::string const whole = contents(folder / "db");
    REQUIRE(whole.size() > 20 * 4096);
    for (std::size_t length = 0; length < whole.size(); length += 2048) {
        folder.write("cut", whole.substr(0, length));
        CHECK_THAT(complaint([&] { datum_set(folder / "cut"); }), Contains("cannot read "));
    }
    CHECK_THAT(complaint([&] { datum_set(folder / "cut"); }), Contains("it is cut short: it has "));
}

TEST_CASE("keys that are not in the order of their bytes are refused") {
    CHECK(refusal({{"ab", tiny(0)}, {"ba", tiny(0)}}).empty());
    CHECK_THAT(refusal({{"ab", tiny(0)}, {"ba", tiny(0)}}, {}, MDB_REVERSEKEY),
               EndsWith("/db/ab': it stands behind 'ba', not in the order of their bytes"));
    CHECK_THAT(refusal({{"ab", tiny(0)}, {"ab", tiny(1)}}, {}, MDB_DUPSORT), Contains("it stands behind 'ab'"));
}

TEST_CASE("a label that is of no class is refused by its key") {
    CHECK(refusal({{"a", tiny(1)}}, {"x", "y"}).empty());
    CHECK_THAT(refusal({{"a", tiny(2)}}, {"x", "y"}), EndsWith("/db/a': the label 2 is of no class, for there are 2"));
    CHECK_THAT(refusal({{"a", tiny(~std::uint64_t{0})}}), Contains("the label -1 is of no class"));
    CHECK_THAT(refusal({{"a", tiny(1'000'000)}}), Contains("the label 1000000 is of no class"));
}

TEST_CASE("an entry that is no image is refused by its key") {
    CHECK_THAT(refusal({{"a", "not a datum"}}), Contains("/db/a': the datum "));
    CHECK_THAT(refusal({{"a", stored("floats")}}), EndsWith("holds numbers in float_data, which are no pixels"));
    CHECK_THAT(refusal({{"a", tiny(0, "ab")}}),
               EndsWith("/db/a': its 2 bytes are no image of 1 channels and 1 x 1 pixels"));
    CHECK_THAT(refusal({{"a", ""}}), EndsWith("its 0 bytes are no image of 0 channels and 0 x 0 pixels"));
    auto const sized = [](std::uint64_t channels, std::uint64_t rows, std::uint64_t columns) {
        return refusal({{"a", tiny(0, "abcd") + written::number(1, channels) + written::number(2, rows) +
                                  written::number(3, columns)}});
    };
    CHECK(sized(1, 2, 2).empty());
    std::uint64_t const huge = std::uint64_t{1} << 62;
    for (auto const& why : {sized(2, 1, 2), sized(1, huge, 4), sized(1, 4, huge),
                            sized(1, ~std::uint64_t{0}, ~std::uint64_t{3}), sized(3, 1, 1)})
        CHECK_THAT(why, Contains("its 4 bytes are no image of"));
    CHECK_THAT(refusal({{"a", tiny(0, "no image") + written::number(7, 1)}}),
               EndsWith("/db/a': it is not a JPEG, PNG or BMP image"));
}

TEST_CASE("a datum that is damaged is read or refused") {
    std::string const where = "a datum";
    for (char const* name : {"raw", "encoded", "grey"}) {
        std::string const whole = stored(name);
        auto const read = [&](std::string const& bytes) {
            return complaint([&] {
                auto const one =
                    detail::read_datum(detail::message(where, std::as_bytes(std::span(bytes)), "the datum"));
                detail::image_of(one, 3, where);
            });
        };
        CHECK(read(whole).empty());
        for (std::size_t length = 0; length + 8 < whole.size(); ++length) CHECK(!read(whole.substr(0, length)).empty());
    }
}
