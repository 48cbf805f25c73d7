#include <chrnn/data/batch_share.hpp>

#include <catch2/catch.hpp>

#include <vector>

using namespace chrnn;

TEST_CASE("shares of an epoch's batches have each of them once, in order, however many there are") {
    for (index_t together : {1, 4, 7})
        for (index_t batches = 0; batches < 20; ++batches) {
            std::vector<int> taken(static_cast<std::size_t>(batches));
            for (index_t first = 0; first < together; first += 3) {
                batch_share const share{together, first, std::min(first + 3, together)};
                index_t last = -1;
                for (index_t k = 0; k < share.among(batches); ++k) {
                    index_t const number = share.number(k);
                    REQUIRE((number > last && number < batches));
                    CHECK((number % together >= share.first && number % together < share.end));
                    ++taken[static_cast<std::size_t>(last = number)];
                }
            }
            CHECK(taken == std::vector<int>(static_cast<std::size_t>(batches), 1));
        }
}

TEST_CASE("without others a share is all") {
    CHECK(batch_share{}.among(5) == 5);
    CHECK(batch_share{}.number(4) == 4);
}
