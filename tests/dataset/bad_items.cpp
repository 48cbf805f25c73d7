#include <chrnn/data/bad_items.hpp>

#include <catch2/catch.hpp>

using namespace chrnn;
using detail::bad_items;

TEST_CASE("an item that is skipped is reported once, and another problem than an error is nobody's to skip") {
    std::vector<std::string> said;
    bad_items met(3, bad_file::skip, [&](std::string const& one) { said.push_back(one); });
    auto const cut = std::make_exception_ptr(error("it is cut short")), gone = std::make_exception_ptr(error("gone"));
    met.meet(cut, 1);
    met.meet(cut, 1);
    met.meet(gone, 2);
    CHECK(said == std::vector<std::string>{"it is cut short", "gone"});
    CHECK_THROWS_AS(met.meet(std::make_exception_ptr(std::bad_alloc()), 0), std::bad_alloc);
    CHECK(said.size() == 2);
    bad_items(1, bad_file::skip, {}).meet(cut, 0); // to nobody
}

TEST_CASE("a bad item that is fatal is thrown, and not reported") {
    bad_items met(1, bad_file::fatal, [](std::string const&) { FAIL("it is reported"); });
    CHECK_THROWS_WITH(met.meet(std::make_exception_ptr(error("it is cut short")), 0), "it is cut short");
}
