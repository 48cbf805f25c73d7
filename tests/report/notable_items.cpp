#include <chrnn/report/notable_items.hpp>

#include "io/complaint.hpp"

#include <catch2/catch.hpp>

using namespace chrnn;

namespace {

struct said {
    index_t item;
    int label;
    std::vector<double> p;
};

void add_all(notable_items& to, std::vector<said> const& all) {
    for (said const& one : all) to.add(one.item, one.label, one.p);
}
std::vector<std::string> names(std::vector<judged_image> const& all) {
    std::vector<std::string> found;
    for (judged_image const& one : all) found.push_back(one.name);
    return found;
}

/// Items 0 .. 7 whose names are their numbers.
class numbered : public dataset {
  public:
    index_t size() const override { return 8; }
    index_t rows() const override { return 1; }
    index_t columns() const override { return 1; }
    std::vector<std::string> const& classes() const override { return classes_; }
    int label(index_t i) const override { return static_cast<int>(i) % 4; }
    std::string name(index_t i) const override { return std::to_string(i); }
    bitmap load(index_t i, index_t channels) const override {
        bitmap one(1, 1, channels);
        one.pixels[0] = static_cast<std::uint8_t>(i);
        return one;
    }

  private:
    std::vector<std::string> classes_{"a", "b", "c", "d"};
};

std::vector<said> const all{{0, 0, {0.125, 0.125, 0.5, 0.25}}, {1, 1, {0.25, 0.5, 0.25, 0}}, {2, 2, {1, 0, 0, 0}},
                            {3, 3, {0.25, 0.25, 0.25, 0.25}},  {4, 0, {0.25, 0, 0.75, 0}},   {5, 1, {0.5, 0.5, 0, 0}}};

} // namespace

TEST_CASE("the worst are those taken for another class with the least of the truth, in order") {
    numbered const data;
    notable_items notable(data.classes(), 4);
    add_all(notable, all);
    auto const worst = notable.worst(data);
    CHECK(names(worst) == std::vector<std::string>{"2", "0", "3", "4"});
    CHECK(worst[0].truth == "c");
    CHECK(worst[0].loss == Approx(87.3).epsilon(0.001)); // of the least probability that counts
    CHECK(worst[1].loss == Approx(std::log(8)));
    CHECK(worst[1].image.pixels[0] == 0);
    CHECK(worst[2].image.pixels[0] == 3);
    REQUIRE(worst[1].guesses.size() == 3);
    CHECK(worst[1].guesses[0].name == "c");
    CHECK(worst[1].guesses[1].name == "d");
    CHECK(worst[1].guesses[1].probability == 0.25);
    CHECK(!worst[1].right());
}

TEST_CASE(
    "the least certain are those whose likeliest class is least likely, right or wrong, in whatever order they came") {
    numbered const data;
    auto backwards = all;
    std::reverse(backwards.begin(), backwards.end());
    for (auto const& order : {all, backwards}) {
        notable_items notable(data.classes(), 3);
        add_all(notable, order);
        auto const found = notable.least_certain(data);
        CHECK(names(found) == std::vector<std::string>{"3", "0", "1"});
        CHECK(found[2].right());
        CHECK(names(notable.worst(data)) == std::vector<std::string>{"2", "0", "3"});
    }
    notable_items none(data.classes(), 0);
    add_all(none, all);
    CHECK(none.worst(data).empty());
    CHECK(none.least_certain(data).empty());
}

TEST_CASE("an item that does not fit the classes is refused") {
    notable_items notable({"a", "b"});
    std::vector<double> const three(3), two{0.5, 0.5};
    CHECK(complaint([&] { notable.add(0, 0, three); }) == "3 probabilities and the label 0 do not fit 2 classes");
    CHECK(complaint([&] { notable.add(0, 2, two); }) == "2 probabilities and the label 2 do not fit 2 classes");
    CHECK(complaint([&] { notable.add(0, -1, two); }) != "");
}
