#include "fit/thread_group.hpp"

#include <chrnn/process/sum_division.hpp>

#include <catch2/catch.hpp>

#include <mutex>

using namespace chrnn;
using namespace chrnn::detail;

TEST_CASE("every number of a shared sum is added up by one process, in which all parts of it meet") {
    for (index_t size = 1; size <= 5; ++size)
        for (index_t terms = size; terms <= 9; ++terms)
            for (index_t n : {0, 1, 7, 1001}) {
                INFO(size << " processes, " << terms << " arrays of " << n);
                std::mutex turn; // a check is no matter for several threads at once
                auto const errors = in_processes(size, [&](process_group& group) {
                    sum_division const division(group, terms);
                    std::scoped_lock const mine(turn);
                    index_t end = 0, parts = 0, arrays = 0;
                    for (index_t rank = 0; rank < size; ++rank) {
                        CHECK(division.share(rank, n).begin == end);
                        end += division.share(rank, n).size;
                        parts += std::ssize(division.parts(rank));
                        for (partial_sum const& one : division.parts(rank)) arrays += index_t{1} << one.level;
                    }
                    CHECK(end == n);
                    CHECK(arrays == terms);
                    CHECK(division.own_share(n).begin == division.share(group.rank(), n).begin);
                    CHECK(division.parts_of_others() == parts - std::ssize(division.parts(group.rank())));
                });
                CHECK(errors == std::vector<std::string>(static_cast<std::size_t>(size)));
            }
}
